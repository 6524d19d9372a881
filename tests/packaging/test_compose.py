from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from compiler.cli.main import scenec

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose.yaml"
#: ``$NAME`` or ``${NAME…}``, which compose fills in.
FILLED_IN = re.compile(r"\$\{?([A-Z_]+)[^}]*\}?")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return loaded


def parse(arguments: list[str]) -> click.Context:
    """Read a command line as scenec does, without running it."""
    name, *rest = arguments
    with click.Context(scenec) as outer:
        command = scenec.get_command(outer, name)
        assert command is not None, name
        return command.make_context(name, rest, parent=outer)


def test_there_are_a_database_two_workers_and_a_receiver(services: dict[str, Any]) -> None:
    assert services["database"]["image"].startswith("postgres:")
    assert services["worker"]["deploy"]["replicas"] == 2
    assert parse(services["worker"]["command"]).info_name == "worker"
    receiver = parse(services["callbacks"]["command"])
    assert receiver.info_name == "serve"
    assert receiver.params["host"] == "0.0.0.0"
    assert services["callbacks"]["ports"] == [f"{receiver.params['port']}:{receiver.params['port']}"]
    assert str(receiver.params["port"]) in services["callbacks"]["healthcheck"]["test"][-1]


def test_the_commands_that_it_tells_of_are_commands() -> None:
    told = re.findall(r"^#   docker compose run --rm (\w+) (.*)$", COMPOSE.read_text("utf-8"), re.MULTILINE)
    assert len(told) == 3
    for service, line in told:
        assert service == "worker"
        assert parse(shlex.split(line)).info_name in {"render", "status"}


def test_nobody_works_before_the_database_answers(services: dict[str, Any]) -> None:
    check = services["database"]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert "pg_isready" in check["test"]
    assert services["database"]["environment"]["POSTGRES_USER"] in check["test"]
    for name in ("worker", "callbacks"):
        assert services[name]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_everybody_speaks_to_the_same_database(services: dict[str, Any]) -> None:
    database = services["database"]["environment"]
    for name in ("worker", "callbacks"):
        variables = services[name]["environment"]
        address = f"postgresql://{database['POSTGRES_USER']}@database/{database['POSTGRES_DB']}"
        assert variables["SCENEC_DATABASE_URL"] == address
        assert variables["PGPASSWORD"] == database["POSTGRES_PASSWORD"]


def test_no_secret_stands_in_it(services: dict[str, Any]) -> None:
    found = [
        (name, value)
        for service in services.values()
        for name, value in service.get("environment", {}).items()
        if re.search(r"PASSWORD|SECRET|KEY|TOKEN", name)
    ]
    assert len(found) == 3
    for _, value in found:
        assert FILLED_IN.fullmatch(value), value
        # Compose stops with these words instead of going on without a password.
        assert ":?" in value


def test_the_image_is_built_from_files_that_are_sent_and_there(services: dict[str, Any]) -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    steps = dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    assert list(steps) == ["FROM", "COPY", "RUN", "WORKDIR", "ENTRYPOINT"]
    assert services["worker"]["build"] == "."
    assert services["worker"]["volumes"][0].endswith(f":{steps['WORKDIR']}")
    sent = set(_sent())
    assert all((ROOT / name).exists() for name in sent)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert {"pyproject.toml", "compiler", "grammar", "templates"} <= sent
    assert {"README.md", "LICENSE"} <= sent
    assert 'readme = "README.md"' in project
    assert 'telemetry = ["' in project


def _sent() -> Iterator[str]:
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line.startswith("!"):
            yield line[1:]
