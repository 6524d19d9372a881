"""A request that the sandbox refuses, whatever the dialect."""

from __future__ import annotations


class RefusalError(Exception):
    """A refusal with its HTTP status, a code for programs, a message for people, and for 429 when to come back.

    ``retry_after`` is in whole seconds, at least 1.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


def bad(message: str, code: str = "invalid_parameter") -> RefusalError:
    """Return the refusal of a payload."""
    return RefusalError(400, code, message)
