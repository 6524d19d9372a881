from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path

import pytest
import uvicorn

from compiler.runner.ledger import runs
from compiler.runner.prepare import prepare
from compiler.runner.webhooks import SignatureError, application, check_signature, note
from tests.runner.conftest import Project, Sandbox, work
from tests.runner.manifests import plain

# The vendor's own published example.
SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
BODY = b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
HEADERS = {
    "webhook-id": "9876543210",
    "webhook-timestamp": "1781080794",
    "webhook-signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
}


def now() -> float:
    return 1781080800.0


def test_a_signed_callback_is_known() -> None:
    check_signature(HEADERS, BODY, SECRET, clock=now)
    rotated = {**HEADERS, "webhook-signature": "v1,AAAA " + HEADERS["webhook-signature"]}
    check_signature(rotated, BODY, SECRET, clock=now)


@pytest.mark.parametrize(
    ("headers", "body", "moment"),
    [
        ({}, BODY, 1781080800.0),
        (HEADERS, BODY + b" ", 1781080800.0),
        (HEADERS, BODY, 1781080794.0 + 301),
        ({**HEADERS, "webhook-id": "1"}, BODY, 1781080800.0),
        ({**HEADERS, "webhook-timestamp": "178108079\u00b2"}, BODY, 1781080800.0),
    ],
)
def test_any_other_is_refused(headers: dict[str, str], body: bytes, moment: float) -> None:
    with pytest.raises(SignatureError):
        check_signature(headers, body, SECRET, clock=lambda: moment)


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
