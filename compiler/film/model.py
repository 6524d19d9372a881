"""The film as the passes see it: definitions, scenes, shots and, in the end, clips.

The structure pass builds it from a file's items. Later passes fill in the fields that their docstrings name and
change nothing else. Durations are whole milliseconds everywhere (``duration=3000``); ``seconds`` turns them into
what people and payloads read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from compiler.syntax.nodes import BadLine, Beat, Blank, Comment, Dialogue, File, Mention, Prose, Tag, TagLine, Words
from compiler.text.source import Source, Span

DEFAULT_NEGATIVE = ("blurry", "distorted limbs", "text overlays", "flicker", "morphing", "facial distortion")

SubjectKind = Literal["character", "prop", "place"]
SplitMode = Literal["never", "auto", "auto, continue"]
TransitionKind = Literal["cut", "dissolve", "fade"]


def seconds(milliseconds: int) -> int | float:
    """Return ``milliseconds`` in seconds, as an int where they are whole."""
    whole, rest = divmod(milliseconds, 1000)
    return whole if not rest else milliseconds / 1000


@dataclass(slots=True)
class Image:
    """An image or clip that a script names.

    ``written`` is the path or address as it stands in the script. ``uri`` is the form a payload holds:
    ``file:refs/a.png``, relative to the main script's folder, or the https address. ``path`` is where a local file
    lies on this machine (never written into any output). The references pass fills in the rest from the file.
    """

    written: str
    span: Span
    uri: str
    path: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None
    sha256: str | None = None


@dataclass(slots=True)
class Voice:
    """How a character sounds: ``traits`` in order (``female``, ``low``), ``id`` a vendor's own voice."""

    traits: tuple[str, ...]
    id: str | None
    span: Span


@dataclass(slots=True, eq=False)
class Subject:
    """A character, prop or place. ``name`` is as declared; ``label`` is what prompts call it (``as="…"`` or the
    name). ``mentioned`` counts mentions (names pass)."""

    kind: SubjectKind
    name: str
    label: str
    tag: Tag
    name_span: Span
    description: list[Paragraph] = field(default_factory=list)
    references: list[Image] = field(default_factory=list)
    video: Image | None = None
    voice: Voice | None = None
    element: str | None = None
    element_span: Span | None = None
    mentioned: int = 0


@dataclass(slots=True)
class Paragraph:
    """Lines of prose that belong together; they read as one text, joined as ``compiler.text.letters.join`` does."""

    lines: list[Words]


BodyItem = Paragraph | Dialogue | Beat


@dataclass(slots=True)
class Setting:
    """What a heading of the form ``INT. PLACE - TIME`` says. ``side`` is ``interior``, ``exterior`` or
    ``interior and exterior``; ``place`` and ``time`` are as written."""

    side: str
    place: Words
    time: Words | None


@dataclass(slots=True)
class Transition:
    """How the assembled film enters a scene; ``duration`` in milliseconds, 0 for a cut."""

    kind: TransitionKind = "cut"
    duration: int = 0
    tag: Tag | None = None


@dataclass(slots=True, eq=False)
class Shot:
    """One shot. ``duration`` is None until the timing pass has inferred one; ``duration_span`` is where one was
    written, readable or not, None where none was. ``split`` is the tag that ends the clip before this shot. ``end`` is
    the offset past the shot's last line in ``source``. ``broken`` says that one of its lines cannot be read. ``light``
    (lighting pass) holds the texts in force, the scene's first, then the shot's own."""

    tag: Tag
    framing: str | None = None
    framing_span: Span | None = None
    angle: str | None = None
    duration: int | None = None
    duration_span: Span | None = None
    lens: str | None = None
    id: str | None = None
    body: list[BodyItem] = field(default_factory=list)
    camera: Words | None = None
    lighting: Words | None = None
    sounds: list[Words] = field(default_factory=list)
    music: Words | None = None
    physics: Words | None = None
    first: Image | None = None
    last: Image | None = None
    first_tag: Tag | None = None
    last_tag: Tag | None = None
    split: Tag | None = None
    split_continues: bool = False
    end: int = 0
    inferred: bool = False
    broken: bool = False
    light: tuple[Words, ...] = ()

    @property
    def source(self) -> Source:
        """The file in which the shot stands."""
        return self.tag.source

    def dialogue(self) -> Iterator[Dialogue]:
        """Yield the shot's spoken lines, in order."""
        for item in self.body:
            if isinstance(item, Dialogue):
                yield item

    def beats(self) -> Iterator[Beat]:
        """Yield the shot's beats, in order."""
        for item in self.body:
            if isinstance(item, Beat):
                yield item


