"""Backdrops: a place drawn from its kind, in the light of its palette, the same in every shot of a film."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image

from compiler.media.animatic.backdrops import abstract, city, hollows, indoors, nature
from compiler.media.animatic.backdrops.scene import Scene
from compiler.media.animatic.brush import bloom, fog, vignette
from compiler.media.animatic.palette import Palette

_PAINTERS: dict[str, Callable[[Scene], None]] = {
    "alley": city.alley,
    "street": city.street,
    "rooftop": city.rooftop,
    "road": city.road,
    "coast": nature.coast,
    "lake": nature.lake,
    "forest": nature.forest,
    "park": nature.park,
    "field": nature.field,
    "desert": nature.desert,
    "mountain": nature.mountain,
    "kitchen": indoors.kitchen,
    "office": indoors.office,
    "shop": indoors.shop,
    "bedroom": indoors.bedroom,
    "room": indoors.room,
    "corridor": indoors.corridor,
    "warehouse": indoors.warehouse,
    "temple": indoors.temple,
    "vehicle": indoors.vehicle,
    "tower": hollows.tower,
    "cabin": hollows.cabin,
    "cave": hollows.cave,
    "space": abstract.space,
    "studio": abstract.studio,
}


_LEAST = 360


@lru_cache(maxsize=6)
def paint(
    kind: str, place: str, palette: Palette, width: int, height: int, horizon: float, details: str = ""
) -> Image.Image:
    """Return the backdrop of ``kind`` (empty for a studio); ``horizon`` is a share of the height, ``details`` is what
    is told of the place besides its name.

    The caller must not draw on what it gets: the same picture is handed out again.
    """
    if height < _LEAST:
        # Details are measured in pixels: below this they would close up.
        large = paint(kind, place, palette, round(width * _LEAST / height), _LEAST, horizon, details)
        return large.resize((width, height), Image.Resampling.BOX)
    seed = int.from_bytes(hashlib.sha256(f"{kind}/{place.casefold()}".encode()).digest()[:8], "big")
    scene = Scene(
        Image.new("RGB", (width, height), palette.ground),
        horizon * height,
        palette,
        np.random.default_rng(seed),
        f"{place} {details}".strip(),
    )
    _PAINTERS.get(kind, abstract.studio)(scene)
    picture = fog(scene.picture, palette.haze, palette.fog, horizon)
    if palette.dark:
        picture = bloom(picture, 150, height / 30, 0.5)
    return vignette(picture, 0.34)
