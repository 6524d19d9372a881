"""(d) Assembly of 100 clips against copying the same bytes: time, processor time, and drift between picture and sound.

The clips are 1280x720 at 24 frames a second and about 5 Mbit/s, 361 frames each, with sound that is a little shorter
or longer than the picture, as vendors' is. Each has a white flash and a beep together at 1 s and at 14 s; drift is the
distance between the two, at all 200 of them, read back from the film.

    python -m benchmarks.bench_assemble [--clips 100] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from compiler.media.assemble import assemble  # noqa: E402
from compiler.media.timeline import AssemblyClip  # noqa: E402

WIDTH, HEIGHT, RATE, FRAMES, SOUND = 1280, 720, 24, 361, 48_000
FLASHES = (1.0, 14.0)
SOUND_SECONDS = (15.0, 15.04, 15.06)


def make(path: Path, sound_seconds: float) -> None:
    """Write one clip: moving grain, flashes and beeps."""
    random = np.random.default_rng(7)
    grain = random.normal(0, 24, (HEIGHT, WIDTH))
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        options = {"preset": "veryfast", "b": "5100000", "maxrate": "5100000", "bufsize": "5100000", "g": "72"}
        picture: Any = target.add_stream("libx264", rate=RATE, options=options)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        track: Any = target.add_stream("aac", rate=SOUND, layout="stereo")
        flashes = {round(moment * RATE) for moment in FLASHES}
        for number in range(FRAMES):
            planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            planes[:HEIGHT] = np.clip(110 + np.roll(grain, number * 3, 1), 16, 235)
            if number in flashes:
                planes[: HEIGHT // 2] = 235
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            target.mux(picture.encode(frame))
        target.mux(picture.encode(None))
        moments = np.arange(round(sound_seconds * SOUND)) / SOUND
        sounding = np.zeros(len(moments), bool)
        for flash in FLASHES:
            sounding |= (moments >= flash) & (moments < flash + 0.1)
        tone = (np.sin(2 * np.pi * 1000 * moments) * 0.2 * sounding).astype(np.float32)
        audio = av.AudioFrame.from_ndarray(np.ascontiguousarray(np.tile(tone, (2, 1))), format="fltp", layout="stereo")
        audio.sample_rate, audio.pts, audio.time_base = SOUND, 0, Fraction(1, SOUND)
        target.mux(track.encode(audio))
        target.mux(track.encode(None))


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and processor seconds."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.perf_counter() - wall, used


def copy(paths: list[Path], target: Path) -> None:
    """Write the bytes of all clips into one file."""
    with target.open("wb") as out:
        for path in paths:
            with path.open("rb") as source:
                shutil.copyfileobj(source, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())


def drift(path: Path) -> list[float]:
    """Return the seconds from each flash to its beep."""
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        video.thread_type = "AUTO"
        lights: list[float] = []
        was = False
        for frame in film.decode(video):
            plane = frame.planes[0]
            luma = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[16:200:16, :WIDTH:16]
            bright = bool(luma.mean() > 200)
            if bright and not was and frame.pts is not None:
                lights.append(float(frame.pts * frame.time_base))
            was = bright
    with av.open(str(path)) as film:
        blocks = [frame.to_ndarray()[0] for frame in film.decode(audio=0)]
    loud = np.flatnonzero(np.abs(np.concatenate(blocks)) > 0.05)
    beeps = loud[np.flatnonzero(np.diff(loud, prepend=-SOUND) > SOUND // 20)] / SOUND
    if len(lights) != len(beeps):
        raise SystemExit(f"{len(lights)} flashes and {len(beeps)} beeps were found")
    return [beep - light for light, beep in zip(lights, beeps, strict=True)]


def main() -> None:
    """Make the clips, assemble them, copy them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where to work; needs about 2 GB for 100 clips")
    parser.add_argument("--assemble-only", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.assemble_only:
        assemble_only(arguments.folder)
        return
    with TemporaryDirectory(dir=arguments.folder, prefix="bench-assemble-") as name:
        folder = Path(name)
        kinds = []
        for seconds in SOUND_SECONDS:
            kinds.append(folder / f"kind-{seconds}.mp4")
            make(kinds[-1], seconds)
        paths = []
        for number in range(arguments.clips):
            # Files of their own, so that every byte is read from its own place.
            paths.append(folder / f"clip-{number:03}.mp4")
            shutil.copyfile(kinds[number % len(kinds)], paths[-1])
        size = sum(path.stat().st_size for path in paths)
        film = folder / "film.mp4"
        command = [sys.executable, __file__, "--assemble-only", "--folder", str(folder)]
        copying = measured(lambda: copy(paths, folder / "copy.bin"))
        (folder / "copy.bin").unlink()
        wall, used, memory = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assembling = wall, used
        seconds = arguments.clips * FRAMES / RATE
        distances = drift(film)
        print(f"{arguments.clips} clips, {seconds:.0f} s, {size / 1e6:.0f} MB")
        print(f"{'':12}{'wall s':>8}{'cpu s':>8}{'x real time':>13}")
        for label, (wall, used) in (("copy bytes", copying), ("assemble", assembling)):
            print(f"{label:12}{wall:8.1f}{used:8.1f}{seconds / wall:13.0f}")
        print(f"assembly takes {assembling[0] / copying[0]:.1f} times as long as copying the same bytes")
        worst = max(distances, key=abs)
        print(f"drift over {len(distances)} flashes: first {distances[0] * 1000:+.3f} ms, "
              f"last {distances[-1] * 1000:+.3f} ms, worst {worst * 1000:+.3f} ms")  # fmt: skip
        print(f"peak memory of the assembling process: {memory:.0f} MB")


def assemble_only(folder: Path) -> None:
    """Assemble the clips in a folder and write wall seconds, processor seconds and peak MB as JSON."""
    clips = [AssemblyClip(path) for path in sorted(folder.glob("clip-*.mp4"))]
    wall, used = measured(lambda: assemble(clips, folder / "film.mp4"))
    print(json.dumps([wall, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    main()
