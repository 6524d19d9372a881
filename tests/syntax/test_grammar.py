"""The grammar file against the rest of the project and against Lark."""

from __future__ import annotations

import gc
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark
from lark.exceptions import UnexpectedInput

from compiler.syntax.parser import bare_parser, grammar, parse
from compiler.text.letters import NAME
from compiler.text.source import Source


def test_names_are_those_of_the_language() -> None:
    line = next(line for line in grammar().splitlines() if line.startswith("NAME:"))
    names = Lark(f"start: NAME\n{line}", parser="lalr")
    (terminal,) = names.terminals
    mine = re.compile(terminal.pattern.value)
    letters = [chr(code) for code in range(0x3000)] + list("阿\ud800가ｱ\U00020000\U0001f600")
    differ = [
        before + letter
        for letter in letters
        for before in ("", "a")
        if bool(mine.fullmatch(before + letter)) != bool(NAME.fullmatch(before + letter))
    ]
    assert differ == []


def test_the_bare_parser_reads_what_the_parser_reads() -> None:
    text = "[film: A]\n\n@ALPHA (low): Run! [sound: x]\n(0s-2s) Static.\n"
    assert len(bare_parser().parse(text).children) == len(parse(Source("a", text)).items)


def test_the_recovery_finds_what_it_needs_in_lark() -> None:
    """The recovery uses four attributes that Lark documents only in part; a new Lark that lacks them fails here."""
    seen = []

    def look(error: UnexpectedInput) -> bool:
        state = error.interactive_parser.parser_state
        seen.append(
            (
                "COMMENT" in state.parse_conf.parse_table.states[state.state_stack[0]],
                isinstance(state.value_stack, list),
                error.interactive_parser.lexer_thread.state.line_ctr.char_pos,
            )
        )
        return False

    with pytest.raises(UnexpectedInput):
        bare_parser().parse("ab ] c\n", on_error=look)
    assert [found[:2] for found in seen] == [(True, True)]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        parse(Source("a", "[film: A\n@A: ]\n\x00"))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


def test_threads_do_not_mix_their_files() -> None:
    texts = [f"[film: F{number}]\n" + f"@A{number}: x\n" * 50 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        files = list(pool.map(lambda text: parse(Source(text, text)), texts))
    for text, file in zip(texts, files, strict=True):
        assert file.source.text == text
        assert len(file.items) == 51
        assert file.items[-1].source is file.source  # type: ignore[union-attr]


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    from_lark(Lark(grammar().replace("%declare BROKEN", "BROKEN: /\\x01/"), start="start", maybe_placeholders=False))
)
def test_what_the_grammar_generates_parses_without_a_crash(text: str) -> None:
    parse(Source.read("film.scene", text))
