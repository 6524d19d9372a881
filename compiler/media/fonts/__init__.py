"""The fonts that animatics are lettered with, and a system's own for letters that these lack."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent

LATIN = _HERE / "NotoSans-Regular-Subset.ttf"
LATIN_BOLD = _HERE / "NotoSans-SemiBold-Subset.ttf"
CJK = _HERE / "NotoSansCJK-Subset.otf"

# Wide coverage first. Only files that exist are opened, and only for a letter that the vendored fonts lack.
SYSTEM = tuple(
    Path(path)
    for path in (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/TTF/DejaVuSans.ttf",
        "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
        "C:/Windows/Fonts/arialuni.ttf",
        "C:/Windows/Fonts/seguisym.ttf",
    )
)
