from __future__ import annotations

from pathlib import Path

import pytest

from compiler.settings import SettingsError, load, per_second


def write(folder: Path, text: str) -> Path:
    (folder / "scenec.toml").write_text(text, "utf-8")
    return folder


def test_nothing_configured_is_the_sandbox_beside_the_script(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    assert settings.render.provider == "sandbox"
    assert settings.provider("sandbox").base_url is None
    assert settings.database == f"sqlite:///{tmp_path}/.scenec/scenec.db"


def test_a_file_above_then_dotenv_then_the_environment(tmp_path: Path) -> None:
    write(tmp_path, '[render]\nprovider = "a"\nmax_cost = 5\n[providers.a]\naccess_key_env = "KEY"\n')
    (tmp_path / ".env").write_text("KEY=from-file\nSCENEC_MAX_COST=7\nOTHER=1\n", "utf-8")
    (tmp_path / "scenes").mkdir()
    settings = load(tmp_path / "scenes", {"KEY": "from-environment"})
    assert settings.folder == tmp_path
    assert settings.render.max_cost == 7
    key = settings.secret("KEY")
    assert key is not None
    assert key.get_secret_value() == "from-environment"
    assert "from-environment" not in repr(settings)
    assert settings.secret("MISSING") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[render\n", "scenec.toml"),
        ('[render]\nprovidr = "x"\n', r"scenec.toml: \[render\] has no providr; did you mean provider\?"),
        ("[providers.a]\nconcurency = 2\n", r"\[providers.a\] has no concurency; did you mean concurrency\?"),
        ("[budget]\namount = 2\nzebra = 2\n", r"\[budget\] has no zebra; it may have amount, currency"),
        ('[budget]\ncurrency = "EUR"\n', r"\[budget\] has no amount; add it"),
        ('[rendr]\nprovider = "x"\n', r"rendr means nothing at the top of the file; did you mean render\?"),
        ('database_url = "postgresql://u:hunter2@h/d"\n', "set SCENEC_DATABASE_URL in its place"),
        ('[render]\nmax_cost = "lots"\n', "render.max_cost must be a number$"),
        ("[render]\nbatch = 0\n", "render.batch must be 1 or more$"),
        ('[providers.a]\nlinks = "inside"\n', "providers.a.links must be 'outside' or 'anywhere'$"),
        ('[providers]\na = "hunter2"\n', "providers.a must be a table$"),
        ('[[providers.a.keys]]\ntoken_evn = "T"\n', r"\[providers.a.keys.0\] has no token_evn; did you mean token_env"),
        ('[[providers.a.keys]]\ntoken = "hunter2"\n', "secrets do not belong"),
        ('[providers.a]\nrate = "often"\n', "write one like 60/min"),
        ('[providers.a]\nbase_url = "example.com"\n', "starts with http"),
        ("[providers.a]\nconcurrency = 0\n", "providers.a.concurrency must be 1 or more$"),
        ('[providers.a]\nsecret_key = "hunter2"\n', "secrets do not belong"),
    ],
)
def test_bad_settings_say_where_in_a_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        load(write(tmp_path, text), {})
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_the_environment_says_wrong_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"^SCENEC_MAX_COST must be a number; it is set in the environment or \.env$"
    ):
        load(write(tmp_path, "[render]\nmax_cost = 5\n"), {"SCENEC_MAX_COST": "lots"})


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("clips", "{folder}/clips"),
        ("../clips", "{folder}/../clips"),
        ("/srv/clips", "/srv/clips"),
        ("~/clips", str(Path.home() / "clips")),
        ("s3://bucket/films", "s3://bucket/films"),
        ("file:///srv/clips", "file:///srv/clips"),
    ],
)
def test_a_store_is_the_same_from_wherever_the_command_runs(tmp_path: Path, said: str, place: str) -> None:
    write(tmp_path, f'[render]\nstore = "{said}"\n')
    (tmp_path / "scenes").mkdir()
    assert load(tmp_path / "scenes", {}).store == place.format(folder=tmp_path)


def test_prices_of_targets_are_let_through(tmp_path: Path) -> None:
    settings = load(write(tmp_path, "[targets.guidances.pricing]\nstandard = 2.0\n"), {})
    assert settings.targets == {"guidances": {"pricing": {"standard": 2.0}}}


def test_an_unknown_provider_is_named_with_the_known_ones(tmp_path: Path) -> None:
    settings = load(write(tmp_path, "[providers.kling]\n"), {})
    with pytest.raises(SettingsError, match="knows kling, sandbox"):
        settings.provider("klin")


def test_rates() -> None:
    assert per_second("60/min") == 1
    assert per_second("2/s") == 2
    assert per_second("3600/h") == 1
