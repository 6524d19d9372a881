"""Spoken lines at the foot of the picture, two rows at a time, under the speaker's name."""

from __future__ import annotations

from compiler.media.animatic.board import Board, Line
from compiler.media.animatic.facts import RATE
from compiler.media.animatic.figures.look import TONES
from compiler.media.animatic.palette import mix
from compiler.media.animatic.writing.lettering import balance, draw_text, measure, shorten
from compiler.media.animatic.writing.sheet import Sheet


def write_subtitle(sheet: Sheet, board: Board, line: Line) -> None:
    """Write ``line`` on ``sheet``: as many pages as it needs, its time shared out by their letters."""
    size, name_size = sheet.size(30), sheet.size(17)
    width = min(sheet.width - 2 * sheet.margin - sheet.size(8), sheet.size(1000))
    rows = balance(line.words, size, width, bold=True)
    pages = [rows[index : index + 2] for index in range(0, len(rows), 2)]
    letters = [max(1, sum(len(row) for row in page)) for page in pages]
    clock = line.start
    tone = next((subject.tone for subject in board.subjects if subject.name.casefold() == line.speaker.casefold()), 0)
    for page, share in zip(pages, letters, strict=True):
        end = clock + (line.end - line.start) * share / sum(letters)
        step = size * 1.34
        tall = name_size * 1.9 + step * len(page) + size * 0.35
        canvas = sheet.canvas(width + sheet.size(8), tall)
        name = shorten(_speaker(line), name_size, width, bold=True)
        draw_text(
            canvas,
            ((canvas.width - measure(name, name_size, bold=True)) / 2, name_size * 1.2),
            name,
            name_size,
            mix(TONES[tone], (255, 255, 255), 0.42),
            bold=True,
            outline=max(1, sheet.size(2)),
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
                outline=max(1, sheet.size(3)),
                outline_fill=(0, 0, 0, 235),
            )
        # The last words stay a moment: people read slower than others speak.
        stay = end if page is not pages[-1] else min(end + 0.25, board.frames / RATE)
        left, top = (sheet.width - canvas.width) / 2, sheet.height - sheet.margin - sheet.size(34) - tall
        sheet.put(canvas, left, top, clock, stay)
        clock = end


def _speaker(line: Line) -> str:
    unseen = [mark for mark in ("V.O.", "O.S.") if mark in line.manner.upper()]
    return f"{line.speaker} ({unseen[0]})" if unseen else line.speaker
