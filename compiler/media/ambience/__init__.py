"""Sound without recordings: weather, places, cues and music made from what a prompt says is heard."""

from __future__ import annotations

from compiler.media.ambience.mixing import Heard, listen, render

__all__ = ["Heard", "listen", "render"]
