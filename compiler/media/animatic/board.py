"""What a prompt says, as a storyboard artist would note it down. Times are seconds from the start of the shot."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """Someone or something with a name. ``kind`` is ``character``, ``prop`` or ``place``; ``image`` is the number of
    its reference image, or None; ``tone`` is the number of its colour in the clip's cast."""

    name: str
    description: str
    kind: str
    image: int | None = None
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken line: who, how (voice and delivery as written), what, from when to when."""

    speaker: str
    manner: str
    words: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Beat:
    """A part of a shot with times of its own."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """A camera move: ``kind`` and direction as in the vocabulary (``pan left``), from when to when, and how fast
    (0.6 slow, 1 plain, 1.7 fast)."""

    kind: str
    start: float
    end: float
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Light:
    """The light in force: time of day, sources, weather, and the colours it names."""

    text: str = ""
    time: str = ""
    sources: tuple[str, ...] = ()
    weather: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when: ``side`` is ``interior``, ``exterior`` or empty; ``place`` as written; ``kind`` what is drawn;
    ``details`` what a description adds to the place's name."""

    side: str = ""
    place: str = ""
    time: str = ""
    kind: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawn picture of a shot: its text, when it holds, who is in it and in which pose."""

    start: float
    end: float
    text: str
    framing: str


@dataclass(frozen=True, slots=True)
class Board:
    """One shot. ``lights`` are one, or two where the light changes in the shot."""

    number: int
    frames: int
    framing: str
    angle: str
    lens: str
    action: str
    subjects: tuple[Subject, ...]
    unnamed: tuple[str, ...]
    objects: tuple[str, ...]
    moves: tuple[Move, ...]
    lights: tuple[Light, ...]
    setting: Setting
    heading: str
    lines: tuple[Line, ...]
    beats: tuple[Beat, ...]
    sounds: tuple[str, ...]
    music: str
    chinese: bool
    panels: tuple[Panel, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipBoards:
    """A whole clip: its boards, its cast in order of appearance, its size and the pictures that came with it."""

    boards: tuple[Board, ...]
    cast: tuple[Subject, ...]
    width: int
    height: int
    images: tuple[bytes, ...] = field(repr=False, default=())
    first_frame: bytes | None = field(repr=False, default=None)
    last_frame: bytes | None = field(repr=False, default=None)

    @property
    def frames(self) -> int:
        """Frames of the whole clip."""
        return sum(board.frames for board in self.boards)
