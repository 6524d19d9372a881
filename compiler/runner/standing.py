"""How a vendor's accounts stand, as one process has found: what two clips were told need not be asked again for every
clip that waits behind them."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.runner.classes import Refusal

#: A refusal that so many submissions in a row met is the account's and not the clip's.
IN_A_ROW = 2
#: A cheaper clip may still be taken.
_CREDIT = frozenset({"402", "insufficient_credit"})
#: It may be this clip's model or mode.
_PERMISSION = frozenset({"403", "1103"})


@dataclass(slots=True)
class _Refused:
    refusal: Refusal
    moment: float
    amount: float
    times: int


class Standing:
    """Which accounts take nothing. Moments are in seconds by one clock, amounts in the accounts' currency."""

    def __init__(self) -> None:
        self._refused: dict[str, _Refused] = {}

    def refused(self, account: str, refusal: Refusal, amount: float, moment: float) -> bool:
        """A submission of ``amount`` was refused for the account's sake. Return whether it is known only now that this
        is no single clip's trouble."""
        before = self._refused.get(account)
        times = before.times + 1 if before is not None and before.refusal.cause == refusal.cause else 1
        least = min(amount, before.amount) if before is not None and times > 1 else amount
        self._refused[account] = _Refused(refusal, moment, least, times)
        return times == IN_A_ROW and refusal.cause not in _PERMISSION

    def accepted(self, account: str) -> None:
        """A submission was taken."""
        self._refused.pop(account, None)

    def stands_against(self, account: str, amount: float, since: float) -> Refusal | None:
        """Return why ``account`` will not take a submission of ``amount`` that has waited since ``since``, None where
        it may. What came later is asked for itself: the account may have been mended."""
        known = self._refused.get(account)
        if known is None or known.times < IN_A_ROW or known.moment < since or known.refusal.cause in _PERMISSION:
            return None
        if known.refusal.cause in _CREDIT and amount < known.amount:
            return None
        return known.refusal
