"""Colours: those that one light gives to all that it falls on, their mixtures, and surfaces under them."""

from __future__ import annotations

from dataclasses import dataclass

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one light. ``ambient`` and ``key`` multiply surfaces (1.0 is neutral); ``side`` is where the key
    comes from (-1 left, 1 right); ``sun`` is its height above the horizon (0 at it, negative below)."""

    top: RGB
    horizon: RGB
    ground: RGB
    haze: RGB
    ambient: tuple[float, float, float]
    key: tuple[float, float, float]
    rim: RGB
    second_rim: RGB
    glow: RGB
    side: int
    sun: float
    dark: bool
    interior: bool
    neon: bool = False
    wet: bool = False
    rain: bool = False
    snow: bool = False
    fog: float = 0.0


def mix(a: RGB, b: RGB, amount: float) -> RGB:
    """Return the colour ``amount`` of the way from ``a`` to ``b``."""
    return (
        round(a[0] + (b[0] - a[0]) * amount),
        round(a[1] + (b[1] - a[1]) * amount),
        round(a[2] + (b[2] - a[2]) * amount),
    )


def lit(colour: RGB, palette: Palette, key: float = 0.5) -> RGB:
    """Return a surface's colour under the palette, ``key`` of it (0 to 1) turned to the key light."""
    values = [
        min(255, round(channel * (ambient + direct * key)))
        for channel, ambient, direct in zip(colour, palette.ambient, palette.key, strict=True)
    ]
    return (values[0], values[1], values[2])
