"""What docs/running.md asks of the ledger is answered, on both databases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from compiler.runner.database import Database
from tests.runner.conftest import Project, Sandbox
from tests.runner.crew import postgres
from tests.runner.manifests import plain

PAGE = Path(__file__).resolve().parents[2] / "docs" / "running.md"


def questions() -> Mapping[str, str]:
    """Return the page's questions by the comments that stand over them."""
    text = "\n".join(re.findall(r"^```sql\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    found = re.findall(r"^-- (.*)\n((?:(?!--).*\n)+)", text, re.MULTILINE)
    assert text.count("\n-- ") + text.startswith("-- ") == len(found)
    return {title: statement.strip().rstrip(";") for title, statement in found}


def check(project: Project) -> None:
    first = project.render(plain(3))
    second = project.render(plain(4))
    database = Database(project.environment["SCENEC_DATABASE_URL"])
    try:
        told: dict[str, Sequence[Any]] = {
            title: database.read(lambda transaction, text=text: transaction.all(text))  # type: ignore[misc]
            for title, text in questions().items()
        }
    finally:
        database.close()
    assert len(told) == 7
    runs, keys, there, story, kinds, doubles, executors = told.values()
    assert [(row["run"], row["clips"], row["amount"]) for row in runs] == [
        (first.run.run, 3, 9.0),
        (second.run.run, 4, 3.0),
    ]
    assert [(row["provider"], row["submissions"], row["amount"]) for row in keys] == [("sandbox", 4, 12.0)]
    assert list(there) == []
    assert [row["kind"] for row in story][:3] == ["queued", "sending", "accepted"]
    assert story[-1]["kind"] == "done"
    assert {row["kind"]: row["times"] for row in kinds}["accepted"] == 4
    assert list(doubles) == []
    # Both have stopped, and told so.
    assert list(executors) == []


def test_the_pages_questions_are_answered_by_sqlite(tmp_path: Path, sandbox: Sandbox) -> None:
    database = f"sqlite:///{tmp_path / 'scenec.db'}"
    check(Project(tmp_path, sandbox().url, environment={"SCENEC_DATABASE_URL": database}))


@pytest.mark.postgres
def test_the_pages_questions_are_answered_by_postgres(tmp_path: Path, sandbox: Sandbox) -> None:
    with postgres() as server:
        check(Project(tmp_path, sandbox().url, environment={"SCENEC_DATABASE_URL": server}))
