"""Take a prompt apart: framing, body, dialogue, beats and labelled parts, whichever template wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from compiler.media.animatic import terms
from compiler.text.letters import CJK

_LABELS = {
    "camera": r"camera(?: movement| move)?|運鏡|运镜|鏡頭運動|镜头运动|攝影機|摄影机|鏡頭|镜头",
    "lighting": r"lighting|light|光影|燈光|灯光|光線|光线|照明|光照",
    "physics": r"physics|物理",
    "setting": r"setting|location|environment|place|場景|场景|設定|设定|環境|环境|地點|地点|背景",
    "style": r"style|風格|风格|畫風|画风",
    "lens": r"lens|focal length|焦距",
    "sound": r"sounds?|sfx|sound effects?|ambience|audio|音效|聲音|声音|環境音|环境音",
    "music": r"music|score|音樂|音乐|配樂|配乐",
}
_LABEL = re.compile(
    r"(?:^|(?<=[\s.。;；,，!！?？)）\]】」”\"]))(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*[:：]\s*",
    re.IGNORECASE,
)
_BRACKET_LABEL = re.compile(
    r"[\[【](?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*[:：]\s*([^\]】]*)[\]】]",
    re.IGNORECASE,
)
_QUOTED = r"(?:\"([^\"]*)\"|“([^”]*)”|「([^」]*)」|『([^』]*)』)"
_SPOKEN = re.compile(r"[\[【]([^\]】:：]+)(?:[:：]\s*([^\]】]*))?[\]】]\s*[:：]?\s*" + _QUOTED)
_NAME = r"[^\W\d][\w\-]*"
_PLAIN_SPOKEN = re.compile(
    rf"({_NAME})\s*(?:[(（]([^)）]{{1,80}})[)）])?\s*"
    r"(?:(?:says?|said|whispers?|shouts?|asks?|replies|answers|murmurs|yells|cries|說|说|喊|問|问|低聲說|低声说|回答|道)"
    r"(?:[\s,，]+[^\"“「『:：.。]{0,40})?\s*[,，:：]?|[:：])\s*" + _QUOTED
)
_BEAT = re.compile(
    r"[(（]\s*(\d+(?:\.\d+)?)\s*(?:s|秒)?\s*[-–—~～至到]\s*(\d+(?:\.\d+)?)\s*(?:s|sec|seconds|秒)?\s*[)）]"
)
_LENS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s*(?:mm|毫米)(?![a-z])", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?P<framing>[^:：.。,，!！?？\[【\"“「]{1,60})[:：]\s*")


@dataclass(slots=True)
class Spoken:
    """A spoken line and where in the body it stands."""

    at: int
    speaker: str
    manner: str
    words: str


@dataclass(slots=True)
class Sections:
    """A prompt in parts. Offsets in ``spoken`` and ``beats`` are into ``body``."""

    framing: str = ""
    angle: str = ""
    lens: str = ""
    body: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    sounds: list[str] = field(default_factory=list)
    music: str = ""
    spoken: list[Spoken] = field(default_factory=list)
    beats: list[tuple[int, float, float]] = field(default_factory=list)


def take_apart(prompt: str) -> Sections:
    """Return the parts of ``prompt``. Nothing in it is an error: what is not understood stays in the body."""
    sections = Sections()
    text = " ".join(prompt.split())
    text = _take_framing(text, sections)
    text = _take_brackets(text, sections)
    text = _take_labels(text, sections)
    _take_dialogue(text, sections)
    lens = _LENS.search(" ".join((sections.parts.get("lens", ""), sections.parts.get("camera", ""), prompt)))
    sections.lens = f"{lens[1]}mm" if lens else ""
    return sections


def tidy(text: str) -> str:
    """Return ``text`` with single spaces and without loose punctuation at its ends."""
    text = re.sub(r"\s+([,.;:!?，。；：！？])", r"\1", " ".join(text.split()))
    return text.strip(" ;；,，、")


def _take_framing(text: str, sections: Sections) -> str:
    opening = _OPENING.match(text)
    if opening:
        head = opening["framing"]
        framing, angle = terms.first("framing", head), terms.first("angle", head)
        is_label = _LABEL.match(opening[0])
        if (framing or angle) and not is_label:
            sections.framing, sections.angle = framing or "", angle or ""
            return text[opening.end() :]
    lead = re.split(r"[.。!！?？\[【(（\"“「]", text, maxsplit=1)[0][:120]
    sections.framing, sections.angle = terms.first("framing", lead) or "", terms.first("angle", lead) or ""
    return text


def _take_brackets(text: str, sections: Sections) -> str:
    def take(match: re.Match[str]) -> str:
        name = next(key for key in _LABELS if match[key])
        value = match[match.re.groups].strip().rstrip(".。")
        if name == "sound":
            sections.sounds.append(value)
        elif name == "music":
            sections.music = value
        else:
            sections.parts[name] = value
        return " "

    return _BRACKET_LABEL.sub(take, text)


def _take_labels(text: str, sections: Sections) -> str:
    # A label inside a quotation is somebody's words.
    quoted = [match.span() for match in re.finditer(_QUOTED, text)]
    labels = [
        match
        for match in _LABEL.finditer(text)
        if not any(start < match.start() < end for start, end in quoted)
        and text[match.start() - 1 : match.start()] != "["
    ]
    if not labels:
        return text
    for match, after in zip(labels, [*labels[1:], None], strict=True):
        name = next(key for key in _LABELS if match[key])
        value = text[match.end() : after.start() if after else len(text)]
        value = value.strip().strip(";；").rstrip(".。").strip()
        if name == "sound":
            sections.sounds.append(value)
        elif name == "music":
            sections.music = value
        else:
            sections.parts[name] = value
    return text[: labels[0].start()]


def _take_dialogue(text: str, sections: Sections) -> None:
    body = ""
    position = 0
    found: list[tuple[int, int, Spoken]] = []
    for pattern in (_SPOKEN, _PLAIN_SPOKEN):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            speaker = match[1].strip()
            words = next(group for group in match.groups()[2:] if group is not None).strip()
            if pattern is _PLAIN_SPOKEN and CJK.search(speaker) and len(speaker) > 6:
                continue
            if words:
                found.append((match.start(), match.end(), Spoken(0, speaker, (match[2] or "").strip(), words)))
    for start, end, spoken in sorted(found, key=lambda item: item[0]):
        body += text[position:start]
        spoken.at = len(body)
        sections.spoken.append(spoken)
        body += " "
        position = end
    body += text[position:]
    sections.beats = [(match.start(), float(match[1]), float(match[2])) for match in _BEAT.finditer(body)]
    sections.body = body


def without_beat_times(text: str) -> str:
    """Return ``text`` without the times of beats."""
    return tidy(_BEAT.sub(" ", text))
