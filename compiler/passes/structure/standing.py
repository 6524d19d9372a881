"""Where a walk over a film's lines stands: what is open there, what may stand there, and what may not."""

from __future__ import annotations

from typing import Literal

from compiler.diagnostics.model import Diagnostic, Fix, Label
from compiler.film.model import Film, Paragraph, Scene, Shot, Subject
from compiler.passes.structure import report
from compiler.syntax import tags
from compiler.syntax.nodes import Tag
from compiler.syntax.tags import TagKind
from compiler.text.source import Source, Span

State = Literal["film", "subject", "scene", "shot", "cut"]


class Standing:
    """A place in a film: in the header, below a definition, in a scene before its first shot, in a shot, or behind a
    ``[split]``. ``seen`` are the tags that what is open has."""

    def __init__(self, film: Film) -> None:
        self.film = film
        self.diagnostics: list[Diagnostic] = []
        self.state: State = "film"
        self.subject: Subject | None = None
        self.scene: Scene | None = None
        self.shot: Shot | None = None
        self.first_scene: Tag | None = None
        self.split: Tag | None = None
        self.split_continues = False
        self.stray_shot = False
        self.seen: dict[str, Tag] = {}
        self.paragraph: Paragraph | None = None

    def extend(self, source: Source, end: int) -> None:
        """Note that the open shot goes on to ``end``."""
        shot = self.shot
        if shot is not None and end > shot.end and shot.tag.source is source:
            shot.end = end

    def place(self, kind: TagKind) -> State | None:
        """Return what a tag of this kind belongs to here, None where it cannot stand."""
        state, places = self.state, kind.places
        if state == "shot":
            return "shot" if "shot" in places else "cut" if "cut" in places else None
        if state == "cut":
            return "cut" if "cut" in places else None
        if state in places:
            return state
        if state == "subject" and "film" in places and self.first_scene is None:
            return "film"
        return None

    def wrong(self, kind: TagKind, message: str, span: Span, *, help: str = "", fix: Fix | None = None) -> None:
        """Report a value of the wrong form."""
        self.diagnostics.append(report.wrong_value(kind, message, span, help=help, fix=fix))

    def outside(self, span: Span, what: str) -> None:
        """Report a line that no shot and no definition is open for."""
        if self.state == "cut" and self.split is not None:
            help = "open the next shot first: [shot: wide, 3s]"
            labels: tuple[Label, ...] = (Label(self.split.span, "the shot ended here"),)
        elif self.state == "scene" and self.scene is not None:
            help, labels = (
                "open a shot above it: [shot: wide, 3s]",
                (Label(self.scene.tag.span, "the scene opens here"),),
            )
        elif self.state == "subject" and self.subject is not None:
            help = "below a definition stands prose alone; put this into a shot"
            labels = (Label(self.subject.tag.span, "the definition that it stands in"),)
        else:
            help, labels = "open a scene and a shot above it: [scene: EXT. STREET - NIGHT] and [shot: wide, 3s]", ()
        self.diagnostics.append(report.outside(span, f"{what} belongs to no shot", help, labels))

    def misplaced(self, tag: Tag, kind: TagKind) -> None:
        """Report a tag that cannot stand here, with the place that explains it."""
        labels: list[Label] = []
        if "film" in kind.places and self.first_scene is not None:
            labels.append(Label(self.first_scene.span, "the first scene opens here"))
        if "scene" in kind.places and self.scene is not None and self.scene.shots:
            labels.append(Label(self.scene.shots[0].tag.span, "the scene's first shot opens here"))
        if "shot" in kind.places and self.state == "cut" and self.split is not None:
            labels.append(Label(self.split.span, "the shot ended here"))
        self.diagnostics.append(report.misplaced(tag, kind, tuple(labels)))

    def cut(self, tag: Tag) -> None:
        """Take a ``[split]`` that ends a clip."""
        kind = tags.table()["split"]
        value = tag.value.plain().strip().lower() if tag.value is not None else ""
        if self.state == "cut" and self.split is not None:
            self.diagnostics.append(report.repeated(tag, self.split))
            return
        if value not in ("", "continue"):
            help = "between two shots write [split] or [split: continue]; other values stand before the first shot"
            assert tag.value is not None
            self.wrong(kind, f"[{tag.name}: {value}] cannot stand between shots", tag.value.span, help=help)
        self.split, self.split_continues = tag, value == "continue"
        self.state, self.shot, self.paragraph = "cut", None, None

    def close_subject(self) -> None:
        """End the open definition."""
        self.subject, self.paragraph, self.state = None, None, "film"
        self.seen = {}

    def end_shots(self) -> None:
        """End the open scene's shots; a split with nothing behind it ends no clip."""
        if self.split is not None:
            help = "take it out, or put the next shot behind it; a scene ends its clip anyway"
            self.diagnostics.append(
                Diagnostic("E103", "no shot follows this split in its scene", self.split.span, help=(help,))
            )
        self.split, self.split_continues, self.shot, self.paragraph = None, False, None, None
