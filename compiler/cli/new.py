"""``scenec new``: a project that checks clean and renders at once."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import click

from compiler.cli import exit_codes, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError, os_error

STARTER = Path(__file__).parent / "starter"
_NAMES = {"env.example": ".env.example", "gitignore": ".gitignore"}
"""Files that would mean something where they are kept go by another name there."""


@click.command("new", short_help="Start a project in a new folder.")
@click.argument("folder", metavar="DIR")
@params.common
@pass_console
def command(console: Console, folder: str) -> int:
    """Start a project in DIR: a script, a cast file, reference images and settings. DIR must be new or empty."""
    place = Path(folder)
    try:
        if place.is_dir():
            if any(place.iterdir()):
                raise CommandError(f"{folder} is not empty; name a new folder")
        elif place.exists() or place.is_symlink():
            raise CommandError(f"{folder} is a file; name a new folder")
        place.resolve().parent.mkdir(parents=True, exist_ok=True)
        _make(place.resolve())
    except OSError as error:
        error.filename = None
        raise CommandError(f"cannot make {folder}: {os_error(error)}; choose another place") from error
    script = place / "film.scene"
    console.report(f"made {folder}; next: scenec check {script}, then scenec render {script} -o film.mp4")
    return exit_codes.DONE


def _make(place: Path) -> None:
    """Write the project beside its place and rename it there, so that nobody finds half of one."""
    from compiler.cli.portraits import portrait

    staged = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent))
    try:
        for file in sorted(STARTER.iterdir()):
            if file.is_file():
                (staged / _NAMES.get(file.name, file.name)).write_bytes(file.read_bytes())
        script = staged / "film.scene"
        script.write_text(script.read_text("utf-8").replace("TITLE", title(place.name)), "utf-8", newline="\n")
        (staged / "refs").mkdir()
        (staged / "refs" / "noor-front.png").write_bytes(portrait("front"))
        (staged / "refs" / "noor-side.png").write_bytes(portrait("side"))
        if place.is_dir():
            # Kept, not replaced: a shell may stand in it.
            for entry in list(staged.iterdir()):
                entry.rename(place / entry.name)
            staged.rmdir()
        else:
            staged.chmod(0o755)
            staged.rename(place)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def title(name: str) -> str:
    """Return a folder's name as a film's: ``last-ferry`` is ``Last Ferry``."""
    words = re.sub(r"[\W_]+", " ", name).split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or "Untitled"
