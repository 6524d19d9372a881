"""``new``, ``explain``, ``targets``, ``doctor`` and the group itself."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import click
import pytest

from compiler import __version__
from compiler.cli.commands import COMMANDS
from compiler.cli.new import title
from compiler.diagnostics.codes import CODES
from tests.cli.process import environment, refused, scenec


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name: str) -> None:
    module, summary = COMMANDS[name]
    command = import_module(module).command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert summary[0].islower() and not summary.endswith(".")


def test_version_and_help(tmp_path: Path) -> None:
    assert scenec("--version", cwd=tmp_path).out == f"scenec {__version__}\n"
    listed = scenec("--help", cwd=tmp_path).out
    assert all(f"\n  {name} " in listed for name in COMMANDS)


def test_a_new_project_is_clean_and_compiles(tmp_path: Path) -> None:
    result = scenec("new", "last-ferry", cwd=tmp_path)
    assert (result.code, result.out) == (0, "")
    project = tmp_path / "last-ferry"
    names = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    assert names == {
        "film.scene",
        "cast.scene",
        "refs/noor-front.png",
        "refs/noor-side.png",
        "scenec.toml",
        ".env.example",
        ".gitignore",
    }
    assert ".env\n" in (project / ".gitignore").read_text("utf-8")
    checked = scenec("check", "--strict", "film.scene", cwd=project)
    assert (checked.code, checked.out) == (0, "")
    assert scenec("fmt", "--check", "film.scene", "cast.scene", cwd=project).code == 0
    manifest = json.loads(scenec("compile", "film.scene", cwd=project).out)
    assert manifest["film"] == "Last Ferry"
    assert len(manifest["clips"]) == 2


def test_new_needs_a_new_or_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", "utf-8")
    refused(scenec("new", "full", cwd=tmp_path), "full", "not empty")
    refused(scenec("new", "full/mine.txt", cwd=tmp_path), "is a file")
    refused(scenec("new", "full/mine.txt/deep", cwd=tmp_path), "cannot make")
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]
    (tmp_path / "empty").mkdir()
    assert scenec("new", ".", cwd=tmp_path / "empty").code == 0
    assert (tmp_path / "empty" / "film.scene").is_file()


@pytest.mark.parametrize(
    ("name", "film"),
    [("last-ferry", "Last Ferry"), ("燈塔", "燈塔"), ("a[b]", "A B"), ("..", "Untitled"), ("noir_2", "Noir 2")],
)
def test_titles(name: str, film: str) -> None:
    assert title(name) == film


def test_explain(tmp_path: Path) -> None:
    page = scenec("explain", "e301", cwd=tmp_path).out
    assert page.startswith("# E301: ")
    assert "```scene wrong\n" in page and "```scene right\n" in page
    listed = scenec("explain", cwd=tmp_path).out.splitlines()
    assert [line.split()[0] for line in listed] == list(CODES)
    refused(scenec("explain", "W301", cwd=tmp_path), "did you mean E301?")
    refused(scenec("explain", "nonsense", cwd=tmp_path), "scenec explain lists them all")
    assert json.loads(scenec("explain", "--json", "E301", cwd=tmp_path).out)["code"] == "E301"


def test_targets(tmp_path: Path) -> None:
    written = json.loads(scenec("targets", "--json", cwd=tmp_path).out)
    guidances = next(one for one in written if one["name"] == "guidances")
    assert guidances["limits"]["clip_max"] == 15
    assert guidances["pricing"]["rates"]["professional"] == 2.75
    shown = scenec("targets", cwd=tmp_path).out
    assert "kling-v3" in shown and "3–15 s" in shown


CONFIGURATION = """\
[providers.kling]
target = "guidances"
base_url = "http://127.0.0.1:9"
access_key_env = "TEST_ACCESS_KEY"
secret_key_env = "TEST_SECRET_KEY"
"""


def test_doctor_tells_of_secrets_without_telling_them(tmp_path: Path) -> None:
    (tmp_path / "scenec.toml").write_text(CONFIGURATION, "utf-8")
    env = environment(TEST_ACCESS_KEY="hush-hush-1", SCENEC_DATABASE_URL="postgresql://me:hush-hush-2@db:5432/x")
    result = scenec("doctor", "--json", "--offline", cwd=tmp_path, env=env)
    assert result.code == 0
    assert "hush" not in result.out + result.err
    found = json.loads(result.out)
    (provider,) = [one for one in found if one["subject"] == "provider kling"]
    assert provider["state"] == "bad"
    assert provider["detail"] == "TEST_SECRET_KEY not set"
    (database,) = [one for one in found if one["subject"] == "database"]
    assert database["detail"] == "postgresql://db:5432"
    for subject in ("scenec", "Python", "av", "codecs", "fonts", "project folder"):
        assert [one["state"] for one in found if one["subject"] == subject] == ["ok"], subject


def test_doctor_asks_whether_anybody_answers(tmp_path: Path) -> None:
    (tmp_path / "scenec.toml").write_text(CONFIGURATION, "utf-8")
    shown = scenec("doctor", cwd=tmp_path).out
    assert "http://127.0.0.1:9: connection refused" in shown


def test_doctor_reports_settings_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "scenec.toml").write_text("[render\n", "utf-8")
    result = scenec("doctor", "--offline", cwd=tmp_path)
    assert result.code == 0
    assert "!!  settings" in result.out


def findings(folder: Path, *options: str, **variables: str) -> dict[str, list[tuple[str, str]]]:
    """Return what doctor finds: states and details by subject."""
    result = scenec("doctor", "--json", *options, cwd=folder, env=environment(**variables))
    assert result.code == 0
    assert "hush" not in result.out + result.err
    found: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(result.out):
        found.setdefault(one["subject"], []).append((one["state"], one["detail"]))
    return found


def test_doctor_tells_what_a_render_would_miss(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "scenec.toml").write_text(
        '[render]\nprovider = "studoi"\nstore = "a-file/clips"\ncallback_url = "http://me:hush@127.0.0.1:9/callbacks"\n'
        '[providers.studio]\nwebhook_secret_env = "TEST_WEBHOOK"\n'
        '[providers.both]\nbase_url = "http://127.0.0.1:9"\n'
        'keys = [{ token_env = "TEST_TOKEN" }, { access_key_env = "TEST_A", secret_key_env = "TEST_B" }]\n',
        "utf-8",
    )
    database = "postgresql://me:hush-hush@127.0.0.1:9/films"
    found = findings(tmp_path, TEST_TOKEN="hush-hush", SCENEC_DATABASE_URL=database)
    assert found["provider"] == [("bad", "renders go to studoi, which is not configured")]
    assert found["provider studio"] == [
        ("bad", "names no variables with credentials"),
        ("note", "TEST_WEBHOOK not set"),
        ("bad", "has no address"),
    ]
    assert found["provider both"] == [
        ("note", "TEST_A, TEST_B not set"),
        ("bad", "http://127.0.0.1:9: connection refused"),
    ]
    assert found["database"] == [("bad", "postgresql://127.0.0.1:9: connection refused")]
    assert [state for state, _ in found["store"]] == ["bad"]
    assert found["callbacks"] == [("note", "http://127.0.0.1:9: connection refused")]


def test_doctor_looks_into_database_and_store(tmp_path: Path) -> None:
    (tmp_path / "scenec.toml").write_text('[render]\nstore = "clips"\n', "utf-8")
    found = findings(tmp_path)
    assert found["database"] == [("ok", "SQLite beside the project")]
    assert found["store"] == [("ok", f"clips are kept in {tmp_path}/clips, writable")]
    assert not (tmp_path / ".scenec").exists()
    (tmp_path / ".scenec").mkdir()
    (tmp_path / ".scenec" / "scenec.db").write_text("no database at all, whatever its name says", "utf-8")
    assert [state for state, _ in findings(tmp_path)["database"]] == ["bad"]
    for address in ("mysql://me:hush@db/x", "postgresql://me:hush@db:port/x"):
        assert [state for state, _ in findings(tmp_path, SCENEC_DATABASE_URL=address)["database"]] == ["bad"], address
