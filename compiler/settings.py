"""Settings: ``scenec.toml`` beside the script or above it, then the environment, then a command's options.

Secrets are read from the environment or from ``.env`` only, and live in ``SecretStr`` so that no log, error or
representation shows them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from compiler.settings_errors import unknown_table, wording

FILE = "scenec.toml"
SANDBOX = "sandbox"
#: A header that every answer of a sandbox carries.
SANDBOX_MARK = "x-scenec-sandbox"


_AT_SANDBOX = f"@{SANDBOX}"


def rehearsal_of(name: str) -> str:
    """Return the name under which a provider's clips are filed where a sandbox stands in for it."""
    return name if is_stand_in(name) else name + _AT_SANDBOX


def is_stand_in(name: str) -> bool:
    """Tell whether a sandbox makes the clips that are filed under ``name``."""
    return name == SANDBOX or name.endswith(_AT_SANDBOX)


def configured_name(name: str) -> str:
    """Return the provider in ``scenec.toml`` that ``name`` is, or is a rehearsal of."""
    return name.removesuffix(_AT_SANDBOX)


class SettingsError(Exception):
    """The settings cannot be read or used; the message says which line of which file to change."""


class Key(BaseModel):
    """One account of a vendor: the names of the variables that hold its secrets, never the secrets."""

    model_config = ConfigDict(extra="forbid")

    access_key_env: str | None = None
    secret_key_env: str | None = None
    token_env: str | None = None


class Provider(Key):
    """One vendor as configured. ``rate`` is the vendor's own limit (``60/min``), of which four fifths are used.

    Intervals are in seconds: ``poll`` is the longest time between two questions about a task, ``settle`` how long a
    submission of unknown outcome may still turn up at the vendor, ``timeout`` the limit of one request. ``links`` says
    whether a vendor's links may lead nearer to this machine than the vendor itself is.
    """

    target: str | None = None
    base_url: str | None = None
    keys: tuple[Key, ...] = ()
    concurrency: int = Field(default=5, ge=1, le=10_000)
    rate: str = "60/min"
    poll: float = Field(default=30.0, gt=0, le=3600)
    poll_first: float = Field(default=2.0, gt=0, le=600)
    settle: float = Field(default=20.0, ge=0, le=3600)
    timeout: float = Field(default=60.0, gt=0, le=600)
    lookup: bool = True
    links: Literal["outside", "anywhere"] = "outside"
    webhook_secret_env: str | None = None

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an address starts with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("rate")
    @classmethod
    def _rate(cls, value: str) -> str:
        per_second(value)
        return value


class Render(BaseModel):
    """``[render]``: what a render does unless an option says otherwise."""

    model_config = ConfigDict(extra="forbid")

    provider: str = SANDBOX
    store: str | None = None
    max_cost: float | None = Field(default=None, ge=0)
    callback_url: str | None = None
    patience: float = Field(default=120.0, ge=0)
    window: str | None = None
    window_zone: str | None = None
    batch: int | None = Field(default=None, ge=1)


class Budget(BaseModel):
    """``[budget]``: the most that one render may spend, in the target's currency."""

    model_config = ConfigDict(extra="forbid")

    amount: float = Field(ge=0)
    currency: str | None = None


class Settings(BaseModel):
    """Everything configured for one project. ``folder`` is where ``scenec.toml`` lies, or the script's own folder.

    ``targets`` is read where scripts are compiled; here it is only let through.
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    folder: Path = Path()
    targets: dict[str, Any] = {}
    render: Render = Render()
    providers: dict[str, Provider] = {}
    budget: Budget | None = None
    database_url: SecretStr | None = None
    environment: dict[str, SecretStr] = Field(default_factory=dict, repr=False)

    def provider(self, name: str) -> Provider:
        """Return the provider called ``name``, or rehearsed under it. Raises SettingsError where there is none."""
        name = configured_name(name)
        if name in self.providers:
            return self.providers[name]
        if name == SANDBOX:
            return sandbox_defaults({})
        known = ", ".join(sorted({SANDBOX, *self.providers}))
        raise SettingsError(f"no provider “{name}” is configured; {FILE} knows {known}")

    def secret(self, variable: str | None) -> SecretStr | None:
        """Return the secret held by an environment variable (or ``.env``), None where it is not set."""
        if variable is None:
            return None
        value = self.environment.get(variable)
        return value if value is not None and value.get_secret_value() else None

    def variables(self, *beginnings: str) -> dict[str, str]:
        """Return the variables whose names begin so, with their values in clear, for libraries that read their own."""
        return {
            name: value.get_secret_value() for name, value in self.environment.items() if name.startswith(beginnings)
        }

    @property
    def state(self) -> Path:
        """The folder of the database, the locks and the clips: ``.scenec`` beside the project."""
        return self.folder / ".scenec"

    @property
    def store(self) -> str:
        """Where clips are kept: an address, or a folder, which is named from where ``scenec.toml`` lies."""
        if self.render.store is None or "://" in self.render.store:
            return self.render.store or str(self.state / "store")
        return str(self.folder / Path(self.render.store).expanduser())

    @property
    def database(self) -> str:
        """The address of the database, ``sqlite:///…`` unless one is configured."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.state / 'scenec.db').resolve()}"


