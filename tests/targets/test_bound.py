from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.film.vocabulary import framing_label, table
from compiler.passes.phrasing import Line, Told
from compiler.targets import get_target
from tests.targets.harness import found, project, small

TARGET = get_target("guidances")
TEXT = st.text(alphabet="ab .!,。，雨“”\"'", max_size=8).map(str.strip)
TEXTS = st.lists(TEXT, max_size=3)
SECONDS = st.sampled_from([0, 1, 2.5, 15, 0.125])
LINE = st.one_of(
    st.builds(Line, st.just("prose"), TEXT),
    st.builds(Line, st.just("beat"), TEXT, begin=SECONDS, finish=SECONDS),
    st.builds(Line, st.just("dialogue"), TEXT, speaker=TEXT, traits=TEXTS, introduction=TEXT),
)
SIDES = st.sampled_from(["interior", "exterior", "interior and exterior"])
TIMES = st.sampled_from(["", "day", "night", "noon", "same", "golden hour", "late"])
FRAMINGS = st.sampled_from([None, *table("framing")["framing"]])
ANGLES = st.sampled_from([None, *table("framing")["angle"]])
PARTS = st.fixed_dictionaries(
    {
        "framing": FRAMINGS,
        "angle": ANGLES,
        "body": st.lists(LINE, max_size=4),
        "camera": TEXTS,
        "lighting": TEXTS,
        "physics": TEXT,
        "setting": st.none() | st.builds(Told, SIDES, TEXT, TIMES),
        "style": TEXT,
        "sounds": TEXTS,
        "music": TEXT,
    }
)


@settings(max_examples=300, deadline=None)
@given(PARTS, st.sampled_from(["en", "zh"]))
def test_no_prompt_passes_its_bound(parts: dict[str, Any], language: str) -> None:
    parts = {**parts, "opening": framing_label(parts["framing"], parts["angle"], language), "seconds": 3}
    bound = TARGET.prompt_bound(parts)
    assert bound is not None
    assert len(TARGET.write_prompt(parts, language)) <= bound


SCRIPT = "[scene: One]\n[shot: wide, 5s]\nRain.\n"


def test_what_surely_fits_is_worded_when_it_is_wanted(tmp_path: Path) -> None:
    compilation = project(tmp_path, SCRIPT)
    assert compilation.diagnostics == []
    assert [clip.prompts for clip in compilation.film.clips] == [[]]
    assert [clip.prompts for clip in compilation.worded.clips] == [["Wide shot: Rain."]]


def test_what_may_not_fit_is_worded_at_once(tmp_path: Path) -> None:
    body = "b" * 450
    compilation = project(tmp_path, SCRIPT + f"\n[shot: 5s]\n{body}\n")
    assert found(compilation, "W802", "E801") == []
    assert [clip.prompts for clip in compilation.film.clips] == [["Wide shot: Rain.", body]]


def test_templates_of_ones_own_have_no_bound(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    assert get_target("guidances", templates=tmp_path / "own").prompt_bound({}) is None
    target = small(tmp_path / "target")
    (tmp_path / "target" / "labels.toml").write_text("")
    assert get_target(target).prompt_bound({}) is None
