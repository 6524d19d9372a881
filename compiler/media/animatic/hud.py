"""What is written on the picture: shot, heading, framing and move, caption, subtitles, time code. Nothing overlaps:
what meets is put on a line of its own or shortened with an ellipsis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from compiler.media.animatic.board import Board, Line
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.figures.look import TONES
from compiler.media.animatic.lettering import balance, draw_text, measure, shorten
from compiler.media.animatic.palette import RGB, mix
from compiler.media.animatic.planes import Layer, beside, prepared, to_layer

BADGE: RGB = (247, 190, 66)
_INK: RGB = (22, 22, 26)
_WHITE: RGB = (244, 244, 240)
_GREY: RGB = (206, 208, 212)
_GAP = 48
"""Empty columns, in pixels, at which a piece of writing is cut in two."""

_FRAMINGS = {
    "extreme wide": ("EWS", "大遠景"),
    "wide": ("WS", "遠景"),
    "full": ("FS", "全景"),
    "medium wide": ("MWS", "中遠景"),
    "medium": ("MS", "中景"),
    "medium close-up": ("MCU", "近景"),
    "close-up": ("CU", "特寫"),
    "extreme close-up": ("ECU", "大特寫"),
    "insert": ("INSERT", "插入"),
    "two-shot": ("2-SHOT", "雙人"),
    "over-the-shoulder": ("OTS", "過肩"),
    "POV": ("POV", "主觀"),
    "aerial": ("AERIAL", "航拍"),
    "establishing": ("EST", "定場"),
}
_ANGLES = {
    "low angle": ("LOW", "仰拍"),
    "high angle": ("HIGH", "俯拍"),
    "overhead": ("OVERHEAD", "頂拍"),
    "dutch": ("DUTCH", "斜角"),
    "worm's-eye": ("WORM'S-EYE", "蟲視"),
    "bird's-eye": ("BIRD'S-EYE", "鳥瞰"),
}
_MOVES = {
    "push": ("PUSH IN →", "推近 →"),
    "pull": ("PULL BACK ←", "拉遠 ←"),
    "zoom in": ("ZOOM IN", "變焦推"),
    "zoom out": ("ZOOM OUT", "變焦拉"),
    "pan left": ("PAN LEFT ←", "左搖 ←"),
    "pan right": ("PAN RIGHT →", "右搖 →"),
    "tilt up": ("TILT UP ↑", "上搖 ↑"),
    "tilt down": ("TILT DOWN ↓", "下搖 ↓"),
    "track left": ("TRACK LEFT ←", "左移 ←"),
    "track right": ("TRACK RIGHT →", "右移 →"),
    "orbit left": ("ORBIT ↖", "環繞 ↖"),
    "orbit right": ("ORBIT ↗", "環繞 ↗"),
    "crane up": ("CRANE UP ↑", "升 ↑"),
    "crane down": ("CRANE DOWN ↓", "降 ↓"),
    "handheld": ("HANDHELD", "手持"),
    "roll": ("ROLL", "旋轉"),
    "static": ("STATIC", "固定"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Something written: its planes and its corner (even pixels), from when to when it shows, in seconds."""

    layer: Layer
    x: int
    y: int
    start: float
    end: float


