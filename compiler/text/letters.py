"""What scenec knows of letters: names and how they compare, scripts without word spaces, full-width punctuation."""

from __future__ import annotations

import re
import unicodedata

# Han, kana, bopomofo, Hangul (whose particles attach to a name), Thai, Lao, Khmer and Myanmar.
_UNSPACED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3031-\u3035\u3040-\u30ff\u3100-\u318f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Ideographic punctuation joins without a space too: a line that ends in 。 is followed by none.
_CJK_RANGES = (
    "\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
UNSPACED = re.compile(f"[{_UNSPACED_RANGES}]")
CJK = re.compile(f"[{_CJK_RANGES}]")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")

# A name is a letter or "_", then letters, digits, "_" and "-"; combining marks belong to the letter before them.
NAME = re.compile(r"[^\W\d][\w\u0300-\u036f\u0e31\u0e34-\u0e4e\u1ab0-\u1aff-]*")


def name_key(name: str) -> str:
    """Return the form in which names compare: NFKC, then case folding."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def join(left: str, right: str) -> str:
    """Join two pieces of running text by one space, or by none where both neighbours are CJK characters.

    Hangul is CJK but writes spaces between words, so Korean lines are joined by one.
    """
    if not left or not right:
        return left + right
    a, b = left[-1], right[0]
    if CJK.match(a) and CJK.match(b) and not (HANGUL.match(a) or HANGUL.match(b)):
        return left + right
    return f"{left} {right}"
