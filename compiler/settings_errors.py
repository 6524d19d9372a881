"""What is wrong with ``scenec.toml``, in one plain line: the key, what it must be, and what is close to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

#: What a value must be, by the validator's own name for what it is not; braces take from that error's context.
_MUST_BE = {
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number to count with",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text in quotes",
    "literal_error": "{expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "model_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list",
}


def wording(error: Mapping[str, Any], known: Sequence[str]) -> str:
    """Return a validator's finding as people say it. ``known`` are the keys that its table may have.

    A value is never repeated: it may be a secret in the wrong place.
    """
    *table, last = [str(part) for part in error["loc"]]
    key = ".".join([*table, last])
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"[{'.'.join(table)}] has no {last}; {near(last, known)}" if table else unknown_table(last, known)
    if kind == "missing":
        return f"[{'.'.join(table)}] has no {last}; add it"
    if kind in _MUST_BE:
        return f"{key} must be {_MUST_BE[kind].format(**error.get('ctx', {}))}"
    return f"{key}: {error['msg'].removeprefix('Value error, ')}"


def unknown_table(name: str, known: Sequence[str]) -> str:
    """Return what is said of a table or key at the top that is none of the ``known`` ones."""
    return f"{name} means nothing at the top of the file; {near(name, known)}"


def near(name: str, known: Sequence[str]) -> str:
    """Return the known name that somebody may have meant, or all of them."""
    close = get_close_matches(name.lower(), known, n=1)
    return f"did you mean {close[0]}?" if close else f"it may have {', '.join(known)}"
