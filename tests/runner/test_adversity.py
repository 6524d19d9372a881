"""What can go wrong outside: money, keys, the network, the disk. The real command against real servers."""

from __future__ import annotations

import json
import re
import resource
import shutil
import struct
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from compiler.runner import submit
from compiler.runner.database import AwayError, Database, DiskError, ReplacedError, Transaction
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from compiler.sandbox.films import Films
from tests.runner.conftest import Project, Sandbox, ask
from tests.runner.crash import command, environment, start, write_project
from tests.runner.manifests import plain

#: No file may grow beyond this; the database stays well below it.
ROOM = 8 * 2**20
#: Enough to open a run of four clips, and not to bring it to its end.
LEDGER_ROOM = 600_000
#: For runs that only the vendor's word may end: a connection that breaks on a busy machine is tried again.
PATIENT = {"SCENEC_PATIENCE": "60"}


def render(
    folder: Path, url: str, room: int | None = None, arguments: Sequence[str] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    def narrow() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    finished = subprocess.run(
        command("render", "crash.scene", "-o", "film.mp4", "--provider-url", url, *arguments),
        cwd=folder,
        env=environment(**{"SCENEC_PATIENCE": "0", **variables}),
        capture_output=True,
        text=True,
        preexec_fn=narrow,
    )
    assert "Traceback" not in finished.stderr
    return finished


def bills(url: str) -> list[str]:
    return [row["external_id"] for row in ask(url, "ledger")]


def test_no_credit_ends_clearly_and_goes_on_where_there_is_some(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 3)
    poor = sandbox(credit=3.0)
    halted = render(tmp_path, poor.url, **PATIENT)
    assert halted.returncode == 5, halted.stderr
    assert "no credit left: top it up, then run the same command again" in halted.stderr
    assert not any(line.count("the same command") > 1 for line in halted.stderr.splitlines())
    assert not (tmp_path / "film.mp4").exists()
    rich = sandbox()
    assert render(tmp_path, rich.url, **PATIENT).returncode == 0
    paid = bills(poor.url) + bills(rich.url)
    assert len(paid) == len(set(paid)) == 3


def test_a_name_that_nobody_has_is_told_as_an_event(tmp_path: Path) -> None:
    write_project(tmp_path, 1)
    silent = render(tmp_path, "http://nobody.invalid", SCENEC_PATIENCE="0.5", arguments=["--json"])
    assert silent.returncode == 5, silent.stderr
    events = [json.loads(line) for line in silent.stdout.splitlines()]
    (told,) = [event for event in events if event["event"] == "silent"]
    assert told["what"] == "http://nobody.invalid"
    assert told["reason"] == "its name cannot be found"
    assert told["until"] - told["since"] == pytest.approx(0.5)


def test_a_wrong_key_names_no_secret_and_is_mended_by_the_right_one(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 1)
    (tmp_path / "scenec.toml").write_text(
        '[render]\nprovider = "studio"\n[providers.studio]\nbase_url = "http://127.0.0.1:9"\n'
        'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n',
        "utf-8",
    )
    url = sandbox(keys={"mine": "right-secret"}, open=False).url
    missing = render(tmp_path, url, **PATIENT)
    assert missing.returncode == 5, missing.stderr
    assert "STUDIO_KEY" in missing.stderr
    wrong = render(tmp_path, url, **PATIENT, STUDIO_KEY="mine", STUDIO_SECRET="wrong-secret")
    assert wrong.returncode == 5, wrong.stderr
    assert "check the key and the secret" in wrong.stderr
    assert "wrong-secret" not in wrong.stderr + wrong.stdout
    assert bills(url) == []
    assert render(tmp_path, url, **PATIENT, STUDIO_KEY="mine", STUDIO_SECRET="right-secret").returncode == 0
    assert len(bills(url)) == 1


def test_a_worker_without_the_key_says_which_and_leaves_the_clips_to_others(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 3)
    url = sandbox(keys={"mine": "right-secret"}, open=False).url
    (tmp_path / "scenec.toml").write_text(
        f'[render]\nprovider = "studio"\n[providers.studio]\nbase_url = "{url}"\nrate = "600/min"\n'
        'access_key_env = "STUDIO_KEY"\nsecret_key_env = "STUDIO_SECRET"\n',
        "utf-8",
    )
    queued = subprocess.run(
        command("render", "crash.scene", "--detach"), cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert queued.returncode == 0, queued.stderr
    worker = start(tmp_path, command("worker"))
    guard = threading.Timer(60, worker.kill)
    guard.start()
    try:
        assert worker.stdout is not None
        told = next((line for line in worker.stdout if "no key" in line), "")
        assert told == (
            "provider studio has no key: set STUDIO_KEY, STUDIO_SECRET; its clips are left to workers that have it\n"
        )
        done = subprocess.run(
            command("render", "crash.scene"),
            cwd=tmp_path,
            env=environment(STUDIO_KEY="mine", STUDIO_SECRET="right-secret"),
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        guard.cancel()
        worker.terminate()
        rest, _ = worker.communicate(timeout=30)
    assert done.returncode == 0, done.stderr
    assert "internal error" not in done.stderr + rest
    assert len(bills(url)) == len(set(bills(url))) == 3


def test_an_address_that_does_not_answer_ends_clearly(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 1)
    silent = render(tmp_path, "http://127.0.0.1:9", SCENEC_PATIENCE="0.5")
    assert silent.returncode == 5, silent.stderr
    said = silent.stderr.splitlines()
    told = [re.sub(r"\d\d:\d\d:\d\d", "TIME", line) for line in said]
    assert told.count("http://127.0.0.1:9 does not answer since TIME (connection refused); trying until TIME") == 1
    assert said[-1] == (
        "crash.scene:6: s01c01 halted: http://127.0.0.1:9 does not answer: connection refused; the same command goes on"
    )
    url = sandbox().url
    assert render(tmp_path, url).returncode == 0
    assert len(bills(url)) == 1


@pytest.fixture
def large_films(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the sandbox hand out films larger than there is room for: with a box that players pass over."""
    drawn = Films.path

    def path(films: Films, film: str) -> Path:
        found = drawn(films, film)
        if found.is_file() and found.stat().st_size < ROOM:
            with found.open("ab") as file:
                file.write(struct.pack(">I4s", 2 * ROOM, b"free") + bytes(2 * ROOM - 8))
        return found

    monkeypatch.setattr(Films, "path", path)


@pytest.mark.usefixtures("large_films")
def test_a_full_disk_in_mid_download_keeps_what_is_paid_for(tmp_path: Path, sandbox: Sandbox) -> None:
    write_project(tmp_path, 2)
    url = sandbox().url
    full = render(tmp_path, url, room=ROOM)
    assert full.returncode == 3, full.stderr
    assert "file too large" in full.stderr
    assert "the same command goes on" in full.stderr
    parts = list((tmp_path / ".scenec" / "parts").glob("*.part"))
    assert parts
    assert len(bills(url)) == 2
    again = render(tmp_path, url)
    assert again.returncode == 0, again.stderr
    assert len(bills(url)) == len(set(bills(url))) == 2


def test_a_ledger_that_cannot_be_written_ends_in_a_line_and_the_same_command_goes_on(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    write_project(tmp_path, 4)
    url = sandbox().url
    ended = render(tmp_path, url, room=LEDGER_ROOM)
    assert ended.returncode == 3, ended.stderr
    assert "run r" in ended.stderr, "it ended in mid-run"
    errors = [line for line in ended.stderr.splitlines() if line.startswith("error:")]
    place = (tmp_path / ".scenec" / "scenec.db").resolve()
    advice = "mend that, then the same command goes on and pays for nothing twice"
    assert errors == [f"error: {place}: disk I/O error; {advice}"]
    again = render(tmp_path, url)
    assert again.returncode == 0, again.stderr
    assert len(bills(url)) == len(set(bills(url))) == 4


def test_a_full_disk_under_the_ledger_is_told_by_its_name(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ledger.db", patience=5.0)
    database.write(lambda transaction: transaction.run("create table words (word text)"))

    def fill(transaction: Transaction) -> None:
        transaction.one("pragma max_page_count = 1")
        for _ in range(100):
            transaction.run("insert into words values (:word)", word="x" * 1000)

    with pytest.raises(DiskError, match=r"ledger\.db: no space left on device; free some space, then the same") as told:
        database.write(fill)
    assert told.value.full
    database.close()


def test_nothing_is_submitted_where_the_disk_is_nearly_full(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "room", lambda _folder: 700_000.0)
    progress = project.render(plain(2))
    assert (progress.run.state, progress.run.cause) == ("halted", "disk full")
    assert "0.7 MB are free" in str(progress.run.message)
    assert ask(project.url, "ledger") == []
    monkeypatch.undo()
    assert project.render(plain(2)).run.state == "done"


def test_an_engine_whose_writes_fail_ends_the_watching(project: Project) -> None:
    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(1)), project.options(), project.read)
        runner.ensure_started()
        with create_engine(f"sqlite:///{project.folder}/full.db").connect() as engine:
            engine.execute(text("create table words (word text)"))
            engine.execute(text("pragma max_page_count = 1"))
            with pytest.raises(OperationalError):
                engine.execute(text("insert into words values (zeroblob(100000))"))
        with pytest.raises(DiskError, match="no space left on device"):
            runner.watch(run, lambda _progress: None, every=0.05)


def test_a_database_that_is_deleted_under_a_run_is_written_again(tmp_path: Path, sandbox: Sandbox) -> None:
    project = Project(tmp_path, sandbox(speed=30.0).url)
    said: list[str] = []

    def take_away(progress: Progress) -> None:
        if [clip.state for clip in progress.clips].count("waiting") == 2:
            shutil.rmtree(tmp_path / ".scenec", ignore_errors=True)

    with project.runner() as runner:
        run, _ = runner.open(prepare(plain(2)), project.options(), project.read)
        runner.circumstances.listen(lambda _what, _outage: None, said.append)
        runner.ensure_started()
        runner.work_on(run)
        with pytest.raises(ReplacedError, match=r"scenec\.db was deleted or replaced in the middle of the work"):
            runner.watch(run, take_away, every=0.05)
    place = (tmp_path / ".scenec" / "scenec.db").resolve()
    assert said == [f"{place} was written again; the same command goes on and pays for nothing twice"]
    assert project.render(plain(2)).run.state == "done"
    names = bills(project.url)
    assert len(names) == len(set(names)) == 2


def test_a_database_in_another_ones_place_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    database = Database(f"sqlite:///{path}", patience=1.0)
    database.write(lambda transaction: transaction.run("create table words (word text)"))
    assert not database.replaced
    path.rename(tmp_path / "elsewhere.db")
    path.write_bytes(b"somebody's file")
    assert database.replaced
    place = database.rescue()
    database.close()
    assert place is not None
    assert place != path
    assert path.read_bytes() == b"somebody's file"
    again = Database(f"sqlite:///{place}", patience=1.0)
    assert again.read(lambda transaction: transaction.all("select * from words")) == []
    again.close()


def test_a_database_that_does_not_answer_is_told_while_it_is_tried() -> None:
    database = Database("postgresql://me:hunter2@127.0.0.1:1/films", patience=2.0)
    told: list[tuple[str, float, float]] = []
    database.silent = lambda reason, lasted, left: told.append((reason, lasted, left))
    with pytest.raises(AwayError, match="when it is back, the same command goes on and pays for nothing twice"):
        database.read(lambda transaction: transaction.one("select 1"))
    assert told
    assert "hunter2" not in told[0][0]
    assert told[0][1] + told[0][2] == pytest.approx(2.0)
