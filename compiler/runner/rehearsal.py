"""A vendor's name spoken to a sandbox: a rehearsal. Its animatics are filed under a name of their own, so that a render
at the vendor takes none of them for a clip that it made."""

from __future__ import annotations

import asyncio

from compiler.runner.database import Database
from compiler.runner.ledger import schema
from compiler.settings import SANDBOX, SANDBOX_MARK, Settings, SettingsError, is_stand_in, rehearsal_of

#: Seconds for the question whether an address is a sandbox: one on a busy machine takes its time.
_PATIENCE = 10.0


def filed_under(settings: Settings, name: str, database: Database) -> str:
    """Return the name under which the clips of a provider are filed, for commands that ask nobody: another one where
    its configured address is known as a sandbox's from earlier renders. Raises DatabaseError and SettingsError."""
    if is_stand_in(name):
        return name
    address = settings.provider(name).base_url
    if address is None or not schema.exists(database):
        return name
    rehearsal = rehearsal_of(name)
    row = database.read(
        lambda transaction: transaction.one(
            "select 1 as known from scenec_submissions where provider = :provider and sent_to = :address",
            provider=rehearsal,
            address=address,
        )
    )
    return rehearsal if row is not None else name


def speaks_for(name: str, address: str | None, *, given: bool) -> str:
    """Return the name under which clips of ``address`` are filed: another one where a sandbox answers there.

    Vendors are asked nothing: an address that was not ``given`` by hand and is spoken to in secret is no sandbox's.
    Raises SettingsError for a rehearsal that would go to the vendor.
    """
    if name == SANDBOX or (is_stand_in(name) and given):
        return name
    if is_stand_in(name) and (address is None or not asyncio.run(_is_sandbox(address))):
        raise SettingsError(f"{name} is a rehearsal: give --provider-url with the address of a running sandbox")
    if address is None or (address.startswith("https:") and not given):
        return name
    return rehearsal_of(name) if asyncio.run(_is_sandbox(address)) else name


async def _is_sandbox(address: str) -> bool:
    from compiler.runner.http import Client, NoAnswerError, NotSentError

    client = Client()
    try:
        reply = await client.send("GET", f"{address.rstrip('/')}/{SANDBOX}/stats", timeout=_PATIENCE)
    except (NotSentError, NoAnswerError):
        # Whatever is there later: the mark in its answers is looked for then too.
        return False
    finally:
        await client.close()
    return SANDBOX_MARK in reply.headers
