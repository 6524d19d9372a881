"""Who stands where: figures placed by framing and angle, turned to each other in dialogue, moved by their verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compiler.media.animatic import terms
from compiler.media.animatic.board import Board, Panel, Subject
from compiler.media.animatic.cast import is_named_in, is_off_screen
from compiler.media.animatic.figures.draw import Stance
from compiler.media.animatic.figures.look import Look, read_look
from compiler.media.animatic.figures.pose import joints


@dataclass(frozen=True, slots=True)
class Shape:
    """How a framing shows people: their height and where the crown is, in frame heights; how many fit; how soft the
    backdrop is (share of the frame's height), and how much of it is enlarged."""

    height: float
    crown: float
    people: int
    blur: float
    enlarge: float


SHAPES = {
    "extreme wide": Shape(0.20, 0.645, 5, 0.0, 1.0),
    "establishing": Shape(0.20, 0.645, 5, 0.0, 1.0),
    "aerial": Shape(0.13, 0.56, 5, 0.0, 1.0),
    "wide": Shape(0.44, 0.41, 5, 0.0, 1.0),
    "full": Shape(0.76, 0.155, 4, 0.0, 1.10),
    "medium wide": Shape(1.06, 0.135, 4, 0.0022, 1.22),
    "two-shot": Shape(1.42, 0.145, 3, 0.004, 1.35),
    "medium": Shape(1.56, 0.135, 3, 0.0045, 1.45),
    "over-the-shoulder": Shape(1.85, 0.15, 2, 0.006, 1.6),
    "POV": Shape(1.30, 0.17, 3, 0.003, 1.3),
    "medium close-up": Shape(2.25, 0.125, 2, 0.008, 1.75),
    "close-up": Shape(3.45, 0.10, 1, 0.012, 2.1),
    "extreme close-up": Shape(9.2, -0.20, 1, 0.018, 2.5),
    "insert": Shape(3.4, 0.10, 1, 0.012, 2.2),
}
HORIZONS = {
    "low angle": 0.74,
    "worm's-eye": 0.86,
    "high angle": 0.36,
    "bird's-eye": 0.26,
    "overhead": 0.14,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One figure in one panel. ``x`` is its middle and ``y`` its crown, ``height`` its own, all in frame sizes
    (x in widths, the others in heights). From ``enter`` seconds on it stands there; before, it comes from ``from_x``;
    it leaves for ``to_x`` from ``leave`` on. ``shade`` darkens a figure in the foreground."""

    name: str
    look: Look
    stance: Stance
    x: float
    y: float
    height: float
    tone: int
    image: int | None = None
    named: bool = True
    enter: float = 0.0
    from_x: float | None = None
    leave: float | None = None
    to_x: float | None = None
    shade: float = 0.0
    blur: float = 0.0
    holds: str = ""

    def at(self, seconds: float) -> float:
        """Return where its middle is at ``seconds``, in frame widths."""
        if self.from_x is not None and seconds < self.enter:
            part = max(0.0, seconds / self.enter) if self.enter > 0 else 1.0
            return self.from_x + (self.x - self.from_x) * part
        if self.to_x is not None and self.leave is not None and seconds > self.leave:
            return self.x + (self.to_x - self.x) * min(1.0, (seconds - self.leave) / 2.0)
        return self.x

    def walks(self, seconds: float) -> bool:
        """Return whether it is on its way at ``seconds``."""
        if self.from_x is not None and seconds < self.enter:
            return True
        return self.leave is not None and seconds > self.leave


def shape_for(framing: str, aspect: float, people: int) -> Shape:
    """Return the shape of ``framing`` in a frame of ``aspect`` (width by height) for a number of people."""
    shape = SHAPES.get(framing, SHAPES["medium"])
    height = shape.height
    if aspect < 1.5 and height > 0.5:
        # A narrow frame shows less width: people get smaller before they get cut at the shoulders.
        height *= max(0.62, (aspect / 1.5) ** 0.5)
    if people > 1:
        height = min(height, aspect * 1.22 / (people * 0.36))
    crown = shape.crown
    if height < shape.height:
        crown += min(0.16, (shape.height - height) * 0.22) if shape.height > 0.5 else 0.0
        if shape.height <= 0.9:
            crown = shape.crown + (shape.height - height)
    return replace(shape, height=height, crown=crown)


def place(board: Board, panel: Panel, aspect: float, cast: Sequence[Subject]) -> list[Placed]:
    """Return the figures of a panel, back to front."""
    framing = panel.framing
    if framing == "insert":
        return []
    people = [subject for subject in board.subjects if subject.kind == "character"]
    off_screen = {line.speaker.casefold() for line in board.lines if is_off_screen(line.manner)}
    shown = [
        person for person in people if person.name.casefold() not in off_screen or is_named_in(person, board.action)
    ]
    if framing == "POV" and len(shown) > 1:
        shown = shown[1:]
    shown = _foremost(board, panel, shown)
    unnamed = [] if shown else list(board.unnamed)
    figures: list[tuple[str, Look, int, int | None, bool]] = [
        (subject.name, read_look(subject.name, subject.description, subject.tone), subject.tone, subject.image, True)
        for subject in shown
    ]
    for number, word in enumerate(unnamed):
        text = _around(board.action, word)
        figures.append((word, read_look(word, text, (number + 5) % 8), (number + 5) % 8, None, False))
    if not figures:
        return []
    limit = SHAPES.get(framing, SHAPES["medium"]).people
    over = framing == "over-the-shoulder"
    if over:
        return _over_the_shoulder(board, panel, figures, aspect)
    figures = figures[: max(1, limit)]
    shape = shape_for(framing, aspect, len(figures))
    count = len(figures)
    spread = min(0.72, 0.36 * shape.height / aspect * 1.06 * (count - 1)) if count > 1 else 0.0
    if shape.height < 0.5 and count > 1:
        spread = min(0.5, 0.12 * (count - 1))
    centre = 0.5 if count > 1 or shape.height > 2.5 else (0.44 if shape.height > 0.5 else 0.40)
    talking = len({line.speaker for line in board.lines}) > 1 or (count > 1 and bool(board.lines))
    placed: list[Placed] = []
    for index, (name, look, tone, image, named) in enumerate(figures):
        x = centre + (index / (count - 1) - 0.5) * spread if count > 1 else centre
        stance = _stance(panel, name, index, count, talking, framing)
        height = shape.height * look.size
        y = shape.crown + shape.height - height
        if shape.height > 1.2:
            y = shape.crown + (shape.height - height) * 0.35
        if shape.height > 0.9:
            # Framed closer than the whole body, a seated head takes the place of a standing one.
            y -= joints(stance.pose, stance.turn in ("left", "right")).crown * height
        if board.angle in ("high angle", "overhead", "bird's-eye") and shape.height < 1.2:
            y += 0.05
        placed.append(
            _moved(Placed(name, look, stance, x, y, height, tone, image, named, holds=_held(board, stance)), panel)
        )
    return placed


def _foremost(board: Board, panel: Panel, people: list[Subject]) -> list[Subject]:
    """Who matters in this panel first: those that it names, then speakers, in the order of the shot."""
    spoken = [line.speaker.casefold() for line in board.lines if line.start < panel.end and line.end > panel.start]
    limit = SHAPES.get(panel.framing, SHAPES["medium"]).people
    if len(people) <= limit:
        return people
    ranked = sorted(people, key=lambda who: (who.name.casefold() not in spoken[:1], not is_named_in(who, panel.text)))
    chosen = ranked[:limit]
    return [person for person in people if person in chosen]


def _around(text: str, word: str) -> str:
    at = text.lower().find(word)
    return text[max(0, at - 40) : at + 90] if at >= 0 else word


def _stance(panel: Panel, name: str, index: int, count: int, talking: bool, framing: str) -> Stance:
    text = panel.text
    poses = terms.find_all("pose", text)
    at = text.casefold().find(name.casefold())
    if count > 1 and at >= 0:
        # Each one's verb is the one after their name.
        poses = [item for item in poses if item.start >= at] or poses
    keys = [item.key for item in poses]
    pose = next((key for key in keys if key in ("sit", "run", "walk", "kneel", "lie", "reach")), "stand")
    pose = "sit" if pose == "lie" else pose
    close = framing in ("close-up", "extreme close-up", "medium close-up")
    if pose == "walk" and "reach" in keys and not close:
        pose = "reach"
    if close and pose in ("walk", "run", "reach", "kneel"):
        pose = "stand"
    if "back" in keys and not talking:
        return Stance(pose if pose != "reach" else "stand", "back")
    if count > 1:
        turn = "right" if index < count / 2 - 0.25 else "left" if index > count / 2 - 0.75 else "front"
        return Stance(pose, turn)
    if pose in ("walk", "run", "kneel", "reach", "sit"):
        return Stance(pose, "right")
    return Stance(
        "eyes" if framing == "extreme close-up" else pose,
        "front" if framing in ("extreme close-up", "POV") or len(name) % 2 else "right",
    )


def _held(board: Board, stance: Stance) -> str:
    if stance.pose != "reach":
        return ""
    props = [subject for subject in board.subjects if subject.kind == "prop"]
    named = terms.first("prop", f"{props[0].name} {props[0].description}") if props else None
    return named or (board.objects[0] if board.objects else "")


def _moved(figure: Placed, panel: Panel) -> Placed:
    keys = terms.keys_in("path", panel.text)
    length = panel.end - panel.start
    side = -1 if figure.stance.turn != "left" else 1
    reach = 0.20 * figure.height + 0.62
    if "enter" in keys:
        return replace(figure, enter=min(2.4, 0.5 * length), from_x=0.5 + side * reach)
    if "exit" in keys:
        return replace(figure, leave=max(panel.start + 0.3 * length, panel.end - 1.8), to_x=0.5 - side * reach)
    if figure.stance.pose in ("walk", "run") and figure.height < 1.3:
        stride = (0.30 if figure.stance.pose == "run" else 0.16) * (0.7 if figure.height < 0.3 else 1.0)
        return replace(figure, x=figure.x + -side * stride, enter=panel.start + length, from_x=figure.x + side * stride)
    return figure


def _over_the_shoulder(
    board: Board, panel: Panel, figures: list[tuple[str, Look, int, int | None, bool]], aspect: float
) -> list[Placed]:
    speaker = next((line.speaker.casefold() for line in board.lines), figures[0][0].casefold())
    facing = next((entry for entry in figures if entry[0].casefold() == speaker), figures[0])
    others = [entry for entry in figures if entry is not facing]
    shape = shape_for("over-the-shoulder", aspect, 1)
    name, look, tone, image, named = facing
    main = Placed(name, look, Stance("stand", "left"), 0.61, shape.crown, shape.height * look.size, tone, image, named)
    if others:
        name, look, tone, image, named = others[0]
    else:
        name, look, tone, image, named = "", read_look("?", "a man in a dark grey jacket", 7), 7, None, False
    near = Placed(
        name,
        look,
        Stance("stand", "back"),
        0.20 if aspect > 1 else 0.12,
        0.06,
        3.3 * min(1.0, aspect / 1.3),
        tone,
        image,
        named,
        shade=0.5,
        blur=0.006,
    )
    return [main, near]
