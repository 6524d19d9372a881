"""What is written on the picture: shot, heading, framing and move, caption, subtitles. Nothing overlaps: what meets is
put on a line of its own or shortened with an ellipsis."""

from __future__ import annotations

from PIL import ImageDraw

from compiler.media.animatic.board import Board
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.palette import RGB
from compiler.media.animatic.writing.labels import labels
from compiler.media.animatic.writing.lettering import balance, draw_text, measure, shorten
from compiler.media.animatic.writing.sheet import WHITE, Sheet
from compiler.media.animatic.writing.subtitles import write_subtitle
from compiler.media.animatic.writing.timecode import timecode_width

BADGE: RGB = (247, 190, 66)
_INK: RGB = (22, 22, 26)
_GREY: RGB = (206, 208, 212)
_DIM: RGB = (170, 176, 186)


def write_hud(sheet: Sheet, board: Board, total: int) -> None:
    """Write on ``sheet`` all that stands on the frames of ``board``, one of the clip's ``total`` shots, but for the
    time code."""
    seconds = board.frames / RATE
    below = _top(sheet, board, seconds)
    _captions(sheet, board, below)
    _bottom(sheet, board, total, seconds)
    for line in board.lines:
        write_subtitle(sheet, board, line)
    _corners(sheet, seconds)


def _top(sheet: Sheet, board: Board, seconds: float) -> float:
    """Draw badge, heading and labels; return where the line below them begins."""
    size, margin = sheet.size(21), sheet.margin
    room = sheet.width - 2 * margin
    told = labels(board)
    number = str(board.number)
    badge_wide = measure(number, size, bold=True) + sheet.size(26)
    gap = sheet.size(14)
    told_wide = measure(told, size)
    heading = board.heading
    one_line = badge_wide + gap + measure(heading, size, bold=True) + 3 * gap + told_wide <= room
    heading_room = room - badge_wide - gap - (told_wide + 3 * gap if one_line else 0)
    heading = shorten(heading, size, heading_room, bold=True)
    rows = 1 if one_line else 2
    tall = sheet.size(34)
    step = sheet.size(33)
    canvas = sheet.canvas(room, tall + (rows - 1) * step + sheet.size(4))
    pen = ImageDraw.Draw(canvas)
    pen.rounded_rectangle((0, 0, badge_wide, tall), sheet.size(8), fill=BADGE)
    baseline = tall * 0.5 + size * 0.36
    draw_text(canvas, (sheet.size(13), baseline), number, size, _INK, bold=True)
    sheet.write(canvas, (badge_wide + gap, baseline), heading, size, WHITE, bold=True)
    told = shorten(told, size, room if not one_line else told_wide + 1)
    x = room - measure(told, size) - 2 if one_line else 0
    sheet.write(canvas, (x, baseline + (rows - 1) * step), told, size, WHITE)
    sheet.put(canvas, margin, margin - sheet.size(8), 0.0, seconds)
    return margin - sheet.size(8) + tall + (rows - 1) * step


def _captions(sheet: Sheet, board: Board, top: float) -> None:
    size = sheet.size(17)
    width = sheet.width * (0.62 if sheet.width > sheet.height else 1.0) - 2 * sheet.margin
    for panel in board.panels:
        lines = balance(panel.text, size, width)
        if len(lines) > 2:
            kept = lines[:2]
            kept[1] = shorten(kept[1] + " " + " ".join(lines[2:]), size, width)
            lines = kept
        if not lines:
            continue
        step = size * 1.38
        canvas = sheet.canvas(width + 4, step * len(lines) + size * 0.5)
        for row, line in enumerate(lines):
            sheet.write(canvas, (1, size * 1.1 + row * step), line, size, _GREY)
        sheet.put(canvas, sheet.margin, top + sheet.size(6), panel.start, panel.end)


def _bottom(sheet: Sheet, board: Board, total: int, seconds: float) -> None:
    size = sheet.size(16)
    text = f"ANIMATIC · {board.number}/{total}"
    wide = measure(text, size)
    canvas = sheet.canvas(wide + 4, size * 1.5)
    sheet.write(canvas, (1, size * 1.1), text, size, _GREY)
    y = sheet.height - sheet.margin - size * 1.15
    sheet.put(canvas, sheet.width - sheet.margin - wide - 2, y, 0.0, seconds)
    # What is heard stands beside the time code where there is room for it.
    sounds = ("，" if board.chinese else ", ").join([*board.sounds, *([board.music] if board.music else [])])
    left = sheet.margin + timecode_width(sheet) + sheet.size(22)
    room = sheet.width - sheet.margin - wide - sheet.size(24) - left
    cue = shorten(f"♪ {sounds}", size, room) if sounds and room > sheet.size(120) else ""
    if cue:
        canvas = sheet.canvas(measure(cue, size) + 4, size * 1.5)
        sheet.write(canvas, (1, size * 1.1), cue, size, _DIM)
        sheet.put(canvas, left, y, 0.0, seconds)


def _corners(sheet: Sheet, seconds: float) -> None:
    """Thin corners, as in a viewfinder: the frame that the shot is composed in."""
    length, inset = sheet.size(22), round(sheet.margin * 0.42)
    line = max(1, round(1.4 * sheet.unit))
    for right in (False, True):
        for low in (False, True):
            canvas = sheet.canvas(length, length)
            pen = ImageDraw.Draw(canvas)
            edge = canvas.width - 1
            x, y = (edge - line + 1 if right else 0), (canvas.height - line if low else 0)
            pen.rectangle((0, y, edge, y + line - 1), fill=(255, 255, 255, 96))
            pen.rectangle((x, 0, x + line - 1, canvas.height), fill=(255, 255, 255, 96))
            left = sheet.width - inset - canvas.width if right else inset
            top = sheet.height - inset - canvas.height if low else inset
            sheet.put(canvas, left, top, 0.0, seconds)
