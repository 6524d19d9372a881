"""Strict reading of a JSON payload: unknown fields and values of the wrong type are refused by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from compiler.sandbox.refusals import bad


def only(body: dict[str, Any], known: Collection[str], where: str = "") -> None:
    """Refuse a field that is not in ``known``; ``where`` prefixes the name in the message."""
    for name in body:
        if name not in known:
            raise bad(f"unknown field {where}{name}", "unknown_field")


def text(body: dict[str, Any], name: str, longest: int, where: str = "", required: bool = False) -> str | None:
    """Return a string field of 1 to ``longest`` code points, None where it is absent."""
    if name not in body:
        if required:
            raise bad(f"{where}{name} is required")
        return None
    value = body[name]
    if not isinstance(value, str):
        raise bad(f"{where}{name} must be a string")
    if not value.strip():
        raise bad(f"{where}{name} is empty")
    if len(value) > longest:
        raise bad(f"{where}{name} has {len(value)} characters; at most {longest} are allowed", "too_long")
    return value


def whole(
    body: dict[str, Any], name: str, least: int, most: int, where: str = "", required: bool = False
) -> int | None:
    """Return an integer field within bounds (``true`` and ``3.0`` are no integers), None where it is absent."""
    if name not in body:
        if required:
            raise bad(f"{where}{name} is required")
        return None
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad(f"{where}{name} must be a whole number")
    if not least <= value <= most:
        raise bad(f"{where}{name} is {value}; it must be from {least} to {most}", "out_of_range")
    return value


def flag(body: dict[str, Any], name: str, default: bool = False) -> bool:
    """Return a boolean field."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise bad(f"{name} must be true or false")
    return value


def choice(body: dict[str, Any], name: str, choices: Collection[str], default: str | None = None) -> str:
    """Return a field that must be one of ``choices``; without a default it is required."""
    if name not in body and default is not None:
        return default
    value = body.get(name)
    if not isinstance(value, str) or value not in choices:
        raise bad(f"{name} must be one of {', '.join(choices)}")
    return value


def address(body: dict[str, Any], name: str) -> str | None:
    """Return a field that must be an http or https address, None where it is absent."""
    value = text(body, name, 2048)
    if value is not None and not is_address(value):
        raise bad(f"{name} must be an http or https address")
    return value


def is_address(value: str) -> bool:
    """Say whether a text is an http or https address with a host."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
