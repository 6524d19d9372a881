"""OpenTelemetry, where an endpoint is configured and the ``telemetry`` extra is installed: counters of submissions,
refusals, lost replies, damage, failures and spend, histograms of waits, and a trace a clip. Without an endpoint it
costs nothing."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
#: A receiver that does not answer holds a command up no longer than this at its end (seconds).
PATIENCE = 3
_COUNTED = {
    "submitted": "submissions",
    "found": "submissions",
    "refused": "refusals",
    "no answer": "lost_replies",
    "damaged": "damaged_downloads",
    "stalled": "stalls",
    "done": "clips",
    "failed": "failures",
    "halted": "failures",
    "unknown": "failures",
}
_LABELS = ("provider", "cause", "currency")
#: What a clip's time is made of, in order: until it was sent, until the vendor was done, until it was filed.
_PARTS = ("queued", "generated", "fetched")


class Log(Protocol):
    """Takes an event's name and its details."""

    def __call__(self, kind: str, **detail: Any) -> None:
        """Take one event."""
        ...


def configured(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the name of the variable that gives an endpoint, None where there is none."""
    variables = os.environ if environment is None else environment
    return next((name for name in ENDPOINTS if variables.get(name)), None)


def complaint() -> str | None:
    """Return what stands in the way of telemetry that is asked for, None where nothing does."""
    name = configured()
    if name is None or _sdk() is not None:
        return None
    return f"{name} is set, and nothing is sent there: pip install 'scenec[telemetry]' first"


def telemetry(environment: Mapping[str, str] | None = None) -> tuple[Log | None, Callable[[], None]]:
    """Return what to tell events to, None where nothing is configured, and what to call at the end."""
    sdk = None if configured(environment) is None else _sdk()
    if sdk is None:
        return None, _nothing
    # The exporters tell at length that nobody answers; the clips are what the log is for.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    resource = sdk.Resource.create({} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "scenec"})
    reader = sdk.PeriodicExportingMetricReader(sdk.OTLPMetricExporter(timeout=PATIENCE), 10_000)
    meters = sdk.MeterProvider([reader], resource)
    tracers = sdk.TracerProvider(resource=resource)
    tracers.add_span_processor(sdk.BatchSpanProcessor(sdk.OTLPSpanExporter(timeout=PATIENCE)))

    def stop() -> None:
        meters.shutdown(timeout_millis=PATIENCE * 1000)
        tracers.shutdown()

    return instruments(meters.get_meter("scenec"), tracers.get_tracer("scenec")), stop


def instruments(meter: Any, tracer: Any) -> Log:
    """Return a log that feeds an OpenTelemetry meter and tracer."""
    counters = {name: meter.create_counter(f"scenec.{name}") for name in set(_COUNTED.values())}
    # A bill may be less than what was reserved, so it goes down as well.
    spend = meter.create_up_down_counter("scenec.spend")
    waits = meter.create_histogram("scenec.wait", unit="s")
    parts = {name: meter.create_histogram(f"scenec.wait.{name}", unit="s") for name in _PARTS}

    def log(kind: str, **detail: Any) -> None:
        labels = {name: detail[name] for name in _LABELS if detail.get(name) is not None}
        if kind not in _COUNTED:
            return
        counters[_COUNTED[kind]].add(1, labels)
        if kind in {"submitted", "found"}:
            spend.add(detail["amount"], labels)
        if kind == "done":
            spend.add(detail["amount"] - detail["reserved"], labels)
            waits.record(sum(detail[name] for name in _PARTS), labels)
            for name, histogram in parts.items():
                histogram.record(detail[name], labels)
            _trace(tracer, detail, labels)

    return log


def _trace(tracer: Any, detail: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
    """Tell of a clip that ends now: one span, and within it one for each part of its time."""
    from opentelemetry.trace import set_span_in_context

    end = time.time_ns()
    moment = end - round(sum(detail[name] for name in _PARTS) * 1e9)
    attributes = {**labels, "scenec.submission": detail["submission"], "scenec.amount": detail["amount"]}
    span = tracer.start_span("clip", start_time=moment, attributes=attributes)
    within = set_span_in_context(span)
    for name in _PARTS:
        part = tracer.start_span(name, context=within, start_time=moment)
        moment += round(detail[name] * 1e9)
        part.end(moment)
    span.end(end)


def _sdk() -> Any:
    """Return the library's names that are needed, None where it is not installed."""
    from types import SimpleNamespace

    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None
    return SimpleNamespace(
        OTLPMetricExporter=OTLPMetricExporter,
        OTLPSpanExporter=OTLPSpanExporter,
        MeterProvider=MeterProvider,
        PeriodicExportingMetricReader=PeriodicExportingMetricReader,
        Resource=Resource,
        TracerProvider=TracerProvider,
        BatchSpanProcessor=BatchSpanProcessor,
    )


def _nothing() -> None:
    return None
