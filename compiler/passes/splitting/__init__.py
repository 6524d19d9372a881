"""The splitting pass: which shots make a clip (E301, E302, E303)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from compiler.diagnostics.model import Diagnostic
from compiler.film.keys import scene_keys, shot_key
from compiler.film.model import Clip, Film, Scene, Shot
from compiler.passes.base import Pass, World
from compiler.passes.splitting import findings
from compiler.passes.splitting.former import match, wishes
from compiler.passes.splitting.partition import Wishes, fits, partition


def run(film: Film, world: World) -> Iterable[Diagnostic]:
    """Make the film's clips and report those that are not within the target's limits."""
    found: list[Diagnostic] = []
    film.clips = []
    former_scenes = _former_scenes(film, world)
    for scene in film.scenes:
        mode = scene.split or film.split
        cuts = _hard_cuts(scene)
        if mode != "never":
            former = _former(scene, former_scenes.get(scene.number), world)
            for begin, end in _between(cuts, len(scene.shots)):
                cuts = cuts | _auto_cuts(scene.shots[begin:end], begin, world, former)
        pieces = [scene.shots[begin:end] for begin, end in _between(cuts, len(scene.shots))]
        for piece in pieces:
            found.extend(_check(scene, piece, world))
        _add_clips(film, scene, pieces, chained=mode == "auto, continue")
    return found


def _hard_cuts(scene: Scene) -> frozenset[int]:
    return frozenset(index for index, shot in enumerate(scene.shots) if index and shot.split is not None)


def _between(cuts: Iterable[int], count: int) -> list[tuple[int, int]]:
    """Return the ranges into which ``cuts`` divide ``count`` shots; none of them is empty."""
    ends = [0, *sorted(cuts), count]
    return [(begin, end) for begin, end in pairwise(ends) if begin < end]


def _former_scenes(film: Film, world: World) -> dict[int, str]:
    """Return the key of the former scene that each scene was, by number."""
    if not world.cuts:
        return {}
    shots = {scene.number: [shot_key(shot) for shot in scene.shots] for scene in film.scenes}
    return match(scene_keys(film), shots, {key: world.former_shots.get(key, ()) for key in world.cuts})


def _former(scene: Scene, key: str | None, world: World) -> Wishes:
    if key is None:
        return Wishes()
    return wishes(world.cuts[key], world.former_shots.get(key, ()), [shot_key(shot) for shot in scene.shots])


def _auto_cuts(shots: list[Shot], offset: int, world: World, former: Wishes) -> set[int]:
    """Return the best cuts inside a row of shots that starts at ``offset`` in its scene, as indices of the scene."""
    durations = [shot.duration or 0 for shot in shots]
    alone = frozenset(index for index, shot in enumerate(shots) if shot.first is not None or shot.last is not None)
    moved = Wishes(
        cuts=frozenset(cut - offset for cut in former.cuts),
        clips=frozenset((begin - offset, end - offset) for begin, end in former.clips),
        twins=frozenset((begin - offset, end - offset) for begin, end in former.twins),
        alone=alone,
    )
    return {offset + cut for cut in partition(durations, world.target.limits, moved)}


def _check(scene: Scene, shots: list[Shot], world: World) -> Iterable[Diagnostic]:
    limits = world.target.limits
    if any(shot.duration is None for shot in shots):
        return
    length = sum(shot.duration or 0 for shot in shots)
    if fits(length, len(shots), limits):
        return
    cuts = _possible_cuts(shots, world)
    if length > limits.clip_max:
        yield findings.too_long(scene, shots, cuts, world.target)
    if length < limits.clip_min:
        yield findings.too_short(scene, shots, world.target)
    if len(shots) > limits.shots:
        # The same cuts mend both: one finding carries them, so that they are not made twice.
        yield findings.too_many(scene, shots, cuts, world.target, mend=length <= limits.clip_max)


def _possible_cuts(shots: list[Shot], world: World) -> list[int] | None:
    """Return where the best partition would cut, None where none is within the limits."""
    cuts = sorted(_auto_cuts(shots, 0, world, Wishes()))
    for begin, end in _between(cuts, len(shots)):
        if not fits(sum(shot.duration or 0 for shot in shots[begin:end]), end - begin, world.target.limits):
            return None
    return cuts


def _add_clips(film: Film, scene: Scene, pieces: list[list[Shot]], *, chained: bool) -> None:
    for number, shots in enumerate(pieces, 1):
        opening = shots[0]
        continues: Clip | None = None
        if film.clips:
            if number == 1:
                asked = scene.continues is not None
            elif opening.split is not None:
                asked = opening.split_continues
            else:
                # A frame that the script gives says where the clip starts; chaining would contradict it.
                asked = chained and opening.first is None
            continues = film.clips[-1] if asked else None
        film.clips.append(Clip(f"s{scene.number:02}c{number:02}", scene, shots, continues))


PASS = Pass(
    name="splitting",
    run=run,
    needs=("structure", "timing"),
    codes=("E301", "E302", "E303"),
    writes=("film.clips",),
)
