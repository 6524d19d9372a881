"""Binds every mention of a film to what it stands for."""

from __future__ import annotations

from compiler.diagnostics.model import Diagnostic, Edit, Fix, Label
from compiler.diagnostics.wording import short
from compiler.film.model import BodyItem, Film, Paragraph, Scene, Shot, Subject
from compiler.passes.mending import mentions
from compiler.passes.names.table import Names, split, whole_run
from compiler.passes.structure import headings
from compiler.syntax.nodes import BadLine, Beat, Dialogue, Mention, Part, Words
from compiler.syntax.values import as_prose
from compiler.text.letters import UNSPACED, name_key
from compiler.text.nearest import nearest_prefix, probably
from compiler.text.source import Source, Span

_MOST_COMPARED = 20_000


class Binder:
    """Sets the binding of mentions, counts them, and says which of them bind to nothing."""

    def __init__(self, film: Film, names: Names) -> None:
        self.film = film
        self.names = names
        self.diagnostics: list[Diagnostic] = []
        self._near: dict[str, list[tuple[str, int]]] = {}

    def run(self) -> None:
        """Bind the whole film."""
        film = self.film
        if film.style is not None:
            self.words(film.style)
        for subject in (*film.subjects.values(), *film.repeated):
            subject.mentioned = 0
        for subject in (*film.subjects.values(), *film.repeated):
            counted = subject.mentioned
            for paragraph in subject.description:
                for line in paragraph.lines:
                    self.words(line)
            subject.mentioned = counted
        for scene in film.scenes:
            self.scene(scene)
        for item in film.items:
            if type(item) is BadLine:
                self.bad(item)

    def bad(self, item: BadLine) -> None:
        """Count what a line that cannot be read mentions: it is used, if not yet well."""
        for written in mentions(item):
            meaning = self.names.find(written)
            if meaning is not None:
                meaning.subject.mentioned += 1

    def scene(self, scene: Scene) -> None:
        """Bind a scene's header and shots."""
        if scene.heading is not None and len(scene.heading.parts) + bool(scene.setting) > 1:
            self.words(scene.heading)
            if scene.setting is not None:
                scene.setting = headings.read(scene.heading)
        for words in (scene.lighting, scene.sound, scene.music, scene.style):
            if words is not None:
                self.words(words)
        for shot in scene.shots:
            self.shot(shot)

    def shot(self, shot: Shot) -> None:
        """Bind a shot's tags and body. A cue that only begins with a name turns into prose."""
        for words in (shot.camera, shot.lighting, shot.music, shot.physics, *shot.sounds):
            if words is not None:
                self.words(words)
        prose = False
        for item in shot.body:
            if isinstance(item, Paragraph):
                for line in item.lines:
                    self.words(line)
            elif isinstance(item, Dialogue):
                prose |= self.dialogue(item)
            else:
                self.lines(item)
        if prose:
            shot.body = self.settled(shot.body)

    def dialogue(self, item: Dialogue) -> bool:
        """Bind a spoken line; return whether it is prose instead."""
        meaning = self.names.find(item.speaker.name)
        if meaning is not None and meaning.length < len(item.speaker.name):
            return True
        speaker = item.speaker
        if meaning is None:
            speaker.binding = None
            self.unknown(speaker, speaker.name, item.source)
        else:
            subject = meaning.subject
            speaker.binding = subject
            subject.mentioned += 1
            if subject.kind != "character":
                self.speaks(item, subject)
        if item.delivery is not None:
            self.words(item.delivery)
        self.lines(item)
        return False

    def lines(self, item: Beat | Dialogue) -> None:
        """Bind the words of a beat or a spoken line."""
        self.words(item.line.words)
        for line in item.more:
            self.words(line.words)

    def words(self, words: Words) -> None:
        """Bind the mentions in ``words``."""
        parts = words.parts
        if len(parts) < 2 and not (parts and type(parts[0]) is Mention):
            return
        new: list[Part] = []
        index, changed = 0, False
        while index < len(parts):
            part = parts[index]
            if type(part) is not Mention:
                new.append(part)
                index += 1
                continue
            written = whole_run(parts, index)
            meaning = self.names.find(written)
            length = len(written) if meaning is None else meaning.length
            pieces, following = split(parts, index, written, length)
            changed = changed or len(pieces) > 1 or following > index + 1
            new += pieces
            index = following
            if meaning is None:
                part.binding = None
                self.unknown(part, written, words.source)
            else:
                part.binding = meaning.subject
                meaning.subject.mentioned += 1
        if changed:
            words.parts = tuple(new)

    def settled(self, body: list[BodyItem]) -> list[BodyItem]:
        """Return a shot's body with the cues that are no cues as prose, joined to the prose around them."""
        new: list[BodyItem] = []
        joins = False
        for item in body:
            if isinstance(item, Dialogue):
                meaning = self.names.find(item.speaker.name)
                if meaning is not None and meaning.length < len(item.speaker.name):
                    lines = [line.words for line in as_prose(item)]
                    for words in lines:
                        self.words(words)
                    if new and isinstance(new[-1], Paragraph) and _follows(new[-1].lines[-1], lines[0]):
                        new[-1].lines.extend(lines)
                    else:
                        new.append(Paragraph(lines))
                    joins = True
                    continue
            last = new[-1] if joins else None
            joins = False
            if isinstance(item, Paragraph) and isinstance(last, Paragraph) and _follows(last.lines[-1], item.lines[0]):
                last.lines.extend(item.lines)
            else:
                new.append(item)
        return new

    def unknown(self, mention: Mention, written: str, source: Source) -> None:
        """Report a mention of nothing, with the nearest names."""
        near = self._near.get(written)
        if near is None:
            declared = [subject.name for subject in self.names.subjects.values()]
            # Every unknown name is compared with every declared one: in a file of rubbish only the first few are.
            near = nearest_prefix(written, declared) if len(self._near) * len(declared) < _MOST_COMPARED else []
            self._near[written] = near
        span = Span(source, mention.start, mention.end)
        fix: Fix | None = None
        labels: tuple[Label, ...] = ()
        if near:
            help = f"did you mean {' or '.join(f'@{name}' for name, _ in near)}?"
            name, length = near[0]
            subject = self.names.subjects[name_key(name)]
            labels = (Label(subject.name_span, f"{name} is declared here"),)
            if not name_key(written).startswith(name_key(name)) and probably(written[:length], name):
                start = mention.end - len(mention.name)
                fix = Fix(f"change it to @{name}", (Edit(Span(source, start, start + length), name),))
        else:
            help = f"declare it: [character: {short(written)}], [prop: …] or [place: …]; for the sign itself write \\@"
            if UNSPACED.search(written):
                help = "declare the character, prop or place that the letters begin with; for the sign itself write \\@"
        self.diagnostics.append(
            Diagnostic("E201", f"@{short(written)} is not declared", span, "", labels, (help,), fix)
        )

    def speaks(self, item: Dialogue, subject: Subject) -> None:
        """Report a spoken line of a prop or place."""
        self.diagnostics.append(
            Diagnostic(
                "E203",
                f"{subject.name} is a {subject.kind} and cannot speak",
                item.cue_span,
                labels=(Label(subject.tag.span, f"{subject.name} is declared here"),),
                help=("declare a [character] for whoever speaks; (V.O.) and (O.S.) keep a speaker out of the picture",),
            )
        )


def _follows(before: Words, after: Words) -> bool:
    """Whether ``after`` stands on the line below ``before``."""
    text = before.source.text
    return before.source is after.source and text.count("\n", before.end, after.start) == 1
