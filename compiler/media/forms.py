"""Which clips can be copied side by side, and what the others have to become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from compiler.media.encoder import PIXELS, Form
from compiler.media.h264 import Parameters, free_number, read_avcc
from compiler.media.probe import ClipReport


@dataclass(frozen=True, slots=True)
class Choice:
    """The film's form, and how its clips reach it.

    ``pattern`` is the number of a clip that is copied, None where all are brought into ``form``. ``parameters`` are
    its parameter sets. ``number`` is for the sets of what is encoded anew, so that both can stand in one film.
    ``differing`` says of each clip that is not copied why.
    """

    form: Form
    pattern: int | None
    parameters: Parameters | None
    number: int
    differing: dict[int, str]


def choose(reports: Sequence[ClipReport], size: tuple[int, int] | None, rate: Fraction | None) -> Choice:
    """Choose the form of most of the film (by time) among the clips that have ``size`` and ``rate``, where given.

    Only H.264 with 8-bit 4:2:0, square pixels and a steady frame rate is copied next to others; where no clip is that,
    all of them are brought into one form.
    """
    keys = [_key(report) for report in reports]
    weights: Counter[tuple[object, ...]] = Counter()
    for key, report in zip(keys, reports, strict=True):
        fits = size in (None, (report.width, report.height)) and rate in (None, report.rate)
        if key is not None and fits:
            weights[key] += report.frames
    if not weights:
        first = max(reports, key=lambda report: report.seconds)
        width, height = size or (first.width + first.width % 2, first.height + first.height % 2)
        form = Form(width, height, rate or _plain_rate(first.rate))
        return Choice(form, None, None, 0, dict.fromkeys(range(len(reports)), f"it is made {form}"))
    best = weights.most_common(1)[0][0]
    pattern = keys.index(best)
    chosen = reports[pattern]
    parameters = read_avcc(chosen.parameters)
    number = free_number(parameters.numbers()) if parameters else None
    assert number is not None
    form = Form(chosen.width, chosen.height, chosen.rate, chosen.colour)
    differing = {
        number: _difference(report, chosen)
        for number, (key, report) in enumerate(zip(keys, reports, strict=True))
        if key != best
    }
    return Choice(form, pattern, parameters, number, differing)


def _key(report: ClipReport) -> tuple[object, ...] | None:
    """Return what clips that are copied side by side have to share, None for a clip that cannot be copied."""
    if report.codec != "h264" or report.pixels != PIXELS or report.aspect != 1 or not report.steady:
        return None
    parameters = read_avcc(report.parameters)
    if not report.keys or report.keys[0] != 0 or parameters is None or free_number(parameters.numbers()) is None:
        return None
    return report.width, report.height, report.rate, report.colour, report.parameters


def _plain_rate(rate: Fraction) -> Fraction:
    """Return the usual frame rate nearest to one, which a clip of varying rate does not have."""
    usual = [Fraction(24), Fraction(25), Fraction(30), Fraction(48), Fraction(50), Fraction(60)]
    usual += [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)]
    return min(usual, key=lambda other: abs(other - rate))


def _difference(report: ClipReport, chosen: ClipReport) -> str:
    """Return why a clip is not copied, for people."""
    if (report.width, report.height) != (chosen.width, chosen.height):
        return f"{report.width}x{report.height} is made {chosen.width}x{chosen.height}"
    if not report.steady:
        return f"its varying frame rate is made {float(chosen.rate):g} frames a second"
    if report.rate != chosen.rate:
        return f"{float(report.rate):g} frames a second are made {float(chosen.rate):g}"
    if (report.codec, report.pixels) != (chosen.codec, chosen.pixels):
        return f"{report.codec} {report.pixels} is made {chosen.codec} {chosen.pixels}"
    return "it is encoded otherwise than most clips, and encoded anew"
