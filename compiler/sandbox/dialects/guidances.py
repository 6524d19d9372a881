"""The ``guidances`` dialect, model ``kling-v3``: what its payload may hold, and how its tasks read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.sandbox import fields
from compiler.sandbox.clock import written
from compiler.sandbox.images import check_image, check_video
from compiler.sandbox.orders import Order
from compiler.sandbox.refusals import bad
from compiler.sandbox.words import check_words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from compiler.sandbox.desk import Desk
    from compiler.sandbox.orders import Task

NAME = "guidances"
SUBMIT = "/v3/video/text-to-video"
MODELS = ("kling-v3",)
RATES = {"std": 1.0, "pro": 2.75}
SIZES = {
    "16:9": ("1280x720", "1920x1080"),
    "9:16": ("720x1280", "1080x1920"),
    "1:1": ("960x960", "1440x1440"),
}
SHOTS = 6
SHORTEST, LONGEST = 3, 15
SHOT_PROMPT, SINGLE_PROMPT, NEGATIVE = 512, 2500, 2500
IMAGES = 4
FIELDS = (
    "model", "guidances", "prompt", "duration", "motion_has_audio", "negative_prompt", "aspect_ratio", "mode",
    "resolution", "seed", "image_reference", "image_tail", "video_urls", "face_consistency", "callback_url",
    "external_id",
)  # fmt: skip


def routes(desk: Desk) -> list[Route]:
    """Return the dialect's routes: submit, poll, look up."""
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def submit(request: Request) -> Response:
        return await desk.submit(request, NAME, read, lambda task: JSONResponse({"task_id": task.id}), describe)

    async def poll(request: Request) -> Response:
        return await desk.show(request, request.path_params["task_id"], describe)

    async def look_up(request: Request) -> Response:
        return await desk.look_up(request, request.query_params.get("external_id"), describe)

    return [
        Route(SUBMIT, submit, methods=["POST"]),
        Route("/v3/task/{task_id}", poll, methods=["GET"]),
        Route("/v3/task", look_up, methods=["GET"]),
    ]


def describe(task: Task, link: str | None) -> dict[str, Any]:
    """Return a task as its poll and its callbacks show it."""
    return {
        "task_id": task.id,
        "status": task.status,
        "progress": round(task.progress, 3),
        "video_url": link,
        "expires_at": written(task.link_ends) if link else None,
        "error": {"code": task.error[0], "message": task.error[1]} if task.error else None,
        "external_id": task.external_id,
    }


def read(body: dict[str, Any]) -> Order:
    """Return what a payload orders. Raises ``RefusalError`` with status 400 for whatever the vendor would not take."""
    fields.only(body, FIELDS)
    fields.choice(body, "model", MODELS)
    mode = fields.choice(body, "mode", tuple(RATES), "std")
    aspect = fields.choice(body, "aspect_ratio", tuple(SIZES), "16:9")
    size = fields.choice(body, "resolution", SIZES[aspect], SIZES[aspect][mode == "pro"])
    audio = fields.flag(body, "motion_has_audio")
    fields.flag(body, "face_consistency")
    fields.whole(body, "seed", 0, 2**32 - 1)
    fields.text(body, "negative_prompt", NEGATIVE)
    prompts, seconds = _guidances(body) if "guidances" in body else _single(body)
    _images(body, len(prompts))
    for position, prompt in enumerate(prompts):
        check_words(prompt, f"guidances[{position}].prompt" if "guidances" in body else "prompt")
    width, height = (int(side) for side in size.split("x"))
    return Order(
        seconds=seconds,
        amount=round(seconds * RATES[mode], 6),
        width=width,
        height=height,
        audio=audio,
        external_id=fields.text(body, "external_id", 256),
        callback_url=fields.address(body, "callback_url"),
        payload={name: value for name, value in body.items() if name not in ("external_id", "callback_url")},
    )


def _guidances(body: dict[str, Any]) -> tuple[list[str], int]:
    for other in ("prompt", "duration"):
        if other in body:
            raise bad(f"{other} and guidances exclude each other")
    guidances = body["guidances"]
    if not isinstance(guidances, list) or not 1 <= len(guidances) <= SHOTS:
        raise bad(f"guidances must be a list of 1 to {SHOTS}", "out_of_range")
    prompts: list[str] = []
    seconds = 0
    for position, guidance in enumerate(guidances):
        where = f"guidances[{position}]."
        if not isinstance(guidance, dict):
            raise bad(f"guidances[{position}] must be an object")
        fields.only(guidance, ("index", "prompt", "duration"), where)
        if fields.whole(guidance, "index", 0, SHOTS - 1, where, required=True) != position:
            raise bad(f"{where}index must be {position}: from 0, in order")
        prompts.append(fields.text(guidance, "prompt", SHOT_PROMPT, where, required=True) or "")
        seconds += fields.whole(guidance, "duration", 1, LONGEST, where, required=True) or 0
    if not SHORTEST <= seconds <= LONGEST:
        raise bad(f"the guidances last {seconds} s in all; {SHORTEST} to {LONGEST} s are generated", "out_of_range")
    return prompts, seconds


def _single(body: dict[str, Any]) -> tuple[list[str], int]:
    if "prompt" not in body:
        raise bad("guidances, or prompt with duration, is required")
    prompt = fields.text(body, "prompt", SINGLE_PROMPT, required=True)
    seconds = fields.whole(body, "duration", SHORTEST, LONGEST, required=True)
    return [prompt or ""], seconds or 0


def _images(body: dict[str, Any], shots: int) -> None:
    for name, most, check in (("image_reference", IMAGES, check_image), ("video_urls", IMAGES, check_video)):
        if name not in body:
            continue
        values = [body[name]] if isinstance(body[name], str) and name == "image_reference" else body[name]
        if not isinstance(values, list) or not 1 <= len(values) <= most:
            raise bad(f"{name} must hold 1 to {most}", "out_of_range")
        for position, value in enumerate(values):
            check(value, f"{name}[{position}]")
    if "image_tail" in body:
        check_image(body["image_tail"], "image_tail")
        if "image_reference" not in body:
            raise bad("image_tail needs an image_reference to start from")
        if shots != 1:
            raise bad("image_tail is taken in a clip of one shot only")
