"""The animatic: a storyboard that moves and speaks, drawn from what a vendor would be told and nothing else."""

from __future__ import annotations

from compiler.media.animatic.facts import RATE, SAMPLE_RATE, AnimaticError, ClipFacts

__all__ = ["RATE", "SAMPLE_RATE", "AnimaticError", "ClipFacts"]
