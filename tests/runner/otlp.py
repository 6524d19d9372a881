"""A receiver of OpenTelemetry's protocol over HTTP, on 127.0.0.1."""

from __future__ import annotations

import gzip
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Receiver:
    """``sums`` are the counters' last values and ``counts`` the histograms', by name and labels; ``spans`` what was
    traced."""

    def __init__(self) -> None:
        self.sums: dict[str, dict[frozenset[tuple[str, str]], float]] = defaultdict(dict)
        self.counts: dict[str, int] = {}
        self.totals: dict[str, float] = {}
        self.spans: list[Any] = []
        self.services: set[str] = set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                if self.path == "/v1/metrics":
                    receiver._metrics(ExportMetricsServiceRequest.FromString(body))
                elif self.path == "/v1/traces":
                    receiver._traces(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def total(self, name: str) -> float:
        """Return a counter's value over all labels."""
        return sum(self.sums[name].values())

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def _metrics(self, request: Any) -> None:
        for resource in request.resource_metrics:
            self._service(resource.resource)
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.sum.data_points:
                        labels = frozenset((one.key, one.value.string_value) for one in point.attributes)
                        self.sums[metric.name][labels] = point.as_double or float(point.as_int)
                    for point in metric.histogram.data_points:
                        self.counts[metric.name] = point.count
                        self.totals[metric.name] = point.sum

    def _traces(self, request: Any) -> None:
        for resource in request.resource_spans:
            self._service(resource.resource)
            for scope in resource.scope_spans:
                self.spans += scope.spans

    def _service(self, resource: Any) -> None:
        self.services |= {one.value.string_value for one in resource.attributes if one.key == "service.name"}
