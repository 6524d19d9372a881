"""One vendor as a run sees it: its address, its accounts, its dialect. Every question to it goes through here."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from compiler.runner.classes import Refusal, classify
from compiler.runner.dialects import Call, Dialect, Task, dialect
from compiler.runner.http import Client, NoAnswerError, Reply
from compiler.runner.ledger.claims import Account
from compiler.runner.tokens import Signer, account_name
from compiler.settings import (
    SANDBOX,
    SANDBOX_MARK,
    Provider,
    Settings,
    SettingsError,
    configured_name,
    is_stand_in,
    per_second,
)

#: The part of a vendor's rate that is used.
SHARE = 0.8


class StandInError(Exception):
    """A sandbox answers in a vendor's place, and its clips would be filed as the vendor's."""


@dataclass(slots=True)
class Vendor:
    """A provider, resolved. ``free`` is true for the sandbox inside this process: what it forgets costs nothing.
    ``absent`` are the variables of further keys that are not set."""

    name: str
    base_url: str
    dialect: Dialect
    settings: Provider
    accounts: tuple[Account, ...]
    signers: Mapping[str, Signer]
    client: Client
    free: bool = False
    absent: tuple[str, ...] = ()
    callback_url: str | None = None
    clock: Callable[[], float] = field(default=time.time)

    @property
    def lookup(self) -> bool:
        """True where a submission can be found by the name that we gave it."""
        return self.settings.lookup and self.dialect.lookup

    def source(self, account: str) -> str:
        """Return what people know an account by."""
        signer = self.signers.get(account)
        return signer.source if signer is not None else account

    def knows(self, account: str | None) -> bool:
        """Tell whether this machine has the key of an account; another key may not see what that one sent."""
        return account is None or account in self.signers

    async def submit(
        self,
        request: Mapping[str, Any],
        external_id: str,
        account: str,
        guard: Callable[[], bool],
        still: Callable[[], Awaitable[bool]] | None = None,
    ) -> str | Refusal:
        """Submit once and return the task id, or what the vendor refused. ``guard`` lets the first byte leave,
        ``still`` the last.

        Raises NotSentError, or NoAnswerError where the outcome is unknown (also where an answer makes no sense).
        """
        call = self.dialect.submit(request, external_id, self.callback_url)
        try:
            reply = await self._ask(call, account, guard, still)
        except StandInError as error:
            return Refusal("halt", "sandbox", str(error))
        refusal = classify(reply)
        if refusal is not None:
            return refusal
        task = self.dialect.submitted(reply.json())
        if task is None:
            raise NoAnswerError(f"the answer ({reply.status}) names no task")
        return task

    async def poll(self, request: Mapping[str, Any], task: str, account: str | None) -> Task | Refusal:
        """Return how a task stands. Raises NotSentError or NoAnswerError."""
        return await self._question(self.dialect.poll(request, task), account)

    async def look_up(self, request: Mapping[str, Any], external_id: str, account: str | None) -> Task | Refusal:
        """Return the task named ``external_id``; a refusal of cause 404 where the vendor has none."""
        answer = await self._question(self.dialect.look_up(request, external_id), account)
        if isinstance(answer, Task) and answer.external_id not in (None, external_id):
            raise NoAnswerError("the vendor answered with another task")
        return answer

    async def _question(self, call: Call, account: str | None) -> Task | Refusal:
        try:
            reply = await self._ask(call, account, None)
        except StandInError as error:
            return Refusal("halt", "sandbox", str(error))
        if reply.status == 404:
            if not isinstance(reply.json(), dict):
                raise NoAnswerError("the address answers 404, and not in the vendor's words")
            return Refusal("fatal", "404", "the vendor knows no such task")
        refusal = classify(reply)
        if refusal is not None:
            return refusal
        task = self.dialect.found(reply.json())
        if task is None:
            raise NoAnswerError(f"the answer ({reply.status}) shows no task")
        return task

    async def _ask(
        self,
        call: Call,
        account: str | None,
        guard: Callable[[], bool] | None,
        still: Callable[[], Awaitable[bool]] | None = None,
    ) -> Reply:
        signer = self.signers.get(account or "") or next(iter(self.signers.values()))
        for again in (True, False):
            reply = await self.client.send(
                call.method,
                self.base_url + call.path,
                body=call.body,
                headers=signer.header(),
                timeout=self.settings.timeout,
                guard=guard,
                still=still,
            )
            if SANDBOX_MARK in reply.headers and not is_stand_in(self.name):
                raise StandInError(f"{self.base_url} is a sandbox, and {self.name} is none; the same command rehearses")
            refusal = classify(reply)
            if again and refusal is not None and refusal.kind == "token" and signer.signs:
                signer.renew(self._skew(reply))
                continue
            break
        return reply

    def _skew(self, reply: Reply) -> float | None:
        """Return how far the vendor's clock is ahead of this machine's, None where it does not tell the time."""
        try:
            theirs = parsedate_to_datetime(reply.headers.get("date", "")).timestamp()
        except (ValueError, TypeError):
            return None
        skew = theirs - self.clock()
        return skew if abs(skew) > 2.0 else 0.0


def resolve(
    settings: Settings,
    name: str,
    target: str,
    client: Client,
    *,
    base_url: str | None = None,
    free: bool = False,
    speed_up: Mapping[str, Any] | None = None,
) -> Vendor:
    """Return the provider ``name`` ready for use with ``target``.

    ``base_url`` replaces the configured address. Raises SettingsError where an address or a key is missing.
    """
    provider = settings.provider(name)
    plain = configured_name(name)
    if speed_up:
        provider = provider.model_copy(update=dict(speed_up))
    address = base_url or provider.base_url
    if address is None:
        raise SettingsError(f"provider {plain} has no base_url; add one to [providers.{plain}] or give --provider-url")
    interval = 1.0 / (per_second(provider.rate) * SHARE)
    found, absent = _signers(settings, name, provider)
    signers = {signer.name: signer for signer in found}
    accounts = tuple(Account(account, provider.concurrency, interval) for account in signers)
    return Vendor(
        name,
        address.rstrip("/"),
        dialect(target),
        provider,
        accounts,
        signers,
        client,
        free,
        absent,
        settings.render.callback_url,
    )


def _signers(settings: Settings, name: str, provider: Provider) -> tuple[list[Signer], tuple[str, ...]]:
    """Return the accounts whose keys are set, and the variables that are not."""
    from pydantic import SecretStr

    found: list[Signer] = []
    missing: list[str] = []
    configured = provider.keys or (provider,)
    for key in configured:
        token = settings.secret(key.token_env)
        access, secret = settings.secret(key.access_key_env), settings.secret(key.secret_key_env)
        if token is not None:
            # A ready token is replaced when it ends, and is still the same account's.
            found.append(Signer(account_name(name, SecretStr(key.token_env or "")), token=token, source=key.token_env))
        elif access is not None and secret is not None:
            found.append(Signer(account_name(name, access), key=access, secret=secret, source=key.access_key_env))
        else:
            names = (key.token_env, key.access_key_env, key.secret_key_env)
            missing += [variable for variable in names if variable and settings.secret(variable) is None]
    if found:
        return found, tuple(missing)
    if name == SANDBOX:
        return [Signer(name, key=SecretStr("sandbox"), secret=SecretStr("sandbox-secret"))], ()
    name = configured_name(name)
    wanted = ", ".join(missing) or "access_key_env and secret_key_env"
    what = "set" if missing else f"name your key's variables in [providers.{name}]:"
    raise SettingsError(f"provider {name} has no key: {what} {wanted}")
