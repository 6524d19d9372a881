"""Diagnostics that the renderers' tests share."""

from __future__ import annotations

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.text.source import Source, Span

NEON = Source(
    "neon.scene",
    "\n" * 17 + "[scene: EXT. CYBERPUNK STREET - NIGHT]\n" + "\n" * 12 + "[shot: wide, 7s]\n",
)


def at(source: Source, text: str) -> Span:
    """Return the span of the only occurrence of ``text``."""
    assert source.text.count(text) == 1, f"{text!r} must occur once"
    start = source.text.index(text)
    return source.span(start, start + len(text))


TOO_LONG = Diagnostic(
    "E301",
    "this clip runs 19 s; kling-v3 generates at most 15 s",
    at(NEON, "7s"),
    "12 s so far, 19 s with this shot",
    (Label(at(NEON, "[scene: EXT. CYBERPUNK STREET - NIGHT]"), "the scene opens here"),),
    ("put [split] before this shot, or [split: auto] in the scene",),
)

CAST = Source("cast/harbour master.scene", "[character: 阿明]\n")
SCRIPT = Source("燈塔.scene", "\t阿明走進👩\u200d🚀畫面 @亞明 說\n")
UNKNOWN = Diagnostic(
    "E201",
    "@亞明 is not declared",
    at(SCRIPT, "@亞明"),
    "not declared",
    (Label(at(CAST, "阿明"), "the nearest name"),),
    (),
    Fix("write @阿明", (Edit(at(SCRIPT, "亞明"), "阿明"),)),
)
UNUSED = Diagnostic("W204", "阿明 is never used: 100%", at(CAST, "阿明"), help=("mention it,\nor take it out",))
INFERRED = Diagnostic("H308", "3 s are taken", NEON.span(0, 0))
