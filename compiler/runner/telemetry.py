"""OpenTelemetry, where an endpoint is configured and the ``telemetry`` extra is installed: counters of submissions,
refusals, damage and spend, a histogram of waits, and a span a clip. Without either it costs nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_COUNTED = {
    "submitted": "submissions",
    "refused": "refusals",
    "no answer": "lost_replies",
    "damaged": "damaged_downloads",
    "broke off": "broken_downloads",
    "stalled": "stalls",
    "done": "clips",
}


class Log(Protocol):
    """Takes an event's name and its details."""

    def __call__(self, kind: str, **detail: Any) -> None:
        """Take one event."""
        ...


def telemetry(environment: Mapping[str, str] | None = None) -> tuple[Log | None, Callable[[], None]]:
    """Return what to tell events to, None where nothing is configured, and what to call at the end."""
    variables = os.environ if environment is None else environment
    if not any(variables.get(name) for name in ENDPOINTS):
        return None, _nothing
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None, _nothing
    resource = Resource.create({"service.name": "scenec"})
    meters = MeterProvider(resource, [PeriodicExportingMetricReader(OTLPMetricExporter(), 10_000)])
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))

    def stop() -> None:
        meters.shutdown()
        tracers.shutdown()

    return instruments(meters.get_meter("scenec"), tracers.get_tracer("scenec")), stop


def instruments(meter: Any, tracer: Any) -> Log:
    """Return a log that feeds an OpenTelemetry meter and tracer."""
    counters = {kind: meter.create_counter(f"scenec.{name}") for kind, name in _COUNTED.items()}
    spend = meter.create_counter("scenec.spend")
    waits = meter.create_histogram("scenec.wait", unit="s")

    def log(kind: str, **detail: Any) -> None:
        labels = {name: detail[name] for name in ("provider", "cause", "currency") if detail.get(name) is not None}
        if kind in counters:
            counters[kind].add(1, labels)
        if kind == "done":
            spend.add(detail["amount"], labels)
            waits.record(detail["seconds"], labels)
            now = time.time_ns()
            span = tracer.start_span("clip", start_time=now - round(detail["seconds"] * 1e9), attributes=labels)
            span.set_attribute("scenec.submission", detail["submission"])
            span.end(now)

    return log


def _nothing() -> None:
    return None
