"""Statements and their wording.

Statements name their parameters ``:name``. ``{now}`` stands for the database's clock in seconds since 1970, so that
all machines share one clock, and ``{greatest}`` for the larger of two values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

Row = Mapping[str, Any]

#: Seconds after which Postgres ends a session that stands still inside a transaction.
IDLE_IN_TRANSACTION = 10

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z_0-9]*)")
_SQLITE = {"{now}": "((julianday('now') - 2440587.5) * 86400.0)", "{greatest}": "max", "{serial}": "integer"}
_POSTGRES = {
    "{now}": "(extract(epoch from clock_timestamp())::double precision)",
    "{greatest}": "greatest",
    "{serial}": "bigserial",
}


@cache
def worded(statement: str, *, postgres: bool) -> str:
    """Return a statement as its database understands it."""
    for mark, words in (_POSTGRES if postgres else _SQLITE).items():
        statement = statement.replace(mark, words)
    return _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%")) if postgres else statement


class Transaction:
    """One open transaction. ``all`` and ``one`` return rows as mappings, ``run`` the number of rows changed."""

    def __init__(self, execute: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self._execute = execute

    def all(self, statement: str, **values: Any) -> Sequence[Row]:
        """Return every row of a query."""
        return [dict(row) for row in self._execute(statement, values).fetchall()]

    def one(self, statement: str, **values: Any) -> Row | None:
        """Return the first row of a query, None where there is none."""
        row = self._execute(statement, values).fetchone()
        return None if row is None else dict(row)

    def run(self, statement: str, **values: Any) -> int:
        """Execute a statement and return how many rows it changed."""
        return int(self._execute(statement, values).rowcount)

    def now(self) -> float:
        """Return the database's clock, in seconds since 1970."""
        row = self.one("select {now} as now")
        assert row is not None
        return float(row["now"])
