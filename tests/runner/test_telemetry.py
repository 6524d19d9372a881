from __future__ import annotations

from typing import Any

from compiler.runner.telemetry import instruments, telemetry


class Recorder:
    """Stands where OpenTelemetry's meter and tracer stand."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any, Any]] = []

    def create_counter(self, name: str) -> Any:
        return Instrument(name, self.seen)

    def create_histogram(self, name: str, unit: str) -> Any:
        return Instrument(name, self.seen)

    def start_span(self, name: str, start_time: int, attributes: dict[str, Any]) -> Any:
        self.seen.append((name, start_time, attributes))
        return Instrument(name, self.seen)


class Instrument:
    def __init__(self, name: str, seen: list[tuple[str, Any, Any]]) -> None:
        self.name, self.seen = name, seen

    def add(self, amount: float, labels: dict[str, Any]) -> None:
        self.seen.append((self.name, amount, labels))

    record = add

    def set_attribute(self, name: str, value: Any) -> None:
        self.seen.append((name, value, None))

    def end(self, moment: int) -> None:
        self.seen.append(("end", moment, None))


def test_events_become_counters_waits_and_spans() -> None:
    recorder = Recorder()
    log = instruments(recorder, recorder)
    log("submitted", submission="a", provider="studio", amount=3.0)
    log("refused", submission="a", cause="429", meaning="again")
    log("done", submission="a", provider="studio", amount=3.0, currency="units", seconds=2.0)
    names = [name for name, _, _ in recorder.seen]
    assert names[:4] == ["scenec.submissions", "scenec.refusals", "scenec.clips", "scenec.spend"]
    assert ("scenec.wait", 2.0, {"provider": "studio", "currency": "units"}) in recorder.seen
    moments = {name: value for name, value, _ in recorder.seen if name in {"clip", "end"}}
    assert moments["end"] - moments["clip"] == 2_000_000_000


def test_nothing_is_told_where_no_endpoint_is_configured() -> None:
    told, stop = telemetry({})
    assert told is None
    stop()
