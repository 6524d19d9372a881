"""Pausing Python's cycle collector while many objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector: the nodes of a film hold no cycles, and looking at each again and again costs more than
    making them. Pauses may lie inside one another."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                # What was made in the pause would all be looked at as young at once: it goes to the old, unseen.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
