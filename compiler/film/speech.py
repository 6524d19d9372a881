"""How long a line takes to say."""

from __future__ import annotations

import re

from compiler.text.letters import CJK, UNSPACED

WORDS_A_SECOND = 2.5
CHARACTERS_A_SECOND = 4.5
# The breath around a line, before and behind it together, in milliseconds.
PAUSE = 300
# Thai and its neighbours write no spaces: their words are counted by letters.
_LETTERS_A_WORD = 5

# A word as it is said: "don't" and "push-in" are one.
WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def speaking_time(text: str) -> int:
    """Return the milliseconds that it takes to say ``text``, without the breath around it, rounded up.

    Words and CJK characters in one line add up.
    """
    if text.isascii():
        words, characters = float(len(WORD.findall(text))), 0
    else:
        unspaced = [letter for letter in UNSPACED.findall(text) if letter.isalnum()]
        characters = sum(1 for letter in unspaced if CJK.match(letter))
        words = len(WORD.findall(UNSPACED.sub(" ", text))) + (len(unspaced) - characters) / _LETTERS_A_WORD
    exact = words / WORDS_A_SECOND + characters / CHARACTERS_A_SECOND
    return -int(-exact * 1000 // 1)