class Hud:
    """The writing on one shot of ``number`` of ``total``; ``first_frame`` is its place in the clip."""

    def __init__(self, board: Board, total: int, first_frame: int, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.unit = min(width, height) / 720
        self.margin = max(6, round(28 * self.unit))
        self.marks: list[Mark] = []
        self._first = first_frame
        seconds = board.frames / RATE
        below = self._top(board, seconds)
        self._captions(board, below)
        self._bottom(board, total, seconds)
        for line in board.lines:
            self._subtitle(board, line)
        self._corners(seconds)

    def size(self, pixels: float) -> int:
        """Return a size given for a frame 720 pixels high (or wide, if that is less)."""
        return max(1, round(pixels * self.unit))

    def at(self, seconds: float) -> list[Mark]:
        """Return what shows at ``seconds`` of the shot."""
        return [mark for mark in self.marks if mark.start <= seconds < mark.end]

    def timecode(self, frame: int) -> tuple[list[Layer], int, int]:
        """Return the pieces of the time code of the shot's ``frame`` and the corner of the first; the others follow."""
        number = self._first + frame
        seconds, rest = divmod(number, RATE)
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
        pieces = [_written(part, self.size(17)) for part in (text[:6], text[6:])]
        return pieces, _even(self.margin), _even(self.height - self.margin - pieces[0].height + self.size(2))

    def _add(self, picture: Image.Image, x: float, y: float, start: float, end: float) -> None:
        left, top = _even(x), _even(y)
        for box in _inked(picture):
            layer = prepared(to_layer(picture.crop(box)))
            self.marks.append(Mark(layer, left + box[0], top + box[1], start, end))

    def _canvas(self, width: float, height: float) -> Image.Image:
        return Image.new("RGBA", (max(2, min(self.width, int(width) + 2) // 2 * 2), max(2, int(height) // 2 * 2 + 2)))

    def _top(self, board: Board, seconds: float) -> float:
        """Draw badge, heading and labels; return where the line below them begins."""
        size, margin = self.size(21), self.margin
        room = self.width - 2 * margin
        labels = self._labels(board)
        number = str(board.number)
        badge_wide = measure(number, size, bold=True) + self.size(26)
        gap = self.size(14)
        labels_wide = measure(labels, size)
        heading = board.heading
        one_line = badge_wide + gap + measure(heading, size, bold=True) + 3 * gap + labels_wide <= room
        heading_room = room - badge_wide - gap - (labels_wide + 3 * gap if one_line else 0)
        heading = shorten(heading, size, heading_room, bold=True)
        rows = 1 if one_line else 2
        tall = self.size(34)
        step = self.size(33)
        canvas = self._canvas(room, tall + (rows - 1) * step + self.size(4))
        pen = ImageDraw.Draw(canvas)
        pen.rounded_rectangle((0, 0, badge_wide, tall), self.size(8), fill=BADGE)
        baseline = tall * 0.5 + size * 0.36
        draw_text(canvas, (self.size(13), baseline), number, size, _INK, bold=True)
        draw_text(
            canvas,
            (badge_wide + gap, baseline),
            heading,
            size,
            _WHITE,
            bold=True,
            outline=max(1, self.size(1.6)),
            outline_fill=(0, 0, 0, 120),
        )
        labels = shorten(labels, size, room if not one_line else labels_wide + 1)
        x = room - measure(labels, size) - 2 if one_line else 0
        draw_text(
            canvas,
            (x, baseline + (rows - 1) * step),
            labels,
            size,
            _WHITE,
            outline=max(1, self.size(1.6)),
            outline_fill=(0, 0, 0, 120),
        )
        self._add(canvas, margin, margin - self.size(8), 0.0, seconds)
        return margin - self.size(8) + tall + (rows - 1) * step

    def _labels(self, board: Board) -> str:
        way = 1 if board.chinese else 0
        labels = [_FRAMINGS[board.framing][way]]
        if board.angle in _ANGLES:
            labels.append(_ANGLES[board.angle][way])
        if board.lens:
            labels.append(board.lens)
        kinds = list(dict.fromkeys(move.kind for move in board.moves)) or ["static"]
        labels += [_MOVES[kind][way] for kind in kinds[:3]]
        return " · ".join(labels)

    def _captions(self, board: Board, top: float) -> None:
        size = self.size(17)
        width = self.width * (0.62 if self.width > self.height else 1.0) - 2 * self.margin
        for panel in board.panels:
            lines = balance(panel.text, size, width)
            if len(lines) > 2:
                kept = lines[:2]
                kept[1] = shorten(kept[1] + " " + " ".join(lines[2:]), size, width)
                lines = kept
            if not lines:
                continue
            step = size * 1.38
            canvas = self._canvas(width + 4, step * len(lines) + size * 0.5)
            for row, line in enumerate(lines):
                draw_text(
                    canvas,
                    (1, size * 1.1 + row * step),
                    line,
                    size,
                    _GREY,
                    outline=max(1, self.size(1.6)),
                    outline_fill=(0, 0, 0, 120),
                )
            self._add(canvas, self.margin, top + self.size(6), panel.start, panel.end)

    def _bottom(self, board: Board, total: int, seconds: float) -> None:
        size = self.size(16)
        text = f"ANIMATIC · {board.number}/{total}"
        wide = measure(text, size)
        canvas = self._canvas(wide + 4, size * 1.5)
        draw_text(
            canvas, (1, size * 1.1), text, size, _GREY, outline=max(1, self.size(1.6)), outline_fill=(0, 0, 0, 120)
        )
        y = self.height - self.margin - size * 1.15
        self._add(canvas, self.width - self.margin - wide - 2, y, 0.0, seconds)
        # What is heard stands beside the time code where there is room for it.
        sounds = ("，" if board.chinese else ", ").join([*board.sounds, *([board.music] if board.music else [])])
        left = self.margin + sum(_glyph(letter, self.size(17)).width for letter in "00:00:00:00") + self.size(22)
        room = self.width - self.margin - wide - self.size(24) - left
        cue = shorten(f"♪ {sounds}", size, room) if sounds and room > self.size(120) else ""
        if cue:
            canvas = self._canvas(measure(cue, size) + 4, size * 1.5)
            draw_text(
                canvas,
                (1, size * 1.1),
                cue,
                size,
                (170, 176, 186),
                outline=max(1, self.size(1.6)),
                outline_fill=(0, 0, 0, 120),
            )
            self._add(canvas, left, y, 0.0, seconds)

    def _subtitle(self, board: Board, line: Line) -> None:
        size, name_size = self.size(30), self.size(17)
        width = min(self.width - 2 * self.margin - self.size(8), self.size(1000))
        rows = balance(line.words, size, width, bold=True)
        pages = [rows[index : index + 2] for index in range(0, len(rows), 2)]
        letters = [max(1, sum(len(row) for row in page)) for page in pages]
        clock = line.start
        tone = next(
            (subject.tone for subject in board.subjects if subject.name.casefold() == line.speaker.casefold()), 0
        )
        for page, share in zip(pages, letters, strict=True):
            end = clock + (line.end - line.start) * share / sum(letters)
            step = size * 1.34
            tall = name_size * 1.9 + step * len(page) + size * 0.35
            canvas = self._canvas(width + self.size(8), tall)
            name = shorten(_speaker(board, line), name_size, width, bold=True)
            draw_text(
                canvas,
                ((canvas.width - measure(name, name_size, bold=True)) / 2, name_size * 1.2),
                name,
                name_size,
                mix(TONES[tone], (255, 255, 255), 0.42),
                bold=True,
                outline=max(1, self.size(2)),
            )
            for row, words in enumerate(page):
                x = (canvas.width - measure(words, size, bold=True)) / 2
                y = name_size * 1.9 + size * 0.86 + row * step
                draw_text(
                    canvas,
                    (x, y),
                    words,
                    size,
                    (255, 255, 255),
                    bold=True,
                    outline=max(1, self.size(3)),
                    outline_fill=(0, 0, 0, 235),
                )
            # The last words stay a moment: people read slower than others speak.
            stay = end if page is not pages[-1] else min(end + 0.25, board.frames / RATE)
            self._add(
                canvas, (self.width - canvas.width) / 2, self.height - self.margin - self.size(34) - tall, clock, stay
            )
            clock = end

    def _corners(self, seconds: float) -> None:
        """Thin corners, as in a viewfinder: the frame that the shot is composed in."""
        length, inset = self.size(22), round(self.margin * 0.42)
        line = max(1, round(1.4 * self.unit))
        for right in (False, True):
            for low in (False, True):
                canvas = self._canvas(length, length)
                pen = ImageDraw.Draw(canvas)
                edge = canvas.width - 1
                x, y = (edge - line + 1 if right else 0), (canvas.height - line if low else 0)
                pen.rectangle((0, y, edge, y + line - 1), fill=(255, 255, 255, 96))
                pen.rectangle((x, 0, x + line - 1, canvas.height), fill=(255, 255, 255, 96))
                left = self.width - inset - canvas.width if right else inset
                top = self.height - inset - canvas.height if low else inset
                self._add(canvas, left, top, 0.0, seconds)


def pill(name: str, tone: int, unit: float, portrait: Image.Image | None) -> Layer:
    """Return a name in its character's colour, with a round portrait where there is one."""
    size = max(8, round(19 * unit))
    tall = round(size * 1.72)
    face = round(tall * 2.3) if portrait is not None else 0
    text_wide = measure(name, size, bold=True)
    width, height = round(text_wide + size * 1.3 + (face * 0.92 if face else 0)) + 4, max(tall, face) + 4
    canvas = Image.new("RGBA", ((width + 1) // 2 * 2, (height + 1) // 2 * 2))
    big = Image.new("RGBA", (canvas.width * 3, canvas.height * 3))
    pen = ImageDraw.Draw(big)
    colour = mix(TONES[tone], (255, 255, 255), 0.22)
    middle = canvas.height / 2
    box = (1 + (face * 0.5 if face else 0), middle - tall / 2, width - 1, middle + tall / 2)
    pen.rounded_rectangle(
        tuple(value * 3 for value in box),
        tall * 1.5,
        fill=(16, 17, 22, 226),
        outline=colour,
        width=max(3, round(5.4 * unit)),
    )
    if face and portrait is not None:
        pen.ellipse((3, (middle - face / 2) * 3, face * 3, (middle + face / 2) * 3), fill=colour)
        inner = round((face - 5 * unit) * 3)
        mask = Image.new("L", (inner, inner))
        ImageDraw.Draw(mask).ellipse((0, 0, inner - 1, inner - 1), fill=255)
        offset = round((face * 3 - inner) / 2)
        big.paste(
            portrait.resize((inner, inner), Image.Resampling.LANCZOS),
            (3 + offset, round((middle - face / 2) * 3) + offset),
            mask,
        )
    canvas = big.resize(canvas.size, Image.Resampling.BOX)
    draw_text(canvas, (size * 0.65 + 2 + face * 0.92, middle + size * 0.36), name, size, _WHITE, bold=True)
    return prepared(to_layer(canvas))


def _inked(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return the boxes (even sides) that hold all of what is drawn: wide gaps between words are no work."""
    alpha = np.asarray(picture.getchannel("A"))
    columns = np.flatnonzero(alpha.any(axis=0))
    if not columns.size:
        return []
    breaks = np.flatnonzero(np.diff(columns) > _GAP)
    firsts = [columns[0], *columns[breaks + 1]]
    lasts = [*columns[breaks], columns[-1]]
    boxes: list[tuple[int, int, int, int]] = []
    for first, last in zip(firsts, lasts, strict=True):
        rows = np.flatnonzero(alpha[:, first : last + 1].any(axis=1))
        boxes.append((_even(first), _even(rows[0]), _even(last + 2), _even(rows[-1] + 2)))
    return boxes


@lru_cache(maxsize=256)
def _written(digits: str, size: int) -> Layer:
    return prepared(beside([_glyph(letter, size) for letter in digits]))


@lru_cache(maxsize=64)
def _glyph(letter: str, size: int) -> Layer:
    width = (
        max(measure(digit, size, bold=True) for digit in "0123456789")
        if letter != ":"
        else measure(":", size, bold=True) + size * 0.2
    )
    canvas = Image.new("RGBA", (max(2, round(width) // 2 * 2 + 2), max(2, round(size * 1.4) // 2 * 2)))
    x = (canvas.width - measure(letter, size, bold=True)) / 2
    draw_text(canvas, (x, size * 1.08), letter, size, _WHITE, bold=True, outline=1, outline_fill=(0, 0, 0, 150))
    return to_layer(canvas)


def _speaker(board: Board, line: Line) -> str:
    unseen = [mark for mark in ("V.O.", "O.S.") if mark in line.manner.upper()]
    return f"{line.speaker} ({unseen[0]})" if unseen else line.speaker


def _even(value: float) -> int:
    return max(0, int(value) // 2 * 2)
