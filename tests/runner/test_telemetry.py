from __future__ import annotations

import builtins
import itertools
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compiler.runner import telemetry
from tests.runner.conftest import Project, Sandbox
from tests.runner.manifests import body, clip, manifest, plain
from tests.runner.otlp import Receiver


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    started = Receiver()
    for name in telemetry.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", started.url)
    monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
    yield started
    started.stop()


def test_submissions_refusals_waits_and_spend_reach_the_receiver(
    tmp_path: Path, sandbox: Sandbox, receiver: Receiver
) -> None:
    project = Project(tmp_path, sandbox(faults={"429": 0.4}, seed=3).url)
    progress = project.render(plain(6))
    assert progress.run.state == "done"
    refused = [detail["cause"] for kind, detail in project.logged if kind == "refused"]
    assert refused
    assert receiver.services == {"scenec"}
    assert receiver.total("scenec.submissions") == 6
    assert receiver.total("scenec.refusals") == len(refused)
    assert {("provider", "sandbox"), ("cause", refused[0])} <= next(iter(receiver.sums["scenec.refusals"]))
    assert receiver.total("scenec.clips") == 6
    assert receiver.total("scenec.spend") == progress.spent == 18.0
    assert receiver.sums["scenec.spend"].keys() == {frozenset({("provider", "sandbox"), ("currency", "units")})}
    assert receiver.counts["scenec.wait"] == 6
    parts = [receiver.totals[f"scenec.wait.{name}"] for name in ("queued", "generated", "fetched")]
    assert sum(parts) == pytest.approx(receiver.totals["scenec.wait"])
    assert all(part > 0 for part in parts)


def test_each_clip_is_a_trace_of_its_waits(project: Project, receiver: Receiver) -> None:
    progress = project.render(plain(2))
    whole = [span for span in receiver.spans if span.name == "clip"]
    assert len(whole) == 2
    assert len(receiver.spans) == 8
    for span in whole:
        parts = [one for one in receiver.spans if one.parent_span_id == span.span_id]
        assert [one.name for one in parts] == ["queued", "generated", "fetched"]
        assert {one.trace_id for one in parts} == {span.trace_id}
        assert parts[0].start_time_unix_nano == span.start_time_unix_nano
        for earlier, later in itertools.pairwise(parts):
            assert earlier.end_time_unix_nano == later.start_time_unix_nano
        assert abs(parts[-1].end_time_unix_nano - span.end_time_unix_nano) < 1000
    names = {one.value.string_value for span in whole for one in span.attributes if one.key == "scenec.submission"}
    assert names == {clip.submission for clip in progress.clips}


def test_what_is_paid_and_fails_is_spent_and_a_failure(tmp_path: Path, sandbox: Sandbox, receiver: Receiver) -> None:
    project = Project(tmp_path, sandbox(faults={"fail": 1.0}).url)
    progress = project.render(plain(1))
    assert progress.run.state == "failed"
    assert receiver.total("scenec.submissions") == 1
    assert receiver.total("scenec.failures") == 1
    assert receiver.total("scenec.spend") == progress.spent
    told = [detail for kind, detail in project.logged if kind == "failed"]
    assert len(told) == 1
    assert told[0]["provider"] == "sandbox"
    assert told[0]["cause"] == progress.clips[0].cause


def test_a_lost_reply_is_counted_and_the_task_that_was_found_once(
    tmp_path: Path, sandbox: Sandbox, receiver: Receiver
) -> None:
    project = Project(tmp_path, sandbox(faults={"lost-reply": 1.0}).url)
    progress = project.render(manifest(clip(1, body(1))))
    assert progress.run.state == "done"
    assert receiver.total("scenec.lost_replies") == 1
    assert receiver.total("scenec.submissions") == 1
    assert receiver.total("scenec.spend") == progress.spent == 3.0


def test_a_service_may_have_another_name(project: Project, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "studio")
    project.render(plain(1))
    assert receiver.services == {"studio"}


def test_a_receiver_that_is_not_there_holds_nothing_up_and_says_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    began = time.monotonic()
    assert project.render(plain(1)).run.state == "done"
    assert time.monotonic() - began < 25
    assert capfd.readouterr().err == ""


def test_nothing_is_told_where_no_endpoint_is_configured() -> None:
    told, stop = telemetry.telemetry({})
    assert told is None
    stop()
    assert telemetry.configured({}) is None


def test_a_missing_extra_is_told_in_a_line(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert telemetry.complaint() is None
    imports = builtins.__import__

    def without(name: str, *more: Any, **options: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return imports(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    assert telemetry.complaint() == (
        "OTEL_EXPORTER_OTLP_ENDPOINT is set, and nothing is sent there: pip install 'scenec[telemetry]' first"
    )
    assert telemetry.telemetry()[0] is None
