"""What every command that touches runs needs: the project's settings, its runner, and the sandbox where it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.cli import exit_codes
from compiler.cli.errors import CommandError

if TYPE_CHECKING:
    from compiler.runner.runner import Runner
    from compiler.settings import Settings

#: The sandbox inside a render keeps nobody waiting for a rate that nobody charges for, nor for a vendor's hardware: a
#: clip is there as soon as it is drawn.
SANDBOX_RATE = "600/min"
SANDBOX_SPEED = 1200.0


@dataclass(frozen=True, slots=True)
class Session:
    """A runner, the provider that it submits to, and whether that one is the sandbox inside this process.

    ``address`` is the one that its runs keep: a given one, or a rehearsal's, so that no worker with other settings
    takes the rehearsal to the vendor.
    """

    runner: Runner
    settings: Settings
    provider: str
    own_sandbox: bool
    address: str | None = None


def load_settings(folder: Path) -> Settings:
    """Return the settings of the project at ``folder``. Raises CommandError."""
    from compiler.settings import SettingsError, load

    try:
        return load(folder)
    except SettingsError as error:
        raise CommandError(str(error)) from None


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the runner refuses into the command's own refusal."""
    from compiler.runner.database import DatabaseError, DiskError
    from compiler.runner.dialects import UnknownDialectError
    from compiler.runner.prepare import ManifestError
    from compiler.runner.runner import OverBudgetError
    from compiler.runner.store import StoreError
    from compiler.settings import SettingsError

    try:
        yield
    except OverBudgetError as error:
        raise CommandError(str(error), exit_codes.REFUSED) from None
    except SettingsError as error:
        raise CommandError(str(error), exit_codes.VENDOR if "has no key" in str(error) else exit_codes.USAGE) from None
    except DiskError as error:
        raise CommandError(str(error), exit_codes.CLIP_FAILED if error.full else exit_codes.USAGE) from None
    except (DatabaseError, UnknownDialectError, ManifestError, StoreError) as error:
        raise CommandError(" ".join(str(error).split())) from None


@contextmanager
def session(
    settings: Settings,
    *,
    provider: str | None = None,
    provider_url: str | None = None,
    works: bool = True,
    log: Callable[..., None] | None = None,
) -> Iterator[Session]:
    """Give a runner, with a sandbox of its own where the provider is the sandbox and no address is known.

    ``works`` is false where nothing will be submitted, so that no sandbox is needed.
    """
    from compiler.runner.rehearsal import speaks_for
    from compiler.runner.runner import Runner
    from compiler.settings import SANDBOX, is_stand_in

    if provider_url is not None:
        _check_address(provider_url)
    name = provider or settings.render.provider
    with refusals():
        configured = settings.provider(name)
        address = provider_url or configured.base_url
        own = name == SANDBOX and address is None
        name = speaks_for(name, address, given=provider_url is not None)
        addresses: dict[str, str] = {name: provider_url} if provider_url else {}
        stop: Callable[[], None] = _nothing
        speed_up: dict[str, Any] = {}
        if own and works:
            addresses[name], stop = _start_sandbox(configured.concurrency)
            speed_up = {"rate": SANDBOX_RATE, "settle": 0.2, "poll_first": 0.2}
        try:
            runner = Runner(
                settings,
                addresses=addresses,
                free=frozenset({name}) if own else frozenset(),
                speed_up=speed_up,
                log=log,
            )
            try:
                rehearses = is_stand_in(name) and name != SANDBOX
                yield Session(runner, settings, name, own, provider_url or (address if rehearses else None))
            finally:
                runner.stop()
        finally:
            stop()


def _check_address(address: str) -> None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise CommandError(f"--provider-url {address!r} is no address; write one like http://127.0.0.1:8080")


def _start_sandbox(concurrency: int) -> tuple[str, Callable[[], None]]:
    from compiler.sandbox.options import SandboxOptions, parse_rate
    from compiler.sandbox.server import SandboxError, start

    try:
        running = start(SandboxOptions(concurrency=concurrency, rate=parse_rate(SANDBOX_RATE), speed=SANDBOX_SPEED))
    except SandboxError as error:
        raise CommandError(str(error)) from None
    return running.url, running.stop


def _nothing() -> None:
    return None
