"""The formatter: a parsed file in its one canonical form."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass

from compiler.syntax.canonical import beat_lines, speech_lines, tags_line, text_line
from compiler.syntax.essence import essence
from compiler.syntax.nodes import BadLine, Beat, Blank, Comment, Dialogue, File, Item, Prose, TagLine
from compiler.syntax.parser import parse
from compiler.syntax.tags import lookup
from compiler.text.source import Source

_DEFINITIONS = frozenset({"character", "prop", "place"})


class FormatError(Exception):
    """The formatted text would not say what the script says: a defect of the formatter, found before any harm."""


@dataclass(slots=True)
class _Row:
    """One item as it will be written: ``blank`` tells whether an empty line stands above it in the script, ``opens``
    whether it starts a block, ``hugs`` whether it follows the row above without an empty line."""

    item: Item
    lines: list[str]
    blank: bool
    opens: bool = False
    hugs: bool = False


def format_text(source: Source) -> str:
    """Return ``source`` in canonical form. Raises FormatError as ``format_file`` does."""
    return format_file(parse(source))


def format_file(file: File) -> str:
    """Return a parsed file in canonical form: LF line ends, no byte-order mark, one line end at the end.

    Lines that cannot be read are as they were; a file that was given up comes back unchanged. The result is parsed
    again before it is returned: FormatError is raised unless it says the same and formats to itself.
    """
    if file.given_up:
        return file.source.text
    text = _write(file)
    again = parse(Source(file.source.name, text, relative=file.source.relative))
    if essence(again) != essence(file):
        raise FormatError(f"{file.source.name}: the formatted text would not mean the same; nothing was changed")
    if text != file.source.text and _write(again) != text:
        raise FormatError(f"{file.source.name}: the formatted text would not stay as it is; nothing was changed")
    return text


def _write(file: File) -> str:
    written: list[str] = []
    rows = _rows(file)
    _mark_blocks(rows)
    for index, row in enumerate(rows):
        if index and not row.hugs and (row.opens or row.blank):
            written.append("")
        written.extend(row.lines)
    text = "".join(f"{line}\n" for line in written)
    # An unreadable last line that ends in CR would become one with a CRLF line end.
    return text[:-1] if text.endswith("\r\n") else text


def _rows(file: File) -> list[_Row]:
    """Return a row for every item but blank ones; a comment inside a speech or beat goes into its row."""
    rows: list[_Row] = []
    blank = False
    starts: list[int] = []
    for item in file.items:
        if type(item) is Blank:
            blank, starts = True, []
        elif type(item) is Comment and starts and item.start < starts[-1]:
            at = bisect(starts, item.start)
            starts.insert(at, item.start)
            rows[-1].lines.insert(at, item.text)
        else:
            rows.append(_Row(item, _lines(item), blank))
            blank, starts = False, []
            if isinstance(item, Dialogue | Beat):
                starts = [item.line.words.start, *(line.words.start for line in item.more)]
    return rows


def _lines(item: Item) -> list[str]:
    match item:
        case Prose(line):
            return [text_line(line)]
        case Beat():
            return beat_lines(item)
        case Dialogue():
            return speech_lines(item)
        case TagLine(tags):
            return [tags_line(tags)]
        case Comment():
            return [item.text]
        case BadLine():
            return [item.source.text[item.start : item.end]]
        case Blank():
            return []


def _mark_blocks(rows: list[_Row]) -> None:
    """Decide where blocks start: at a definition, a scene, a shot, or the split between two shots.

    Comments directly above such a line belong to it, and a shot stands directly below its split.
    """
    in_shot = False
    for index, row in enumerate(rows):
        if type(row.item) is not TagLine:
            continue
        names = _names(row.item)
        if names & _DEFINITIONS or "scene" in names:
            row.opens, in_shot = True, "shot" in names
        elif "shot" in names:
            row.opens, in_shot = True, True
            above = rows[index - 1] if index else None
            row.hugs = above is not None and above.opens and _is_split(above)
        elif "split" in names and in_shot:
            row.opens = True
    for row, below in zip(reversed(rows[:-1]), reversed(rows[1:]), strict=True):
        if type(row.item) is Comment and below.opens and not below.blank:
            row.opens, below.hugs = True, True


def _is_split(row: _Row) -> bool:
    return isinstance(row.item, TagLine) and _names(row.item) == {"split"}


def _names(line: TagLine) -> set[str]:
    """Return the canonical names of a line's tags."""
    return {kind.name for tag in line.tags if (kind := lookup(tag.name)) is not None}
