"""What holds for a scene: its own word, else the film's, else the language's."""

from __future__ import annotations

from compiler.film.model import DEFAULT_NEGATIVE, Clip, Film, Scene
from compiler.syntax.nodes import Words
from compiler.text.letters import name_key


def mode_of(film: Film, scene: Scene) -> str:
    """Return ``standard`` or ``professional``; a draft is standard whatever the script says."""
    return "standard" if film.draft else scene.mode or film.mode


def resolution_of(film: Film, scene: Scene) -> str:
    """Return ``720p`` or ``1080p``: as written, else what the mode stands for."""
    return film.resolution or ("1080p" if mode_of(film, scene) == "professional" else "720p")


def seed_of(film: Film, scene: Scene) -> int | None:
    """Return the seed, None where there is none."""
    return scene.seed if scene.seed is not None else film.seed


def style_of(film: Film, scene: Scene) -> Words | None:
    """Return the style, None where there is none."""
    return scene.style or film.style


def is_heard(clip: Clip) -> bool:
    """Whether anything in a clip is to be heard: dialogue, sound or music."""
    scene = clip.scene
    if scene.sound is not None or scene.music is not None:
        return True
    return any(shot.sounds or shot.music is not None or any(shot.dialogue()) for shot in clip.shots)


def wants_audio(film: Film, clip: Clip) -> bool:
    """Whether the film asks for a clip with sound."""
    return film.audio == "on" or (film.audio == "auto" and is_heard(clip))


def negative_prompt(film: Film, scene: Scene) -> str:
    """Return the negative prompt of a scene's clips, each item once; empty where there is none."""
    if film.negative:
        items = [words.plain() for words in film.negative]
    else:
        items = [] if film.no_negative else list(DEFAULT_NEGATIVE)
    items += [words.plain() for words in scene.negative]
    found: dict[str, str] = {}
    for item in items:
        found.setdefault(name_key(item), item)
    return ", ".join(found.values())
