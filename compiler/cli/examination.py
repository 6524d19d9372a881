"""What ``doctor`` looks at, one function a subject."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from compiler import __version__

State = Literal["ok", "note", "bad"]
_ROOM = 1_000_000_000

# Distribution and module.
_LIBRARIES = (
    ("click", "click"),
    ("lark", "lark"),
    ("jinja2", "jinja2"),
    ("pillow", "PIL"),
    ("numpy", "numpy"),
    ("av", "av"),
    ("pydantic", "pydantic"),
    ("dbos", "dbos"),
    ("httpx", "httpx"),
    ("pyjwt", "jwt"),
    ("starlette", "starlette"),
    ("uvicorn", "uvicorn"),
    ("obstore", "obstore"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``state`` is ``bad`` where a render would stumble over it, and ``advice`` says how to mend
    it."""

    subject: str
    state: State
    detail: str
    advice: str = ""


def examine(folder: Path, *, reach: bool = True) -> Iterator[Finding]:
    """Yield the findings for the project that ``folder`` belongs to. With ``reach`` the providers' addresses are
    asked whether anybody answers; nothing is sent to them."""
    yield Finding("scenec", "ok", __version__)
    yield _python()
    yield from _libraries()
    yield _codecs()
    yield _fonts()
    yield _voice()
    yield from _settings(folder, reach)
    yield _temporary()


def _python() -> Finding:
    detail = f"{platform.python_implementation()} {platform.python_version()} on {platform.platform(terse=True)}"
    return Finding("Python", "ok", detail)


def _libraries() -> Iterator[Finding]:
    for distribution, module in _LIBRARIES:
        if find_spec(module) is None:
            yield Finding(distribution, "bad", "not installed", "install scenec again: pip install scenec")
            continue
        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            version = "present, version unknown"
        yield Finding(distribution, "ok", version)


def _codecs() -> Finding:
    try:
        from av import codecs_available
    except ImportError as error:
        return Finding(
            "codecs", "bad", f"av does not load: {error}", "install it again: pip install --force-reinstall av"
        )
    missing = sorted({"libx264", "aac", "h264"} - set(codecs_available))
    if missing:
        return Finding("codecs", "bad", f"{', '.join(missing)} missing", "install av from its wheel: pip install av")
    return Finding("codecs", "ok", "H.264 and AAC")


def _fonts() -> Finding:
    from compiler.media import fonts

    missing = [path.name for path in (fonts.LATIN, fonts.LATIN_BOLD, fonts.CJK) if not path.is_file()]
    if missing:
        return Finding("fonts", "bad", f"{', '.join(missing)} missing", "install scenec again: pip install scenec")
    more = sum(path.is_file() for path in fonts.SYSTEM)
    own = "Latin and CJK, scenec's own"
    return Finding("fonts", "ok", f"{own}; {more} of the system's for rarer letters" if more else own)


def _voice() -> Finding:
    engines = [
        name
        for name, module in (("nanotts", "py_nanotts"), ("eSpeak NG", "espeakng_loader"))
        if find_spec(module) is not None
    ]
    if engines:
        return Finding("voices", "ok", f"animatics speak with {', '.join(engines)}")
    return Finding(
        "voices", "note", "none: animatics hum their dialogue", "pip install 'scenec[espeak]' gives them one"
    )


def _settings(folder: Path, reach: bool) -> Iterator[Finding]:
    from compiler.cli.readiness import readiness
    from compiler.settings import FILE, SettingsError, find, load

    place = find(folder.resolve())
    try:
        settings = load(folder)
    except SettingsError as error:
        yield Finding("settings", "bad", str(error), f"mend {FILE}")
        return
    if place is None:
        yield Finding("settings", "note", f"no {FILE} here or above: the sandbox renders", "scenec new DIR makes one")
    else:
        yield Finding("settings", "ok", str(place))
    yield from readiness(settings, reach=reach)
    yield _writable("project folder", settings.state if settings.state.is_dir() else settings.folder)


def _temporary() -> Finding:
    return _writable("scratch folder", Path(tempfile.gettempdir()))


def _writable(subject: str, folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"scenec")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(
            subject, "bad", f"{folder}: {(error.strerror or 'cannot be written').lower()}", "make it writable"
        )
    room = f"{free / 1e9:.1f} GB free"
    if free < _ROOM:
        return Finding(subject, "bad", f"{folder}: {room}", "free some space: a minute of film takes about 100 MB")
    return Finding(subject, "ok", f"{folder}, writable, {room}")
