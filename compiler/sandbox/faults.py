"""The ways in which the sandbox can misbehave on purpose, and the dice that choose when."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

FAULTS: dict[str, str] = {
    "429": "a submission is refused as too fast",
    "500": "a submission, poll or look-up answers 500 and does nothing",
    "lost-reply": "a submission is accepted and billed, and the connection closes without an answer",
    "slow": "the task takes three times its time",
    "fail": "the task ends as failed",
    "truncate": "the first download breaks off half-way",
    "html": "the first download is an error page with status 200",
    "expired-link": "the first link is dead before it is used",
    "duplicate-callback": "a callback is posted twice",
    "late-callback": "a callback arrives after later ones",
    "lost-callback": "a callback is never posted",
}


class FaultsError(ValueError):
    """The faults cannot be read; the message says why and what is known."""


def parse_faults(text: str) -> dict[str, float]:
    """Return probabilities by name from ``429=0.3,lost-reply=0.1``; empty text gives none.

    Raises ``FaultsError`` for an unknown name, a name given twice and anything that is not a number from 0 to 1.
    """
    faults: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in FAULTS:
            raise FaultsError(f"there is no fault {name!r}; the faults are {', '.join(FAULTS)}")
        if name in faults:
            raise FaultsError(f"the fault {name} is given twice")
        try:
            probability = float(value)
        except ValueError:
            probability = -1.0
        if not 0 <= probability <= 1:
            raise FaultsError(f"the fault {name} needs a probability from 0 to 1, as in {name}=0.1, not {value!r}")
        faults[name] = probability
    return faults


class Dice:
    """Draws faults. The n-th draw of one fault depends on the seed, the fault and n alone: the same requests in the
    same order meet the same faults, and asking for one more kind of fault changes none of the others."""

    def __init__(self, faults: Mapping[str, float], seed: int) -> None:
        self._faults = dict(faults)
        self._seed = seed
        self._drawn: Counter[str] = Counter()

    def draw(self, name: str) -> bool:
        """Say whether the fault ``name`` happens this time."""
        probability = self._faults.get(name, 0.0)
        number = self._drawn[name]
        self._drawn[name] += 1
        if probability <= 0:
            return False
        digest = hashlib.sha256(f"{self._seed}:{name}:{number}".encode()).digest()
        return int.from_bytes(digest[:7], "big") < probability * 2**56
