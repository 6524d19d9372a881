"""Download links that expire, and the downloads themselves."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from compiler.sandbox.films import Films
from compiler.sandbox.orders import Task
from compiler.sandbox.refusals import RefusalError
from compiler.sandbox.replies import HalfFile
from compiler.sandbox.vendor import Vendor

ERROR_PAGE = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"


class Links:
    """Writes and checks links. A link names its task, its number and when it ends in milliseconds, and is signed; no
    token is needed to follow it."""

    def __init__(self, vendor: Vendor, films: Films) -> None:
        self._vendor = vendor
        self._films = films
        self._secret = secrets.token_bytes(32)

    def write(self, task: Task, origin: str) -> str | None:
        """Return a succeeded task's link, None for any other."""
        if task.status != "succeeded":
            return None
        ends = int(task.link_ends * 1000)
        signature = self._sign(task.id, task.link, ends)
        return f"{origin}/sandbox/films/{task.id}.mp4?link={task.link}&ends={ends}&signature={signature}"

    def routes(self) -> list[Route]:
        """Return the route that serves films."""
        return [Route("/sandbox/films/{task_id}.mp4", self._serve, methods=["GET"])]

    def follow(self, request: Request) -> Task:
        """Return the task whose film a request may have. Raises ``RefusalError`` 403 (forged) or 410 (expired)."""
        now = self._vendor.advance()
        task = self._vendor.tasks.get(request.path_params["task_id"])
        link, ends = (request.query_params.get(name, "") for name in ("link", "ends"))
        if task is None or not (link.isdecimal() and ends.isdecimal()):
            raise RefusalError(403, "forbidden", "this link is not one of ours")
        expected = self._sign(task.id, int(link), int(ends))
        if not hmac.compare_digest(expected.encode(), request.query_params.get("signature", "").encode()):
            raise RefusalError(403, "forbidden", "this link is not one of ours")
        stillborn = "expired-link" in task.faults and int(link) == 1
        if stillborn and task.link == 1:
            task.link_dead = True
        if stillborn or now * 1000 >= int(ends):
            raise RefusalError(410, "link_expired", "this link has expired; ask for the task again")
        return task

    def _sign(self, task_id: str, link: int, ends: int) -> str:
        text = f"{task_id}:{link}:{ends}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:32]

    async def _serve(self, request: Request) -> Response:
        try:
            task = self.follow(request)
        except RefusalError as refusal:
            self._vendor.rejected[str(refusal.status)] += 1
            return Response(f"{refusal.code}: {refusal.message}\n", refusal.status, media_type="text/plain")
        path = self._films.path(task.film)
        if request.method == "HEAD":
            return _film(path, task)
        task.downloads += 1
        self._vendor.downloads += 1
        if "html" in task.faults:
            task.faults.discard("html")
            return HTMLResponse(ERROR_PAGE)
        if "truncate" in task.faults:
            task.faults.discard("truncate")
            return HalfFile(path, _tag(task))
        return _film(path, task)


def _film(path: Path, task: Task) -> Response:
    return FileResponse(path, media_type="video/mp4", headers={"ETag": _tag(task)})


def _tag(task: Task) -> str:
    return f'"{task.film}"'
