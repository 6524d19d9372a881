"""What a process's exit code says. Scripts depend on these numbers."""

from __future__ import annotations

DONE = 0
SCRIPT = 1
"""The script has errors (or warnings, under ``--strict``), or ``fmt --check`` found something to format."""
USAGE = 2
"""A wrong option, or a file that cannot be read or written."""
CLIP_FAILED = 3
REFUSED = 4
"""Refused by a budget or a stale plan."""
VENDOR = 5
"""The vendor refused, or its credentials were."""
INTERNAL = 70
"""A fault in scenec itself (``EX_SOFTWARE`` of sysexits.h)."""
INTERRUPTED = 130
BROKEN_PIPE = 141
"""Whoever read the output went away, as ``head`` does: 128 + SIGPIPE, what a shell expects."""
