"""Light as colour: what the time of day, the sources and the weather make of sky, ground, ambience, key and rim."""

from __future__ import annotations

from dataclasses import replace

from compiler.media.animatic.board import Light, Setting
from compiler.media.animatic.palette import Palette, mix

_OUTSIDE = {
    "dawn": Palette(
        (78, 92, 138),
        (244, 186, 160),
        (94, 84, 92),
        (226, 188, 176),
        (0.62, 0.6, 0.72),
        (1.0, 0.72, 0.56),
        (255, 206, 170),
        (150, 160, 210),
        (255, 214, 150),
        -1,
        0.06,
        False,
        False,
    ),
    "day": Palette(
        (92, 150, 206),
        (206, 226, 236),
        (150, 142, 122),
        (204, 220, 230),
        (0.72, 0.76, 0.84),
        (0.62, 0.58, 0.5),
        (255, 250, 232),
        (190, 214, 240),
        (255, 240, 200),
        1,
        0.8,
        False,
        False,
    ),
    "golden hour": Palette(
        (110, 126, 164),
        (252, 190, 108),
        (140, 104, 72),
        (246, 198, 134),
        (0.62, 0.52, 0.48),
        (1.1, 0.72, 0.36),
        (255, 206, 120),
        (150, 150, 190),
        (255, 206, 120),
        1,
        0.12,
        False,
        False,
    ),
    "dusk": Palette(
        (44, 36, 78),
        (236, 122, 70),
        (66, 44, 48),
        (196, 112, 92),
        (0.44, 0.38, 0.48),
        (0.98, 0.52, 0.3),
        (255, 164, 96),
        (112, 104, 176),
        (255, 196, 110),
        -1,
        0.02,
        True,
        False,
    ),
    "night": Palette(
        (8, 11, 28),
        (34, 46, 82),
        (18, 22, 36),
        (44, 58, 94),
        (0.22, 0.26, 0.42),
        (0.42, 0.52, 0.82),
        (150, 182, 255),
        (70, 90, 160),
        (255, 206, 120),
        -1,
        -0.5,
        True,
        False,
    ),
}


_INSIDE = {
    "dawn": Palette(
        (120, 128, 150),
        (236, 196, 176),
        (86, 72, 66),
        (190, 168, 160),
        (0.46, 0.44, 0.5),
        (0.9, 0.68, 0.54),
        (255, 214, 184),
        (140, 140, 180),
        (255, 212, 150),
        -1,
        0.1,
        False,
        True,
    ),
    "day": Palette(
        (196, 204, 208),
        (236, 240, 240),
        (126, 104, 82),
        (222, 222, 214),
        (0.68, 0.68, 0.68),
        (0.6, 0.57, 0.5),
        (255, 252, 238),
        (180, 196, 214),
        (255, 236, 196),
        -1,
        0.6,
        False,
        True,
    ),
    "golden hour": Palette(
        (170, 140, 110),
        (255, 206, 132),
        (120, 84, 58),
        (232, 184, 128),
        (0.56, 0.48, 0.42),
        (1.1, 0.74, 0.4),
        (255, 210, 130),
        (130, 120, 140),
        (255, 206, 130),
        -1,
        0.15,
        False,
        True,
    ),
    "dusk": Palette(
        (70, 58, 84),
        (222, 126, 92),
        (70, 50, 46),
        (140, 96, 88),
        (0.42, 0.36, 0.42),
        (0.95, 0.6, 0.36),
        (255, 180, 118),
        (104, 100, 160),
        (255, 196, 120),
        1,
        0.03,
        True,
        True,
    ),
    "night": Palette(
        (20, 24, 44),
        (42, 58, 104),
        (38, 31, 31),
        (54, 52, 66),
        (0.28, 0.28, 0.36),
        (0.88, 0.66, 0.4),
        (255, 206, 140),
        (86, 112, 190),
        (255, 204, 128),
        1,
        -0.5,
        True,
        True,
    ),
}


