"""Letters on pictures: a font for each run of text, width, line breaking, and drawing with an outline.

Pillow neither falls back from one font to another nor breaks lines; both are done here. Sizes and widths are pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from compiler.media import fonts
from compiler.text.letters import CJK, HANGUL

Colour = tuple[int, int, int] | tuple[int, int, int, int]

# Punctuation that both faces hold, wide in one and narrow in the other: it goes with the letters around it.
_SHARED = frozenset("“”‘’…—–·‥‧•′″")
_NOT_FIRST = frozenset("，。、；：？！）」』】》〉〕｝％…—～·・ー”’,.;:?!)]}%ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（「『【《〈〔｛“‘([{$￥＄")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\x00-\x08\x0b-\x1f\x7f-\x9f]")


@lru_cache(maxsize=128)
def _face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _covers(path: Path, letter: str) -> bool:
    face = _face(path, 20)
    if letter.isspace():
        return True
    missing, drawn = face.getmask("\U0010fffe"), face.getmask(letter)
    return missing.size != drawn.size or bytes(missing) != bytes(drawn)


@lru_cache(maxsize=8192)
def _path_for(letter: str, bold: bool, wide: bool) -> Path | None:
    latin = fonts.LATIN_BOLD if bold else fonts.LATIN
    order = (fonts.CJK, latin) if wide else (latin, fonts.CJK)
    for path in (*order, *(path for path in fonts.SYSTEM if path.is_file())):
        if _covers(path, letter):
            return path
    return None


def _is_wide(text: str, position: int) -> bool:
    if text[position] not in _SHARED:
        return bool(CJK.match(text[position]))
    for step in (-1, 1):
        at = position + step
        while 0 <= at < len(text) and (text[at] in _SHARED or text[at].isspace()):
            at += step
        if 0 <= at < len(text):
            return bool(CJK.match(text[at]))
    return False


def runs(text: str, *, bold: bool = False) -> Iterator[tuple[Path, str]]:
    """Yield ``text`` in runs with the font file for each. Letters that no font here holds (emoji) are left out."""
    path: Path | None = None
    run = ""
    clean = _UNSEEN.sub("", text)
    for position, letter in enumerate(clean):
        found = path if letter == " " and path else _path_for(letter, bold, _is_wide(clean, position))
        if found is None:
            continue
        if found != path and run and path:
            yield path, run
            run = ""
        path = found
        run += letter
    if run and path:
        yield path, run


@lru_cache(maxsize=4096)
def measure(text: str, size: int, *, bold: bool = False) -> float:
    """Return the width of ``text`` on one line."""
    return sum(_face(path, size).getlength(run) for path, run in runs(text, bold=bold))


def draw_text(
    picture: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    fill: Colour,
    *,
    bold: bool = False,
    outline: int = 0,
    outline_fill: Colour = (0, 0, 0, 220),
) -> float:
    """Draw one line with its baseline's left end at ``at``; returns where the line ends."""
    pen = ImageDraw.Draw(picture)
    pieces = [(path, run, _face(path, size)) for path, run in runs(text, bold=bold)]
    # All outlines before all letters: an outline must not eat into the run before it.
    for stroke in (outline, 0) if outline else (0,):
        x, y = at
        for path, run, face in pieces:
            if stroke:
                pen.text((x, y), run, outline_fill, face, anchor="ls", stroke_width=stroke, stroke_fill=outline_fill)
            elif bold and path == fonts.CJK and size >= 24:
                # The CJK face has one weight; a hair of stroke brings it level with the semibold Latin.
                pen.text((x, y), run, fill, face, anchor="ls", stroke_width=size / 60, stroke_fill=fill)
            else:
                pen.text((x, y), run, fill, face, anchor="ls")
            x += face.getlength(run)
    return x


def _atoms(text: str) -> list[str]:
    """Split text into pieces that a line may end after; a piece carries its own trailing space."""
    atoms: list[str] = []
    for match in re.finditer(r"\s*\S+\s*|\s+", text):
        word = match[0]
        piece = ""
        for letter in word:
            breaks_here = (
                piece
                and (_breaks_around(letter) or _breaks_around(piece[-1]))
                and letter not in _NOT_FIRST
                and piece[-1] not in _NOT_LAST
                and not letter.isspace()
            )
            if breaks_here:
                atoms.append(piece)
                piece = ""
            piece += letter
        if piece:
            atoms.append(piece)
    return atoms


def _breaks_around(letter: str) -> bool:
    return bool(CJK.match(letter)) and not HANGUL.match(letter)


def wrap(text: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """Break ``text`` into lines no wider than ``width``; a word wider than a line is broken inside."""
    lines: list[str] = []
    line = ""
    for atom in _atoms(" ".join(text.split())):
        if measure((line + atom).rstrip(), size, bold=bold) <= width:
            line += atom
            continue
        if line.strip():
            lines.append(line.strip())
        line = atom.lstrip()
        while measure(line.rstrip(), size, bold=bold) > width and len(line) > 1:
            cut = max(1, _fit(line, size, width, bold))
            lines.append(line[:cut].strip())
            line = line[cut:]
    if line.strip():
        lines.append(line.strip())
    return lines


def balance(text: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """Break like ``wrap``, then narrow the lines while their number stays: no last line of one word."""
    lines = wrap(text, size, width, bold=bold)
    if len(lines) < 2:
        return lines
    low, high = 0.45 * width, float(width)
    for _ in range(7):
        middle = (low + high) / 2
        if len(wrap(text, size, middle, bold=bold)) <= len(lines):
            high = middle
        else:
            low = middle
    return wrap(text, size, high, bold=bold)


def _fit(text: str, size: int, width: float, bold: bool) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle], size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def shorten(text: str, size: int, width: float, *, bold: bool = False) -> str:
    """Return ``text``, or as much of it as fits ``width`` with an ellipsis; empty where not even that fits."""
    if measure(text, size, bold=bold) <= width:
        return text
    room = width - measure("…", size, bold=bold)
    cut = _fit(text, size, room, bold) if room > 0 else 0
    return text[:cut].rstrip(" ,，、-·") + "…" if cut else ""
