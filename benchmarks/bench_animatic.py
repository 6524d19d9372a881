"""How fast animatics are drawn: frames a second and times real time, from payload to finished file.

    python benchmarks/bench_animatic.py [--runs 5] [--workers 2] [--resolution 1280x720] [--stages]

Three clips: a typical one, one in which every shot moves, one of dialogue on a tripod. Each is rendered ``--runs``
times; the median is printed. The first run of all, with its worker processes to start and its lines to speak, is
printed on its own. CPU seconds, the mean of a run with that start shared out, are those of this process and of all its
workers: they tell more than the clock where others use the machine. ``--stages`` prints instead what each stage costs,
in milliseconds of CPU a frame: a shot's panels, its frames, their encoding, the sound without its speech engine.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compiler.media.animatic.brief import read_clip
from compiler.media.animatic.encode import encode_segment
from compiler.media.animatic.payload import read_payload
from compiler.media.animatic.pool import shut_down
from compiler.media.animatic.render import render_clip
from compiler.media.animatic.shot import ShotPainter
from compiler.media.animatic.soundtrack import Soundtrack

NIGHT = "Lighting: neon night, wet reflections. Setting: exterior, cyberpunk street, night. [Sound: steady rain]"
KEEPER = "Lighting: dusk. Setting: exterior, lighthouse coast, dusk. [Sound: sea, wind]"
CLIPS = {
    "typical: push, rain, dialogue": [
        (
            "Wide shot: Neon lights reflected in puddles on a futuristic city street. Camera: slow dolly push-in. "
            + NIGHT,
            3,
        ),
        (
            "Medium shot: ALPHA (a detective in her forties, wet charcoal trench coat, short black hair) enters the"
            ' frame and checks a holographic map. [ALPHA: female, low, urgent]: "We have to leave before the drones'
            ' arrive!" ' + NIGHT,
            5,
        ),
        ("Close-up: (0s-2s) Static on ALPHA's eyes. (2s-4s) Her eyes narrow as she spots a target. " + NIGHT, 4),
    ],
    "all moving: six shots": [
        ("Extreme wide shot: The shore below the lighthouse. Camera: crane up. " + KEEPER, 3),
        ("Full shot: MARA (a woman, red dress, long black hair) walks. Camera: track right. " + KEEPER, 2),
        (
            'Two-shot: MARA and ELIAS (an old man, navy sweater). [MARA]: "We have to leave." Camera: push in. '
            + KEEPER,
            3,
        ),
        ("Over-the-shoulder shot: ELIAS looks at MARA. Camera: handheld. " + KEEPER, 2),
        ("Close-up: MARA listens. Camera: slow orbit left. " + KEEPER, 2),
        ("Wide shot: The lighthouse. Camera: pan left. " + KEEPER, 3),
    ],
    "dialogue: camera on its tripod": [
        (
            'Medium shot: MARA (a woman, red dress) sits. [MARA]: "Then let it burn out on its own." Lighting: lamp. '
            "Setting: interior, room, night. [Sound: fire]",
            5,
        ),
        (
            'Medium close-up: ELIAS (an old man, grey suit) waits. [ELIAS]: "It will not hold until morning." '
            "Lighting: lamp. Setting: interior, room, night. [Sound: fire]",
            5,
        ),
        ("Insert shot: A letter on the table. Lighting: lamp. Setting: interior, room, night. [Sound: fire]", 5),
    ],
}


def cpu_seconds() -> float:
    """CPU seconds of this process and of the children that have ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def print_stages(name: str, payload: dict[str, Any]) -> None:
    """Draw one clip in this process and print the CPU milliseconds a frame of each stage."""
    spent = dict.fromkeys(("panels", "frames", "x264", "sound"), 0.0)

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = time.process_time()
        yield
        spent[stage] += time.process_time() - start

    clip = read_clip(read_payload(payload))
    for number, board in enumerate(clip.boards):
        with timed("panels"):
            painter = ShotPainter(clip, number)
            painter.frame(0)
        with timed("frames"):
            drawn = [painter.frame(frame) for frame in range(board.frames)]
        with timed("x264"):
            encode_segment(drawn, clip.width, clip.height)
    with timed("sound"):
        list(Soundtrack(clip).blocks())
    row = "  ".join(f"{stage} {seconds / clip.frames * 1000:5.2f}" for stage, seconds in spent.items())
    print(f"{name:34} {row}  ms CPU a frame")


def main() -> None:
    """Render the clips and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--resolution", default="1280x720")
    options.add_argument("--stages", action="store_true")
    chosen = options.parse_args()
    load = os.getloadavg()[0]
    print(f"{chosen.resolution}, {chosen.workers} workers, {os.cpu_count()} cores, load before the start {load:.2f}")
    titles = (
        f"{'clip':34} {'film s':>6} {'cold s':>7} {'s':>6} {'spread':>12} {'frames/s':>8}"
        f" {'x real':>7} {'CPU s':>6} {'MB':>5}"
    )
    if not chosen.stages:
        print(titles)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCENEC_CACHE_DIR"] = folder
        for name, shots in CLIPS.items():
            payload = {
                "guidances": [{"prompt": prompt, "duration": seconds} for prompt, seconds in shots],
                "motion_has_audio": True,
                "resolution": chosen.resolution,
            }
            if chosen.stages:
                print_stages(name, payload)
                continue
            times = []
            began = cpu_seconds()
            for _ in range(chosen.runs + 1):
                start = time.perf_counter()
                # A word that changes keeps the panels of the run before from being used again.
                payload["guidances"][0]["prompt"] = shots[0][0] + " " * (len(times) + 1)
                facts = render_clip(payload, Path(folder) / "clip.mp4", workers=chosen.workers)
                times.append(time.perf_counter() - start)
            shut_down()
            spent = (cpu_seconds() - began) / len(times)
            cold, warm = times[0], sorted(times[1:])
            median = statistics.median(warm)
            print(
                f"{name:34} {facts.duration:6.1f} {cold:7.2f} {median:6.2f} {warm[0]:5.2f}-{warm[-1]:<6.2f}"
                f" {facts.frames / median:8.0f} {facts.duration / median:7.1f} {spent:6.2f} {facts.size / 1e6:5.1f}"
            )


if __name__ == "__main__":
    main()
