"""What holds for every text at all."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.syntax.essence import essence
from compiler.syntax.formatter import format_file
from compiler.syntax.nodes import BadLine, Beat, Blank, Comment, Dialogue, File, Prose, Tag, TagLine, TextLine, Words
from compiler.syntax.parser import parse
from compiler.syntax.values import as_prose, attributes, items
from compiler.syntax.words import flat
from compiler.text.source import Source

PIECES = (
    *"[]［］【】:：,，、()（）@＠{}\\#\"“”「」=＝-→>.'’ \t\n\u3000\r\x00\u202e\ud800\ufeffaZ09２阿명ñ",
    *(
        "\n",
        "\n",
        "\n  ",
        "\n[",
        "\n# ",
        "[shot: wide, 3s]",
        "[scene:",
        "@ALPHA",
        "@A: ",
        "@阿明說：「",
        "」",
        "(0s-2s) ",
    ),
    *("（0秒－2秒）", "[sound: x]", "【音效：", "】", "{a}", "\\[", "id=", 'as="', "->", "[split]", "2.50 s", "prose "),
    *("[transition: fade ", "[param: a=", "[seed: 0", "[budget: ", "[aspect: ", "[negative: ", "[voice: "),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY = st.text(st.characters(codec=None, categories=None), max_size=60)
TEXTS = SOUP | ANY


def words_of(file: File) -> Iterator[Words]:
    """Yield all words of a file."""
    for item in file.items:
        lines: list[TextLine] = []
        tags: list[Tag] = []
        match item:
            case Prose(line):
                lines = [line]
            case Beat() | Dialogue():
                lines = [item.line, *item.more]
                if isinstance(item, Dialogue) and item.delivery:
                    yield item.delivery
            case TagLine():
                tags = list(item.tags)
        for line in lines:
            yield line.words
            tags.extend(line.tags)
        yield from (tag.value for tag in tags if tag.value is not None)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_parses_and_all_spans_lie_in_it(text: str) -> None:
    source = Source.read("film.scene", text)
    file = parse(source)
    size = len(source.text)
    for finding in file.diagnostics:
        assert finding.code == "E101"
        assert 0 <= finding.span.start <= finding.span.end <= size
    for words in words_of(file):
        at = words.start
        for part in words.parts:
            assert at <= part.start < part.end <= words.end <= size
            at = part.end
        written = words.span.text
        assert written == written.strip()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_line_belongs_to_an_item(text: str) -> None:
    source = Source.read("film.scene", text)
    held = [False] * (source.text.count("\n") + 1)
    for item in parse(source).items:
        stretches: list[tuple[int, int]] = []
        match item:
            case Blank() | BadLine() | Comment():
                stretches = [(item.start, item.end)]
            case TagLine(tags):
                stretches = [(tag.start, tag.end) for tag in tags]
            case Prose(line):
                stretches = [(line.words.start, line.words.end), *((tag.start, tag.end) for tag in line.tags)]
            case Beat() | Dialogue():
                start = item.time_start if isinstance(item, Beat) else item.speaker.start
                for line in (item.line, *item.more):
                    stretches += [(start, max(line.words.end, start)), *((tag.start, tag.end) for tag in line.tags)]
                    start = min(
                        (more.words.start for more in item.more if more.words.start > line.words.end), default=0
                    )
                stretches = [(max(low, 0), high) for low, high in stretches]
        for low, high in stretches:
            first, last = source.position(low).line, source.position(max(low, high - 1)).line
            held[first - 1 : last] = [True] * (last - first + 1)
    for number, found in enumerate(held, 1):
        assert found or not source.line(number).strip(' \t"“”「」'), (number, source.line(number))


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("\ufeff\ufeff")
@example("a\r")
@example("[e:\n\ud800][s]")
@example("[n:\\ ]")
def test_formatting_twice_is_formatting_once_and_says_the_same(text: str) -> None:
    file = parse(Source.read("film.scene", text))
    once = format_file(file)
    again = parse(Source("film.scene", once))
    assert essence(again) == essence(file)
    assert format_file(again) == once
    assert len(again.diagnostics) == len(file.diagnostics)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("@A: \n  ］")
def test_values_come_apart_without_loss(text: str) -> None:
    for words in words_of(parse(Source.read("film.scene", text))):
        letters = sorted(letter for letter in flat(words) if not letter.isspace() and letter not in ",，、")
        pieces = [flat(item) for item in items(words)]
        assert sorted(letter for piece in pieces for letter in piece if not letter.isspace()) == letters
        for piece in items(words):
            assert words.start <= piece.start < piece.end <= words.end
        rest, found = attributes(words, ("id", "as"))
        for attribute in found:
            assert words.start <= attribute.span.start < attribute.span.end <= words.end
        assert found or rest is words


@settings(max_examples=200, deadline=None)
@given(SOUP.map(lambda text: "@阿明說：" + text))
def test_a_cue_reads_as_prose_without_loss(text: str) -> None:
    for item in parse(Source.read("film.scene", text)).items:
        if isinstance(item, Dialogue):
            first, *_ = as_prose(item)
            assert first.words.start == item.speaker.start
            assert "".join(first.words.source.text[part.start : part.end] for part in first.words.parts) == (
                first.words.span.text
            )
