"""What ``doctor`` looks at of the runner: accounts, addresses, the database, the store, callbacks. Sends no secret to
anybody but the database and the bucket that it belongs to, and shows none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from compiler.cli.examination import Finding

if TYPE_CHECKING:
    from compiler.settings import Key, Provider, Settings

PATIENCE = 3.0
"""Seconds that an address has to answer."""


def readiness(settings: Settings, *, reach: bool) -> Iterator[Finding]:
    """Yield what concerns renders. With ``reach`` providers' and callbacks' addresses are asked whether anybody
    answers, and database and bucket whether they can be used."""
    yield _chosen(settings)
    for name, provider in settings.providers.items():
        yield from _provider(name, provider, settings, reach)
    yield _database(settings, reach)
    yield _store(settings, reach)
    yield from _callbacks(settings, reach)


def _chosen(settings: Settings) -> Finding:
    from compiler.settings import SANDBOX

    name = settings.render.provider
    if name == SANDBOX or name in settings.providers:
        return Finding("provider", "ok", f"renders go to {name}")
    return Finding(
        "provider", "bad", f"renders go to {name}, which is not configured", f"add [providers.{name}] to scenec.toml"
    )


def _provider(name: str, provider: Provider, settings: Settings, reach: bool) -> Iterator[Finding]:
    from compiler.settings import SANDBOX

    subject = f"provider {name}"
    accounts = provider.keys or (provider,)
    variables = [variable for key in accounts for variable in _variables(key)]
    unset = [variable for variable in variables if settings.secret(variable) is None]
    if not variables:
        if name == SANDBOX:
            yield Finding(subject, "ok", "needs no credentials")
        else:
            advice = f"put access_key_env and secret_key_env into [providers.{name}]"
            yield Finding(subject, "bad", "names no variables with credentials", advice)
    elif unset:
        # One account is enough to render with.
        enough = any(_complete(key, settings) for key in accounts)
        yield Finding(
            subject, "note" if enough else "bad", f"{', '.join(unset)} not set", "set it in the environment or in .env"
        )
    else:
        yield Finding(subject, "ok", f"{', '.join(variables)} set")
    webhook = provider.webhook_secret_env
    if webhook is not None and settings.secret(webhook) is None:
        yield Finding(
            subject, "note", f"{webhook} not set", "without it scenec serve cannot check this vendor's callbacks"
        )
    if provider.base_url is None:
        if name != SANDBOX:
            yield Finding(subject, "bad", "has no address", f"put base_url into [providers.{name}]")
    elif reach:
        yield _reachable(subject, provider.base_url)


def _variables(key: Key) -> list[str]:
    return [name for name in (key.access_key_env, key.secret_key_env, key.token_env) if name is not None]


def _complete(key: Key, settings: Settings) -> bool:
    pair = (settings.secret(key.access_key_env), settings.secret(key.secret_key_env))
    return settings.secret(key.token_env) is not None or None not in pair


def _database(settings: Settings, reach: bool) -> Finding:
    from compiler.runner.database import Database, DatabaseError

    subject = "database"
    try:
        database = Database(settings.database, patience=PATIENCE)
    except DatabaseError as error:
        return Finding(subject, "bad", str(error), "mend SCENEC_DATABASE_URL")
    try:
        if database.path is not None:
            beside = database.path.parent == settings.state.resolve()
            detail = "SQLite beside the project" if beside else f"SQLite, {database.path}"
            there = database.path.is_file()
        else:
            detail, there = _host(settings.database), reach
            if (
                reach
                and urlsplit(settings.database).hostname
                and (found := _reachable(subject, settings.database, 5432)).state != "ok"
            ):
                return found
        if there:
            database.read(lambda transaction: transaction.one("select 1 as here"))
            detail += ", can be used" if database.postgres else ""
    except DatabaseError as error:
        return Finding(subject, "bad", " ".join(str(error).split()), "mend SCENEC_DATABASE_URL or start the database")
    finally:
        database.close()
    return Finding(subject, "ok", detail)


def _store(settings: Settings, reach: bool) -> Finding:
    from compiler.runner.store import StoreError, open_store

    local = "://" not in settings.store or settings.store.startswith("file://")
    detail = (
        "clips are kept beside the project" if settings.render.store is None else f"clips are kept in {settings.store}"
    )
    if settings.render.store is None or not (local or reach):
        # Whether the project's folder can be written is looked at anyway.
        return Finding("store", "ok", detail)
    try:
        store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
        store.check()
    except (StoreError, OSError) as error:
        reason = " ".join(str(error).split())
        return Finding("store", "bad", reason, "check store in [render] and the bucket's credentials")
    return Finding("store", "ok", f"{detail}, writable")


def _callbacks(settings: Settings, reach: bool) -> Iterator[Finding]:
    address = settings.render.callback_url
    if address is None:
        yield Finding("callbacks", "ok", "no address is given: vendors are asked how their tasks stand")
        return
    found = _reachable("callbacks", address) if reach else Finding("callbacks", "ok", _host(address))
    if found.state == "ok":
        yield found
    else:
        advice = "start scenec serve behind it; until then vendors are asked how their tasks stand"
        yield Finding("callbacks", "note", found.detail, advice)


def _reachable(subject: str, address: str, usual: int | None = None) -> Finding:
    try:
        parts = urlsplit(address)
        port = parts.port or usual or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname or "", port), timeout=PATIENCE):
            return Finding(subject, "ok", f"{_host(address)} answers")
    except (OSError, ValueError) as error:
        reason = "no answer" if isinstance(error, TimeoutError) else str(getattr(error, "strerror", None) or error)
        return Finding(subject, "bad", f"{_host(address)}: {reason.lower()}", "check the address and the connection")


def _host(address: str) -> str:
    """Return an address without user, password and query, which may be secrets."""
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return "an address that cannot be read"
