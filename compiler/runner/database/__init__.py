"""The database of the ledger: SQLite beside the project, or Postgres by address. One SQL text serves both."""

from compiler.runner.database.database import Database
from compiler.runner.database.errors import AwayError, DatabaseError, DiskError, ReplacedError, disk_error
from compiler.runner.database.transaction import IDLE_IN_TRANSACTION, Row, Transaction

__all__ = [
    "IDLE_IN_TRANSACTION",
    "AwayError",
    "Database",
    "DatabaseError",
    "DiskError",
    "ReplacedError",
    "Row",
    "Transaction",
    "disk_error",
]
