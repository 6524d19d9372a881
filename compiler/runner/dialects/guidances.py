"""The wire of the ``guidances`` target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from compiler.runner.dialects.base import Call, Status, Task

_STATES: dict[str, Status] = {
    "pending": "running",
    "processing": "running",
    "succeeded": "succeeded",
    "failed": "failed",
}


class Guidances:
    """``POST /v3/video/text-to-video``, ``GET /v3/task/{task_id}``, ``GET /v3/task?external_id=``."""

    lookup = True
    seeds = True

    def submit(self, request: Mapping[str, Any], external_id: str, callback: str | None) -> Call:
        """Add the submission's name, and where to tell of changes."""
        body = {**request["body"], "external_id": external_id}
        if callback is not None:
            body["callback_url"] = callback
        return Call(request["method"], request["path"], body)

    def submitted(self, body: Any) -> str | None:
        """Read ``{"task_id": …}``."""
        task = body.get("task_id") if isinstance(body, dict) else None
        return str(task) if isinstance(task, (str, int)) and not isinstance(task, bool) and task != "" else None

    def poll(self, request: Mapping[str, Any], task: str) -> Call:
        """Ask for one task."""
        return Call("GET", f"/v3/task/{quote(task, safe='')}")

    def look_up(self, request: Mapping[str, Any], external_id: str) -> Call:
        """Ask by our own name."""
        return Call("GET", f"/v3/task?external_id={quote(external_id, safe='')}")

    def found(self, body: Any) -> Task | None:
        """Read a task object."""
        task = self.submitted(body)
        status = _STATES.get(str(body.get("status"))) if task is not None else None
        if task is None or status is None:
            return None
        error = body.get("error")
        problem = error if isinstance(error, dict) else {}
        progress, link, name = body.get("progress"), body.get("video_url"), body.get("external_id")
        return Task(
            task,
            status,
            external_id=name if isinstance(name, str) else None,
            progress=float(progress) if isinstance(progress, (int, float)) and 0 <= progress <= 1 else None,
            link=link if isinstance(link, str) and link else None,
            cause=str(problem["code"]) if problem.get("code") is not None else None,
            message=str(problem["message"]) if problem.get("message") is not None else None,
        )
