"""Every code is explained, and what the explanations claim of their scripts is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from compiler.diagnostics.codes import CODES
from compiler.diagnostics.explain import FOLDER, Explanation, explanation
from compiler.diagnostics.render import text
from compiler.driver import Compilation, Options


def compiled(found: Explanation, script: str, folder: Path) -> Compilation:
    """Compile one of an explanation's scripts beside the files that it needs."""
    for name, content in found.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    for name, size in found.images.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, "gray").save(folder / name)
    target = "guidances"
    if found.target is not None:
        (folder / "target.toml").write_text(found.target, "utf-8")
        target = str(folder / "target.toml")
    (folder / "film.scene").write_text(script, "utf-8")
    return Compilation.of(folder / "film.scene", Options(target=target))


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(path.stem for path in FOLDER.glob("[A-Z]*[0-9].md")) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_title_names_the_code(code: str) -> None:
    first = explanation(code).text.partition("\n")[0]
    assert first.startswith(f"# {code}: ")
    assert "How to mend it." in explanation(code).text


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_script_gives_the_code(code: str, tmp_path: Path) -> None:
    found = explanation(code)
    given = compiled(found, found.wrong, tmp_path).diagnostics
    assert code in {one.code for one in given}, text.render(given)


@pytest.mark.parametrize("code", CODES)
def test_the_right_script_gives_nothing(code: str, tmp_path: Path) -> None:
    found = explanation(code)
    given = compiled(found, found.right, tmp_path).diagnostics
    assert given == [], text.render(given)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        explanation("E999")
