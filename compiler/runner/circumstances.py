"""What stands in the way of a process: addresses and databases that do not answer for now, and what ended its work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from compiler.runner.database import DatabaseError


@dataclass(frozen=True, slots=True)
class Outage:
    """``what`` has not answered since ``since`` and is tried until ``until``, both in seconds since 1970; ``reason`` is
    its last failure."""

    what: str
    reason: str
    since: float
    until: float


Heard = Callable[[str, "Outage | None"], None]
Said = Callable[[str], None]


class Circumstances:
    """Told by whoever runs into something, and asked by whoever shows it. Safe to share among threads.

    Who listens is called at once where an outage begins (with it) and where it ends (with what answers again, and
    None).
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._outages: dict[str, Outage] = {}
        self._ended: DatabaseError | None = None
        self._lacks: dict[str, str] = {}
        self._listened = False
        self._reminders: set[str] = set()
        self._unsaid: list[str] = []
        self._heard: Heard = lambda what, outage: None
        self._said: Said = lambda text: None

    def listen(self, heard: Heard, said: Said = lambda text: None) -> None:
        """Tell ``heard`` from now on, and at once what does not answer now; ``said`` gets whole sentences."""
        with self._guard:
            self._heard, self._said = heard, said
            now, lacks = list(self._outages.values()), [*self._lacks.values(), *self._unsaid]
            self._listened = True
            self._unsaid.clear()
        for outage in now:
            heard(outage.what, outage)
        for text in lacks:
            said(text)

    @property
    def lacking(self) -> frozenset[str]:
        """The providers that this process cannot speak for: their clips are left to others."""
        return frozenset(self._lacks)

    def lack(self, provider: str, reason: str) -> None:
        """This process has no key for ``provider``, or does not know it. Said once."""
        text = f"{reason}; its clips are left to workers that have it"
        with self._guard:
            known = provider in self._lacks
            self._lacks[provider] = text
        if not known:
            self._said(text)

    @property
    def ended(self) -> DatabaseError | None:
        """What makes all further work of this process senseless, None while there is nothing of that kind."""
        return self._ended

    def end(self, error: DatabaseError) -> None:
        """This process cannot go on: its ledger cannot be written. The first reason counts."""
        with self._guard:
            self._ended = self._ended or error

    def remind(self, text: str) -> None:
        """Tell whoever listens, now or as soon as somebody does, of something that does not change. Said once."""
        with self._guard:
            if text in self._reminders:
                return
            self._reminders.add(text)
            if not self._listened:
                self._unsaid.append(text)
                return
        self._said(text)

    def say(self, text: str) -> None:
        """Tell whoever listens."""
        self._said(text)

    def silent(self, what: str, reason: str, lasted: float, left: float) -> None:
        """``what`` has not answered for ``lasted`` seconds and is tried for ``left`` more."""
        now = time.time()
        with self._guard:
            begins = what not in self._outages
            outage = Outage(what, reason, now - lasted, now + left)
            self._outages[what] = outage
        if begins:
            self._heard(what, outage)

    def given_up(self, what: str) -> None:
        """``what`` is not tried any longer."""
        with self._guard:
            self._outages.pop(what, None)

    def answers(self, what: str) -> None:
        """``what`` answers (again)."""
        if what not in self._outages:
            return
        with self._guard:
            known = self._outages.pop(what, None)
        if known is not None:
            self._heard(what, None)
