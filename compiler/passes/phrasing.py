"""Turning a shot into the parts of its prompt: texts with their mentions put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from compiler.film.model import BodyItem, Film, Paragraph, Scene, Shot, Subject, seconds, subject_of
from compiler.film.vocabulary import framing_label
from compiler.passes.phrases import (
    as_apposition,
    combined,
    items,
    lens_text,
    lowered,
    named,
    off_screen,
    once,
    plain,
    spoken,
    worded,
)
from compiler.syntax.nodes import Beat, Dialogue, Run, Words
from compiler.text.letters import join


@dataclass(slots=True)
class Line:
    """One line of a shot's body as templates see it; ``templates/README.md`` tells what the fields hold."""

    kind: str
    text: str
    speaker: str = ""
    traits: Sequence[str] = ()
    introduction: str = ""
    begin: int | float = 0
    finish: int | float = 0


class Told(NamedTuple):
    """A scene's setting as templates see it; ``time`` may be empty."""

    side: str
    place: str
    time: str


class Phrasing:
    """Words a film's shots one clip at a time.

    The first mention of a subject in a clip carries its description. ``parts`` tries a wording out; ``keep`` makes
    the mentions of the one tried last count for the rest of the clip.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._descriptions: dict[int, str] = {}
        self._introduced: set[int] = set()
        self._tried: set[int] = set()
        self._describe = True

    def start_clip(self) -> None:
        """Forget whom the clip before has introduced."""
        self._introduced = set()

    def keep(self) -> None:
        """Take the last wording for the shot's."""
        self._introduced |= self._tried

    def described(self) -> list[Subject]:
        """Return the subjects whose descriptions the last wording carries."""
        return self._carried

    def parts(self, film: Film, scene: Scene, shot: Shot, without: frozenset[str]) -> dict[str, Any]:
        """Return the parts of a shot's prompt, leaving out what ``without`` names."""
        self._tried = set()
        self._carried: list[Subject] = []
        self._describe = "descriptions" not in without
        text = self._text
        style = scene.style or film.style
        music = shot.music or scene.music
        sounds = shot.sounds if scene.sound is None else [scene.sound, *shot.sounds]
        return {
            "opening": framing_label(shot.framing, shot.angle, self.language),
            "framing": shot.framing,
            "angle": shot.angle,
            "seconds": seconds(shot.duration or 0),
            "body": [self._line(shot, item) for item in shot.body],
            "camera": [] if "camera" in without else self._camera(shot),
            "lighting": combined([text(words) for words in shot.light]),
            "physics": text(shot.physics) if shot.physics and "physics" not in without else "",
            "setting": None if "setting" in without else self._setting(scene),
            "style": text(style) if style and "style" not in without else "",
            "sounds": [] if "sound" in without else [text(words) for words in sounds],
            "music": text(music) if music and "music" not in without else "",
        }

    def _text(self, words: Words) -> str:
        return worded(words, self._mention)

    def _mention(self, subject: Subject) -> str:
        key = id(subject)
        if key in self._introduced or key in self._tried:
            return subject.label
        self._tried.add(key)
        description = self._description(subject) if self._describe else ""
        if not description:
            return subject.label
        self._carried.append(subject)
        if self.language == "zh":
            return f"{subject.label}（{description}）"
        return f"{subject.label} ({description})"

    def _description(self, subject: Subject) -> str:
        known = self._descriptions.get(id(subject))
        if known is None:
            text = ""
            for paragraph in subject.description:
                for words in paragraph.lines:
                    text = join(text, plain(words))
            known = self._descriptions[id(subject)] = as_apposition(text, f"{subject.name} {subject.label}")
        return known

    def _line(self, shot: Shot, item: BodyItem) -> Line:
        if isinstance(item, Paragraph):
            return Line("prose", self._joined(item.lines))
        if isinstance(item, Beat):
            lines = [item.line.words, *(line.words for line in item.more)]
            return Line("beat", self._joined(lines), begin=seconds(item.begin), finish=seconds(item.finish))
        return self._dialogue(shot, item)

    def _joined(self, lines: Sequence[Words]) -> str:
        text = self._text(lines[0]) if lines else ""
        for words in lines[1:]:
            text = join(text, self._text(words))
        return text

    def _dialogue(self, shot: Shot, item: Dialogue) -> Line:
        subject = subject_of(item.speaker)
        delivery = items(plain(item.delivery)) if item.delivery is not None else []
        voice = subject.voice.traits if subject is not None and subject.voice is not None else ()
        introduction = ""
        if subject is not None and id(subject) not in self._introduced and id(subject) not in self._tried:
            waits = off_screen(delivery) or _is_shown(shot, subject)
            if not waits and self._description(subject) and self._describe:
                introduction = self._mention(subject)
            elif not waits:
                self._tried.add(id(subject))
        return Line(
            "dialogue",
            spoken(item),
            speaker=subject.label if subject is not None else item.speaker.name,
            traits=once([*voice, *delivery]),
            introduction=introduction,
        )

    def _camera(self, shot: Shot) -> list[str]:
        moves = [self._text(shot.camera)] if shot.camera is not None else []
        return [*moves, lens_text(shot.lens, self.language)] if shot.lens else moves

    def _setting(self, scene: Scene) -> Told | None:
        setting = scene.setting
        if setting is None:
            return None
        place = self._lowered(setting.place)
        return Told(setting.side, place, self._lowered(setting.time) if setting.time is not None else "")

    def _lowered(self, words: Words) -> str:
        """Word a heading's place or time; what stands in capitals is lower-cased, names are not."""
        told: list[str] = []
        value: Run | None = None
        for part in words.parts:
            if not isinstance(part, Run):
                told.append(named(part, self._mention))
            elif value is not None and (part.start, part.end) == (value.start, value.end):
                # A parameter's value may come in several runs with one place; it is judged as a whole.
                value = Run(value.text + part.text, value.start, value.end)
                told[-1] = lowered(value.text)
                continue
            else:
                told.append(lowered(part.text))
            value = part if isinstance(part, Run) else None
        return "".join(told)


def _is_shown(shot: Shot, subject: Subject) -> bool:
    """Whether a shot's prose or beats mention ``subject``."""
    for item in shot.body:
        if isinstance(item, Dialogue):
            continue
        lines = item.lines if isinstance(item, Paragraph) else [item.line.words, *(line.words for line in item.more)]
        for words in lines:
            if any(subject_of(mention) is subject for mention in words.mentions()):
                return True
    return False
