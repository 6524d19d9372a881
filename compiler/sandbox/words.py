"""Prompts that a vendor's content check would refuse: the same words for which the compiler reports an error."""

from __future__ import annotations

from compiler.film.safety import find_unsafe
from compiler.sandbox.refusals import RefusalError


def check_words(prompt: str, name: str) -> None:
    """Refuse a prompt with unsafe words. The message names the field and, as vendors', none of the words."""
    if any(hit.value.level == "refused" for hit in find_unsafe(prompt)):
        raise RefusalError(400, "content_refused", f"{name} was refused by the content check")
