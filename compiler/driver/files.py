"""The files of one project on this machine, and nothing outside it."""

from __future__ import annotations

import hashlib
import os
import stat
import warnings
from io import BufferedReader
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_path

from compiler.driver.png import plain_size
from compiler.passes.base import FileError, ImageFacts

CONFIGURATION = "scenec.toml"
SCRIPT_BYTES = 64 * 1024 * 1024
# Vendors take PNG and JPEG; the others are opened so that a finding can say what a file is instead of "no image".
# The JPEG reader opens MPO (a camera's JPEG of several pictures) as well; Pillow has no reader of that name.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
PIXELS = 100_000_000
# Up to so many bytes, and pixels, a PNG is looked at as a whole.
_SMALL = 8_000_000
_ORIENTATION = 0x0112


def project_root(folder: Path) -> Path:
    """Return the folder of the nearest ``scenec.toml`` at or above ``folder``, else ``folder`` itself."""
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIGURATION).is_file():
            return candidate
    return folder


class ProjectFiles:
    """Implements ``compiler.passes.base.Files`` for a project folder ``root``.

    Paths are POSIX, relative to ``script_folder``, which lies in ``root``; they may climb with ``..`` but not leave
    the project, also not through a symbolic link. What an image or a file is, is found out once.
    """

    def __init__(self, root: Path, script_folder: Path) -> None:
        self.root = root.resolve()
        self.folder = script_folder.resolve()
        self._images: dict[str, ImageFacts | FileError] = {}
        self._digests: dict[str, tuple[int, str]] = {}

    @classmethod
    def of(cls, script: Path | None) -> ProjectFiles:
        """Return the files of the project that a script belongs to; for None, that of the working folder."""
        folder = (script.resolve().parent if script is not None else Path.cwd()).resolve()
        return cls(project_root(folder), folder)

    def resolve(self, base: str, written: str) -> str:
        """Return the path of ``written`` as named in the file ``base``. Raises FileError for what is no path inside
        the project."""
        if not written or "\0" in written:
            raise FileError("no path is given")
        if "\\" in written:
            raise FileError("write folders with /, not with a backslash")
        if written.startswith(("/", "~")) or written[1:2] == ":":
            raise FileError("an absolute path works on one machine only; write it from the script's folder")
        path = normpath(join_path(dirname(base), written))
        self._locate(path)
        return path

    def read_text(self, path: str) -> str:
        """Return a text file's content. Bytes that are not UTF-8 become lone surrogates, which the parser reports.
        Raises FileError."""
        with self._open(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > SCRIPT_BYTES:
                raise FileError(f"{size} bytes; a script has at most {SCRIPT_BYTES}")
            try:
                return decode(file.read())
            except OSError as error:
                raise FileError(reason(error)) from error

    def image(self, path: str) -> ImageFacts:
        """Return what an image is, its sides as it is shown (a photograph may be stored lying on its side). Raises
        FileError where it is missing, unreadable or no image."""
        known = self._images.get(path)
        if known is None:
            try:
                known = self._look_at(path)
            except FileError as error:
                known = error
            self._images[path] = known
        if isinstance(known, FileError):
            raise FileError(str(known))
        return known

    def digest(self, path: str) -> tuple[int, str]:
        """Return size and SHA-256 of a file. Raises FileError."""
        known = self._digests.get(path)
        if known is None:
            with self._open(path) as file:
                try:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                    known = (file.tell(), digest)
                except OSError as error:
                    raise FileError(reason(error)) from error
            self._digests[path] = known
        return known

    def location(self, path: str) -> str:
        """Return where the file lies on this machine."""
        return str(self._locate(path))

    def _locate(self, path: str) -> Path:
        try:
            place = (self.folder / path).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise FileError("no path that can be followed") from error
        if not place.is_relative_to(self.root):
            raise FileError("outside the project's folder")
        return place

    def _open(self, path: str) -> BufferedReader:
        place = self._locate(path)
        try:
            mode = place.stat().st_mode
            if stat.S_ISDIR(mode):
                raise FileError("a folder, not a file")
            if not stat.S_ISREG(mode):
                raise FileError("not an ordinary file")
            return place.open("rb")
        except (OSError, ValueError) as error:
            raise FileError(reason(error)) from error

    def _plain_png(self, path: str, size: int) -> tuple[int, int] | None:
        """Return the sides of a PNG that needs no Pillow, which takes longer to load than a short script to check."""
        if size > _SMALL:
            return None
        with self._open(path) as file:
            try:
                return plain_size(file.read(), _SMALL)
            except OSError as error:
                raise FileError(reason(error)) from error

    def _look_at(self, path: str) -> ImageFacts:
        size, sha256 = self.digest(path)
        plain = self._plain_png(path, size)
        if plain is not None:
            return ImageFacts(*plain, size, "PNG", sha256)
        from PIL import Image

        with self._open(path) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with Image.open(file, formats=FORMATS) as image:
                    width, height = image.size
                    name = image.format or "unknown"
                    if width * height > PIXELS:
                        raise FileError("too many pixels to be a reference image")
                    # A photograph is decoded at an eighth of its size; other formats take no notice.
                    image.draft("RGB", (64, 64))
                    # All of it: a file that was cut off has a faultless beginning.
                    image.load()
                    if image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8):
                        width, height = height, width
            except FileError:
                raise
            except Image.DecompressionBombError as error:
                raise FileError("too many pixels to be a reference image") from error
            except MemoryError as error:
                raise FileError("too large to open") from error
            except Exception as error:  # Pillow's readers raise whatever a broken file makes them raise
                raise FileError("not an image that can be read") from error
        return ImageFacts(width, height, size, name, sha256)


def decode(raw: bytes) -> str:
    """Return bytes as text; what is not UTF-8 becomes lone surrogates, one a byte, for the parser to report."""
    return raw.decode("utf-8", "surrogateescape")


def reason(error: Exception) -> str:
    """Return in a few words why a file cannot be had."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "cannot be read"