def sandbox_defaults(table: Mapping[str, Any]) -> Provider:
    """Return the sandbox as a provider: quick to answer, so it is asked often."""
    return Provider.model_validate({"poll": 2.0, "poll_first": 0.3, "settle": 1.0, "timeout": 30.0, **table})


def per_second(rate: str) -> float:
    """Return ``60/min`` as submissions a second. Raises ValueError where it has another form."""
    count, slash, unit = rate.partition("/")
    seconds = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600}.get(unit.strip())
    try:
        number = float(count)
    except ValueError:
        number = 0
    if not slash or seconds is None or not 0 < number < 1e9:
        raise ValueError(f"“{rate}” is no rate; write one like 60/min or 2/s")
    return number / seconds


def find(start: Path) -> Path | None:
    """Return the nearest ``scenec.toml`` in ``start`` or above it."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def load(start: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the project that the folder ``start`` belongs to.

    ``environment`` is ``os.environ`` unless given. Raises SettingsError.
    """
    start = start.resolve()
    path = find(start)
    folder = path.parent if path else start
    table: dict[str, Any] = {}
    if path is not None:
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path}: {error}") from None
    variables = _variables(folder, os.environ if environment is None else environment)
    _refuse_secrets(path, table)
    _refuse_tables(path, table)
    named = {place: name for name, value in variables.items() if (place := _override(table, name, value))}
    providers = table.get("providers")
    if isinstance(providers, dict) and isinstance(providers.get(SANDBOX), dict):
        providers[SANDBOX] = {"poll": 2.0, "poll_first": 0.3, "settle": 1.0, "timeout": 30.0, **providers[SANDBOX]}
    try:
        return Settings.model_validate(
            {
                **table,
                "folder": folder,
                "environment": variables,
                "database_url": variables.get("SCENEC_DATABASE_URL") or None,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(str(part) for part in first["loc"])
        said = wording(dict(first), _known(place[:-1]))
        if place in named:
            # What the environment said went into the place of the file's own word.
            said = said.replace(".".join(place), named[place], 1)
            raise SettingsError(f"{said}; it is set in the environment or .env") from None
        raise SettingsError(f"{path or 'environment'}: {said}") from None


def _known(table: tuple[str, ...]) -> list[str]:
    """Return the keys that a table of the file may have."""
    models: dict[str, type[BaseModel]] = {"render": Render, "budget": Budget}
    model = Key if len(table) > 2 else models.get(table[0] if table else "", Provider)
    return list(model.model_fields)


def _variables(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    from dotenv import dotenv_values

    path = folder / ".env"
    written = dotenv_values(path, interpolate=False) if path.is_file() else {}
    return {**{name: value for name, value in written.items() if value is not None}, **environment}


_TABLES = ("render", "providers", "budget", "targets")

_OVERRIDES: dict[str, tuple[Literal["render"], str]] = {
    "SCENEC_PROVIDER": ("render", "provider"),
    "SCENEC_STORE": ("render", "store"),
    "SCENEC_MAX_COST": ("render", "max_cost"),
    "SCENEC_CALLBACK_URL": ("render", "callback_url"),
    "SCENEC_PATIENCE": ("render", "patience"),
}


def _override(table: dict[str, Any], name: str, value: str) -> tuple[str, ...] | None:
    """Put what a variable says in the file's place, and return that place, None where it means none."""
    place = _OVERRIDES.get(name)
    if place is not None and value:
        section = table.setdefault(place[0], {})
        if isinstance(section, dict):
            section[place[1]] = value
            return place
    return None


def _refuse_tables(path: Path | None, table: Mapping[str, Any]) -> None:
    for name in table:
        if name == "database_url":
            raise SettingsError(f"{path}: an address may hold a password; set SCENEC_DATABASE_URL in its place")
        if name not in _TABLES:
            raise SettingsError(f"{path}: {unknown_table(name, _TABLES)}")


def _refuse_secrets(path: Path | None, table: Mapping[str, Any]) -> None:
    providers = table.get("providers")
    for name, provider in providers.items() if isinstance(providers, dict) else ():
        keys = provider.get("keys") if isinstance(provider, dict) else None
        for one in (provider, *(keys if isinstance(keys, list) else ())):
            for field in one if isinstance(one, dict) else ():
                if field in {"access_key", "secret_key", "token", "api_key", "password", "webhook_secret"}:
                    raise SettingsError(
                        f"{path}: providers.{name}.{field}: secrets do not belong in {FILE}; put the value into the "
                        f"environment or .env and its variable's name into {field}_env"
                    )
