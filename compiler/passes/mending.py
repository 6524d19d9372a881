"""What a line that cannot be read was probably meant to be.

The parser has reported the line. Reading it all the same keeps one slip from bringing others about: a shot whose
bracket is not closed is still a shot, and what stands below it still belongs to it.
"""

from __future__ import annotations

import re

from compiler.syntax import tags
from compiler.syntax.nodes import BadLine, Run, Tag, Words
from compiler.text.letters import NAME

_TAG = re.compile(
    r"[^\S\n]*[\[［【][^\S\n]*(?P<name>[^\W\d]\w*)[^\S\n]*(?:[:：][^\S\n]*)?(?P<value>[^\[\]［］【】\n]*)"
)
_MENTION = re.compile(rf"[@＠]({NAME.pattern})")
_USE = re.compile(rf"\{{\s*({NAME.pattern})\s*\}}")


def tag_of(line: BadLine) -> Tag | None:
    """Return the tag that the line opens with, its value being what stands before the next bracket; None where it
    opens with none that there is."""
    text = line.source.text
    match = _TAG.match(text, line.start, line.end)
    if match is None or tags.lookup(match["name"]) is None:
        return None
    value = match["value"].strip()
    words = None
    if value:
        start = match.start("value") + match["value"].index(value)
        words = Words(line.source, (Run(value, start, start + len(value)),), start, start + len(value))
    start = text.index(match[0].lstrip()[0], match.start())
    return Tag(line.source, match["name"], match.start("name"), match.end("name"), words, start, match.end())


def mentions(line: BadLine) -> list[str]:
    """Return the names that the line mentions."""
    return _MENTION.findall(line.source.text, line.start, line.end)


def uses(line: BadLine) -> list[str]:
    """Return the parameters that the line uses."""
    return _USE.findall(line.source.text, line.start, line.end)