@dataclass(slots=True, eq=False)
class Scene:
    """One scene, ``number`` from 1 in film order. ``heading`` is the text of its tag without attributes; ``setting``
    is None where the heading is only a label. Fields that are None were not written: the film's holds."""

    tag: Tag
    number: int
    heading: Words | None
    setting: Setting | None = None
    id: str | None = None
    lighting: Words | None = None
    sound: Words | None = None
    music: Words | None = None
    style: Words | None = None
    negative: list[Words] = field(default_factory=list)
    seed: int | None = None
    mode: str | None = None
    split: SplitMode | None = None
    continues: Tag | None = None
    transition: Transition = field(default_factory=Transition)
    shots: list[Shot] = field(default_factory=list)
    tags: dict[str, Tag] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Cost:
    """What a clip costs by the target's table; ``amount = seconds * rate`` plus what is configured per GB."""

    seconds: int | float
    rate: float
    amount: float
    currency: str


@dataclass(slots=True, eq=False)
class Clip:
    """What the vendor generates in one task.

    The splitting pass makes it with ``id``, ``scene``, ``shots`` and ``continues`` (the clip whose last frame it
    starts from). The references pass fills ``subjects`` (in order of appearance), ``images`` (shared out among them),
    ``dropped_images`` (those that did not fit) and ``videos``; the capabilities pass ``audio``; the prompts pass
    ``prompts``, one a shot or none yet (``compiler.passes.prompts.complete`` words them); the cost pass ``cost``.
    """

    id: str
    scene: Scene
    shots: list[Shot]
    continues: Clip | None = None
    subjects: list[Subject] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    dropped_images: list[Image] = field(default_factory=list)
    videos: list[Image] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    audio: bool = False
    cost: Cost | None = None

    @property
    def duration(self) -> int:
        """Milliseconds in all."""
        return sum(shot.duration or 0 for shot in self.shots)


@dataclass(slots=True)
class Budget:
    """``[budget: 40 USD]``."""

    amount: float
    currency: str
    span: Span


@dataclass(slots=True)
class Parameter:
    """``[param: name = default]``; ``default`` is None where none was given. ``uses`` counts ``{name}``; ``span`` is
    the name."""

    name: str
    default: str | None
    span: Span
    uses: int = 0


Item = Prose | Beat | Dialogue | TagLine | Comment | Blank | BadLine


@dataclass(slots=True, eq=False)
class Film:
    """A whole film. ``file`` is the parsed script. ``files`` are all files read, the main one first, and ``items``
    their lines with includes spliced in (includes pass). Fields that a script need not write hold the language's
    defaults; ``tags`` keeps where film tags were written, by canonical name. ``subjects`` are the definitions by
    ``name_key`` of their name; ``repeated`` holds those whose name was taken."""

    file: File
    files: list[File] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    title: str | None = None
    aspect: str = "16:9"
    mode: str = "standard"
    resolution: str | None = None
    audio: str = "auto"
    style: Words | None = None
    negative: list[Words] | None = None
    no_negative: bool = False
    seed: int | None = None
    language: str | None = None
    split: SplitMode = "never"
    budget: Budget | None = None
    tags: dict[str, Tag] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    repeated: list[Subject] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    draft: bool = False

    def shots(self) -> Iterator[tuple[Scene, Shot]]:
        """Yield every shot with its scene, in film order."""
        for scene in self.scenes:
            for shot in scene.shots:
                yield scene, shot


def subject_of(mention: Mention) -> Subject | None:
    """Return what a mention stands for, None where the names pass could not bind it."""
    return mention.binding if isinstance(mention.binding, Subject) else None
