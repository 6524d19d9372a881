from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path

import pytest
import uvicorn

from compiler.runner.database import Database
from compiler.runner.ledger import runs, schema
from compiler.runner.ledger.claims import claim
from compiler.runner.ledger.moves import Moves
from compiler.runner.prepare import prepare
from compiler.runner.webhooks import (
    MOST_NEWS,
    SecretError,
    SignatureError,
    application,
    check_signature,
    note,
    signing_key,
)
from tests.runner.conftest import Project, Sandbox, work
from tests.runner.manifests import plain
from tests.runner.test_work import ACCOUNT, begin

# The vendor's own published example.
SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
KEY = signing_key(SECRET)
BODY = b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
HEADERS = {
    "webhook-id": "9876543210",
    "webhook-timestamp": "1781080794",
    "webhook-signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
}


def now() -> float:
    return 1781080800.0


def test_a_signed_callback_is_known() -> None:
    check_signature(HEADERS, BODY, KEY, clock=now)
    rotated = {**HEADERS, "webhook-signature": "v1,AAAA " + HEADERS["webhook-signature"]}
    check_signature(rotated, BODY, KEY, clock=now)


@pytest.mark.parametrize(
    ("headers", "body", "moment"),
    [
        ({}, BODY, 1781080800.0),
        (HEADERS, BODY + b" ", 1781080800.0),
        (HEADERS, BODY, 1781080794.0 + 301),
        ({**HEADERS, "webhook-id": "1"}, BODY, 1781080800.0),
        ({**HEADERS, "webhook-timestamp": "178108079\u00b2"}, BODY, 1781080800.0),
        ({**HEADERS, "webhook-timestamp": "1" * 5000}, BODY, 1781080800.0),
        ({**HEADERS, "webhook-timestamp": "-1"}, BODY, 1781080800.0),
        ({**HEADERS, "webhook-signature": "v1a,é v1"}, BODY, 1781080800.0),
        (HEADERS, BODY, 1781080794.0 - 301),
    ],
)
def test_any_other_is_refused(headers: dict[str, str], body: bytes, moment: float) -> None:
    with pytest.raises(SignatureError):
        check_signature(headers, body, KEY, clock=lambda: moment)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base64", "whsec_geheim\u00e4"])
def test_a_secret_that_is_none_is_told_without_showing_it(secret: str) -> None:
    with pytest.raises(SecretError) as caught:
        signing_key(secret)
    assert "geheim" not in str(caught.value)


def test_the_same_news_again_leaves_no_second_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ledger.db")
    schema.create(database)
    name = begin(database)
    claim(database, name, "me", (ACCOUNT,), timeout=0.0, settle=0.0)
    Moves(database).accepted(name, "task-1")
    said: list[dict[str, object]] = [
        {"task_id": "task-1", "status": "processing"},
        {"task_id": "task-1", "status": "processing"},
        {"external_id": name, "status": "processing"},
        {"id": "task-1", "status": "succeeded"},
        {"task_id": "task-1", "external_task_id": "other", "status": "succeeded"},
        # Out of order: it is older.
        {"task_id": "task-1", "status": "processing"},
    ]
    assert all(note(database, one) for one in said)
    assert not note(database, {"task_id": "task-2", "status": "processing"})
    assert not note(database, {"task_id": ["task-1"], "status": "processing"})
    assert not note(database, [])
    rows = database.read(
        lambda transaction: transaction.all("select detail from scenec_events where kind = 'callback' order by event")
    )
    assert [json.loads(row["detail"])["status"] for row in rows] == ["processing", "succeeded"]
    for number in range(3 * MOST_NEWS):
        assert note(database, {"task_id": "task-1", "status": f"made up {number}"})
    count = database.read(
        lambda transaction: transaction.one("select count(*) as lines from scenec_events where kind = 'callback'")
    )
    assert count is not None
    assert count["lines"] == MOST_NEWS
    database.close()


def test_callbacks_wake_a_waiting_clip_and_never_decide(tmp_path: Path, sandbox: Sandbox) -> None:
    """The vendor is asked once in a minute, so the clips end in time only because of callbacks; a forged one that
    says "failed" changes nothing."""
    project = Project(tmp_path, sandbox(speed=40.0, faults={"duplicate-callback": 0.5}).url)
    project.speed_up |= {"poll": 60.0, "poll_first": 60.0}
    film = prepare(plain(2))
    with project.runner() as runner:
        server = uvicorn.Server(
            uvicorn.Config(
                application(runner.database, None, lambda kind, **detail: None), port=0, log_level="critical"
            )
        )
        thread = threading.Thread(target=server.run, daemon=True)
        ready = threading.Event()
        started = server.startup

        async def startup(*arguments: object, **more: object) -> None:
            await started(*arguments, **more)  # type: ignore[arg-type]
            ready.set()

        server.startup = startup  # type: ignore[method-assign]
        thread.start()
        assert ready.wait(20)
        port = server.servers[0].sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}/callbacks"
        runner.settings = runner.settings.model_copy(
            update={"render": runner.settings.render.model_copy(update={"callback_url": address})}
        )
        run, _ = runner.open(film, project.options(), project.read)
        forged = {"external_id": film.clips[0].clip, "status": "failed"}
        request = urllib.request.Request(address, json.dumps(forged).encode(), method="POST")
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer) == {"known": False}
        progress = work(runner, run)
        assert progress.run.state == "done"
        assert not note(runner.database, {"task_id": progress.clips[0].task, "status": "failed"})
        rows = runner.database.read(lambda transaction: runs.snapshot(transaction, run))
        assert [row.state for row in rows] == ["done", "done"]
        server.should_exit = True
        thread.join(10)