def palette_for(light: Light, setting: Setting, extra_weather: tuple[str, ...] = ()) -> Palette:
    """Return the palette of ``light`` in ``setting``; ``extra_weather`` is what the sound or the prose tells."""
    interior = setting.side == "interior"
    time = light.time or ("day" if not {"candle", "neon", "moon", "fire"} & set(light.sources) else "night")
    palette = (_INSIDE if interior else _OUTSIDE)[time]
    weather = set(light.weather) | set(extra_weather)
    for source in reversed(light.sources):
        palette = _SOURCES.get(source, lambda same: same)(palette)
    if not interior:
        palette = replace(
            palette,
            rain="rain" in weather,
            snow="snow" in weather,
            wet="rain" in weather or "wet" in weather,
        )
        if ("rain" in weather or "snow" in weather) and not palette.dark:
            palette = _overcast(palette)
        if "snow" in weather:
            palette = replace(palette, ground=mix(palette.ground, (214, 222, 236), 0.7 if not palette.dark else 0.45))
    fog = 0.75 if "fog" in weather else 0.4 if "dust" in weather else 0.22 if weather & {"rain", "snow"} else 0.0
    if "dust" in weather:
        palette = replace(palette, haze=mix(palette.haze, (206, 160, 104), 0.6))
    return replace(palette, fog=fog)


def _overcast(palette: Palette) -> Palette:
    grey = (132, 142, 152)
    return replace(
        palette,
        top=mix(palette.top, grey, 0.7),
        horizon=mix(palette.horizon, (182, 190, 196), 0.7),
        haze=mix(palette.haze, grey, 0.5),
        key=(0.34, 0.35, 0.37),
        sun=-0.3,
    )


def _neon(palette: Palette) -> Palette:
    return replace(
        palette,
        top=mix(palette.top, (22, 8, 44), 0.6),
        horizon=mix(palette.horizon, (92, 30, 112), 0.55),
        haze=mix(palette.haze, (110, 44, 140), 0.5),
        ambient=(0.34, 0.27, 0.5),
        key=(0.3, 0.62, 0.86),
        rim=(255, 70, 176),
        second_rim=(60, 220, 255),
        glow=(255, 90, 190),
        neon=True,
        dark=True,
    )


def _warm(palette: Palette) -> Palette:
    ambient = tuple(value * (0.8 if palette.dark else 0.95) for value in palette.ambient)
    return replace(
        palette,
        ambient=(ambient[0] * 1.05, ambient[1], ambient[2] * 0.85),
        key=(1.12, 0.68, 0.34),
        rim=(255, 184, 104),
        glow=(255, 182, 96),
    )


def _cold(palette: Palette) -> Palette:
    return replace(
        palette,
        key=(0.6, 0.74, 0.72),
        rim=(216, 244, 236),
        glow=(216, 246, 236),
        haze=mix(palette.haze, (150, 176, 170), 0.4),
    )


def _screen(palette: Palette) -> Palette:
    return replace(palette, key=(0.36, 0.62, 0.98), rim=(120, 190, 255), glow=(120, 190, 255))


def _moon(palette: Palette) -> Palette:
    return replace(palette, key=(0.46, 0.58, 0.92), rim=(170, 200, 255))


def _siren(palette: Palette) -> Palette:
    return replace(palette, rim=(255, 60, 60), second_rim=(70, 110, 255), key=(0.7, 0.4, 0.6))


def _studio(palette: Palette) -> Palette:
    return replace(palette, key=(0.86, 0.84, 0.8), rim=(255, 252, 244))


_SOURCES = {
    "neon": _neon,
    "candle": _warm,
    "fire": _warm,
    "lamp": _warm,
    "fluorescent": _cold,
    "screen": _screen,
    "moon": _moon,
    "siren": _siren,
    "studio": _studio,
}
