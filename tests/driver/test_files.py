from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from PIL import Image

from compiler.driver import InputError, ProjectFiles, load, project_root
from compiler.passes.base import FileError
from tests.targets.harness import png


@pytest.fixture
def project(tmp_path: Path) -> ProjectFiles:
    (tmp_path / "secret.scene").write_text("outside")
    root = tmp_path / "project"
    (root / "film" / "refs").mkdir(parents=True)
    (root / "cast").mkdir()
    (root / "scenec.toml").write_text("")
    (root / "cast" / "all.scene").write_text("cast")
    (root / "film" / "refs" / "a.png").write_bytes(png(400, 300))
    (root / "film" / "film.scene").write_text("film")
    return ProjectFiles.of(root / "film" / "film.scene")


def test_the_project_is_the_folder_of_the_nearest_configuration(project: ProjectFiles, tmp_path: Path) -> None:
    assert project.root == tmp_path / "project"
    assert project.folder == tmp_path / "project" / "film"


def test_without_a_configuration_the_project_is_the_scripts_folder(tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    if any((parent / "scenec.toml").exists() for parent in folder.parents):
        pytest.fail("a scenec.toml lies above the temporary folder")
    assert project_root(folder) == folder.resolve()


@pytest.mark.parametrize(
    ("base", "written", "path"),
    [
        ("film.scene", "refs/a.png", "refs/a.png"),
        ("film.scene", "./refs/../refs/a.png", "refs/a.png"),
        ("film.scene", "../cast/all.scene", "../cast/all.scene"),
        ("../cast/all.scene", "b.png", "../cast/b.png"),
        ("../cast/all.scene", "../film/refs/a.png", "refs/a.png"),
    ],
)
def test_paths_are_told_from_the_scripts_folder(project: ProjectFiles, base: str, written: str, path: str) -> None:
    assert os.path.normpath(project.folder / project.resolve(base, written)) == os.path.normpath(project.folder / path)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("../../secret.scene", "outside the project"),
        ("../../../../../../etc/passwd", "outside the project"),
        ("/etc/passwd", "absolute"),
        ("C:/film.png", "absolute"),
        ("~/film.png", "absolute"),
        ("refs\\a.png", "backslash"),
        ("", "no path"),
        ("a\0b", "no path"),
        ("x" * 5000, "too long"),
    ],
)
def test_what_is_no_path_inside_the_project_is_refused(project: ProjectFiles, written: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        project.read_text(project.resolve("film.scene", written))


def test_a_link_does_not_lead_out_of_the_project(project: ProjectFiles, tmp_path: Path) -> None:
    (project.folder / "link.scene").symlink_to(tmp_path / "secret.scene")
    with pytest.raises(FileError, match="outside the project"):
        project.resolve("film.scene", "link.scene")
    with pytest.raises(FileError, match="outside the project"):
        project.read_text("link.scene")


def test_links_in_a_circle(project: ProjectFiles) -> None:
    (project.folder / "one.scene").symlink_to("two.scene")
    (project.folder / "two.scene").symlink_to("one.scene")
    with pytest.raises(FileError):
        project.read_text(project.resolve("film.scene", "one.scene"))


def test_reading_text(project: ProjectFiles) -> None:
    (project.folder / "bom.scene").write_bytes(b"\xef\xbb\xbfa\r\nb")
    assert project.read_text("bom.scene") == "\ufeffa\r\nb"
    (project.folder / "bad.scene").write_bytes(b"a\xff\xc3(")
    assert project.read_text("bad.scene") == "a\udcff\udcc3("


@pytest.mark.parametrize(("path", "why"), [("gone.scene", "no such file"), ("refs", "a folder")])
def test_what_cannot_be_read(project: ProjectFiles, path: str, why: str) -> None:
    for read in (project.read_text, project.digest, project.image):
        with pytest.raises(FileError, match=why):
            read(path)


def test_a_pipe_is_not_waited_for(project: ProjectFiles) -> None:
    os.mkfifo(project.folder / "pipe")
    with pytest.raises(FileError, match="not an ordinary file"):
        project.digest("pipe")


def test_an_image(project: ProjectFiles) -> None:
    content = png(400, 300)
    facts = project.image("refs/a.png")
    assert (facts.width, facts.height, facts.size, facts.format) == (400, 300, len(content), "PNG")
    assert facts.sha256 == hashlib.sha256(content).hexdigest()
    assert project.digest("refs/a.png") == (len(content), facts.sha256)
    assert Path(project.location("refs/a.png")).read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [b"", b"not an image", png(400, 300)[:-40], b"<svg xmlns='http://www.w3.org/2000/svg'/>", png(400, 300)[:60]],
)
def test_what_is_no_image(project: ProjectFiles, content: bytes) -> None:
    (project.folder / "x.png").write_bytes(content)
    for _ in range(2):
        with pytest.raises(FileError, match="not an image"):
            project.image("x.png")


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_formats_of_images(project: ProjectFiles, format_name: str) -> None:
    Image.new("RGB", (400, 300), "teal").save(project.folder / "picture", format_name)
    facts = project.image("picture")
    assert (facts.format, facts.width, facts.height) == (format_name, 400, 300)


def test_an_image_that_would_fill_the_memory(project: ProjectFiles) -> None:
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (project.folder / "bomb.png").write_bytes(bomb + png(8, 8)[33:])
    with pytest.raises(FileError, match="too many pixels"):
        project.image("bomb.png")


def test_a_photograph_that_is_stored_on_its_side(project: ProjectFiles) -> None:
    picture = Image.new("RGB", (640, 480))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(project.folder / "side.jpg", exif=exif)
    facts = project.image("side.jpg")
    assert (facts.width, facts.height, facts.format) == (480, 640, "JPEG")


def test_loading_a_script(tmp_path: Path) -> None:
    path = tmp_path / "film.scene"
    path.write_bytes("\ufeff下雨了。\r\nRain.\r\n".encode())
    source = load(path)
    assert (source.name, source.relative, source.text) == (str(path), "film.scene", "下雨了。\nRain.\n")
    assert (source.newline, source.mark) == ("\r\n", True)


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    cases = [
        (tmp_path / "gone.scene", "no such file"),
        (tmp_path, "a folder"),
        (tmp_path / "pipe", "not an ordinary file"),
        (Path("x" * 5000), "check the path"),
        (tmp_path / "a\0b", "check the path"),
    ]
    for path, why in cases:
        with pytest.raises(InputError, match=why) as caught:
            load(path)
        assert "\n" not in str(caught.value)
