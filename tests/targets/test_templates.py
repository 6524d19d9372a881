from __future__ import annotations

from pathlib import Path

import pytest

from compiler.driver import InputError
from tests.targets.harness import project, prompts

SCRIPT = """[character: BO]
Old.
[voice: low]

[scene: EXT. PIER - NIGHT]
[shot: wide, low angle, 6s]
[camera: static]
@BO waits.
@BO (tired): Now.
"""


def with_templates(tmp_path: Path, files: dict[str, str], script: str = SCRIPT) -> list[str]:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return prompts(project(tmp_path, script, templates=folder))


def refusal(tmp_path: Path, template: str) -> str:
    with pytest.raises(InputError) as caught:
        with_templates(tmp_path, {"prompt.j2": template})
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    template = (
        "{{ framing }}/{{ angle }}/{{ seconds }}/{{ language }}\n"
        "{% for item in body %}<{{ item.kind }} {{ item.speaker }} {{ item.traits | join('+') }} "
        "{{ item.text }}>{% endfor %}"
        "{{ camera | listed | sentence }}{{ setting.side }}{{ labels.stop }}\n"
    )
    assert with_templates(tmp_path, {"prompt.j2": template}) == [
        "wide/low angle/6/en\n<prose   BO (old) waits.><dialogue BO low+tired Now.>static.exterior."
    ]


def test_a_folder_for_the_target_comes_first(tmp_path: Path) -> None:
    assert with_templates(tmp_path, {"prompt.j2": "wide", "guidances/prompt.j2": "own"}) == ["own"]


def test_labels_alone_may_be_changed(tmp_path: Path) -> None:
    labels = '[en]\ncamera = "Move: "\nsides = { exterior = "outdoors" }\n'
    (prompt,) = with_templates(tmp_path, {"labels.toml": labels})
    assert prompt.startswith("Low-angle wide shot: BO (old) waits. ")
    assert prompt.endswith("Move: static. Setting: outdoors, pier, night.")


def test_a_template_may_include_others_of_its_folder(tmp_path: Path) -> None:
    files = {"prompt.j2": "{% import 'parts.j2' as parts %}{{ parts.loud(opening) }}", "parts.j2": MACRO}
    assert with_templates(tmp_path, files) == ["LOW-ANGLE WIDE SHOT"]


MACRO = "{% macro loud(text) %}{{ text | upper }}{% endmacro %}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("one\n{% if %}\n", "prompt.j2:2: "),
        ("one\ntwo\n{{ nothing }}", "prompt.j2:3: 'nothing' is undefined"),
        ("one\n{{ labels.nothing }}", "prompt.j2:2: "),
        ("one\n{{ 1 / 0 }}", "prompt.j2:2: division by zero"),
        ("one\n{{ opening.__class__.__mro__ }}", "prompt.j2:2: "),
        ("one\n{{ camera.append('x') }}", "prompt.j2:2: "),
        ("{% include 'gone.j2' %}", "prompt.j2:1: no template gone.j2"),
        ("{{ opening | sentance }}", "prompt.j2:1: No filter named 'sentance'"),
    ],
)
def test_an_error_in_a_template_is_told_with_its_line(tmp_path: Path, template: str, message: str) -> None:
    assert message in refusal(tmp_path, template)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999999) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'x' * 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for a in range(200) %}{{ opening }}{{ body[0].text * 1 }}{% endfor %}",
        "{% for a in range(20000) %}{{ opening }}{% endfor %}",
    ],
)
def test_a_template_has_an_end(tmp_path: Path, template: str) -> None:
    assert refusal(tmp_path, template)


def test_a_template_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        assert project(tmp_path, SCRIPT, templates=tmp_path / "gone").diagnostics


def test_labels_that_are_not_toml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"labels\.toml"):
        with_templates(tmp_path, {"labels.toml": "[en"})
