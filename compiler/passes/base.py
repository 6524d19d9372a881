"""What a pass is.

A pass is a function of a film and the world. It reads and writes the film's own fields, touches nothing outside
(files only through ``World.files``), and gives the same result for the same input. It declares which passes it needs
before it, which codes it may raise and which fields it writes; the pipeline checks the first, the tests all three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from compiler.diagnostics.model import Diagnostic
from compiler.film.model import Film
from compiler.film.target import Target


class FileError(Exception):
    """A file cannot be had; the message says why in a few words ("no such file", "outside the project's folder")."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What an image file is: pixels, bytes, format name (``PNG``) and SHA-256 in hex."""

    width: int
    height: int
    size: int
    format: str
    sha256: str


class Files(Protocol):
    """The files of one project, and nothing outside it. Paths are POSIX, relative to the main script's folder."""

    def resolve(self, base: str, written: str) -> str:
        """Return the path of ``written`` as named in the file ``base``.

        Raises FileError where it lies outside the project's folder or is no path at all.
        """
        ...

    def read_text(self, path: str) -> str:
        """Return a text file's decoded content as it is on disk. Raises FileError."""
        ...

    def image(self, path: str) -> ImageFacts:
        """Open an image and return what it is. Raises FileError where it is missing, unreadable or no image."""
        ...

    def digest(self, path: str) -> tuple[int, str]:
        """Return size and SHA-256 of any file. Raises FileError."""
        ...

    def location(self, path: str) -> str:
        """Return where the file lies on this machine."""
        ...


@dataclass(frozen=True)
class World:
    """Everything outside the film that a pass may look at.

    ``values`` are the parameters given from outside (``--set``); ``cuts`` are a former render's, by scene
    (``compiler.film.keys.scene_keys``): the shot indices before which a clip ended. ``former_shots`` are the keys
    (``shot_key``) of the shots that those indices count; without them they count the present shots.
    """

    files: Files
    target: Target
    values: Mapping[str, str] = field(default_factory=dict)
    cuts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    former_shots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Run = Callable[[Film, World], Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass: its name, the passes it needs, the codes it may raise, the fields it writes (``clip.prompts``)
    and its function."""

    name: str
    run: Run
    needs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
