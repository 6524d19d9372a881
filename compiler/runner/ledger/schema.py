"""The ledger's tables. ``at`` and its like are seconds since 1970 by the database's clock."""

from __future__ import annotations

from compiler.runner.database import Database, DatabaseError, Transaction

VERSION = 3

_TABLES = (
    "create table if not exists scenec_version (version integer not null)",
    """create table if not exists scenec_runs (
        run text primary key, started double precision not null, finished double precision,
        film text not null, target text not null, provider text not null, project text not null,
        fingerprint text not null, state text not null, cause text, message text,
        limit_amount double precision, currency text, detached integer not null default 0,
        opens text, batch integer, output text, manifest text not null)""",
    """create table if not exists scenec_clips (
        run text not null, clip text not null, position integer not null, identity text not null,
        take integer not null, submission text not null, needs text not null, cached integer not null default 0,
        seconds double precision not null, amount double precision not null, currency text not null,
        heading text not null, file text not null, line integer not null, primary key (run, clip))""",
    "create index if not exists scenec_clips_submission on scenec_clips (submission)",
    """create table if not exists scenec_submissions (
        submission text primary key, identity text not null, take integer not null, attempt integer not null,
        provider text not null, target text not null, base_url text, account text,
        request text not null, assets text not null, frames text not null, expected text not null,
        seconds double precision not null, amount double precision not null, currency text not null,
        billed double precision, sent_to text, state text not null, cause text, message text,
        owner text, token text, generation integer not null default 1,
        settles double precision not null default 0,
        settle double precision not null default 20, lookups integer not null default 0,
        refusals integer not null default 0, stalled integer not null default 0,
        rests double precision not null default 0,
        task text, progress double precision, link text, sha256 text, bytes bigint, notes text,
        created double precision not null, sent double precision, accepted double precision,
        finished double precision, filed double precision, unique (identity, take, attempt, provider))""",
    "create index if not exists scenec_submissions_state on scenec_submissions (state, account)",
    "create index if not exists scenec_submissions_task on scenec_submissions (task)",
    """create table if not exists scenec_events (
        event {serial} primary key, at double precision not null, submission text, run text,
        kind text not null, detail text)""",
    "create index if not exists scenec_events_submission on scenec_events (submission)",
    # Asked for once a second, and hardly any event is one.
    "create index if not exists scenec_events_callback on scenec_events (event) where kind = 'callback'",
    """create table if not exists scenec_rates (
        account text primary key, tat double precision not null, refused integer not null default 0)""",
    """create table if not exists scenec_executors (
        executor text primary key, host text not null, pid integer not null, started double precision not null,
        beat double precision not null)""",
    "create table if not exists scenec_keepers (run text primary key, executor text not null)",
    "create table if not exists scenec_chores (chore text primary key, done double precision not null)",
    # ``name`` and ``scenes`` are what scenec.lock says of the film, ``shown`` whether the film was put together.
    """create table if not exists scenec_films (
        run text primary key, name text not null, scenes text not null, draft integer not null default 0,
        shown integer not null default 0)""",
)

#: Columns that an older scenec's tables lack.
_ADDED = (("scenec_submissions", "sent_to", "text"),)


def create(database: Database) -> None:
    """Create the tables where they are missing. Raises DatabaseError, also for a newer scenec's tables."""
    _version(database)
    _create(database)


def _create(database: Database) -> None:
    def work(transaction: Transaction) -> None:
        if database.postgres:
            transaction.run("select pg_advisory_xact_lock(7302)")
        for statement in _TABLES:
            transaction.run(statement)
        for table, column, kind in _ADDED:
            if column not in _columns(transaction, table, postgres=database.postgres):
                transaction.run(f"alter table {table} add column {column} {kind}")
        row = transaction.one("select version from scenec_version")
        if row is None:
            transaction.run("insert into scenec_version (version) values (:version)", version=VERSION)
        elif row["version"] < VERSION:
            transaction.run("update scenec_version set version = :version", version=VERSION)

    database.write(work)


def _columns(transaction: Transaction, table: str, *, postgres: bool) -> set[str]:
    if postgres:
        query = "select attname as name from pg_attribute where attrelid = to_regclass(:table) and attnum > 0"
    else:
        query = "select name from pragma_table_info(:table)"
    return {row["name"] for row in transaction.all(query, table=table)}


def exists(database: Database) -> bool:
    """Tell whether the ledger has ever been created, without creating a file; an older scenec's is brought up to date.
    Raises DatabaseError, also for a newer scenec's tables."""
    version = _version(database)
    if version is not None and version < VERSION:
        _create(database)
    return version is not None


def _version(database: Database) -> int | None:
    path = database.path
    if path is not None and not path.is_file():
        return None
    if database.postgres:
        query = "select to_regclass('scenec_runs') as name"
    else:
        query = "select name from sqlite_master where name = 'scenec_runs'"

    def read(transaction: Transaction) -> int | None:
        row = transaction.one(query)
        if row is None or row["name"] is None:
            return None
        known = transaction.one("select version from scenec_version")
        return int(known["version"]) if known else VERSION

    version = database.read(read)
    if version is not None and version > VERSION:
        raise DatabaseError(
            f"the database {database.safe_url} was written by a newer scenec (its version is {version}, this one's "
            f"{VERSION}): install that one"
        )
    return version
