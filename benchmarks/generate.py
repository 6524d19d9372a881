"""Write a realistic, valid script of a given number of lines, half English and half Chinese, the same for a seed.

python benchmarks/generate.py 10000 --seed 1 > long.scene
"""

from __future__ import annotations

import argparse
import random
import sys

_CAST = {
    "en": ["ALPHA", "MARA", "INSPECTOR_LEE", "OLD-TOM"],
    "zh": ["阿明", "小林", "陳老師", "女主"],
}
_LOOKS = {
    "en": ["A detective in her forties, wet charcoal trench coat.", "Tall, grey beard, a fisherman's jumper."],
    "zh": ["四十多歲的偵探，濕透的炭灰色風衣，短黑髮。", "高個子，灰鬍子，漁夫毛衣。"],
}
_PLACES = {
    "en": ["EXT. HARBOUR - NIGHT", "EXT. CANAL BRIDGE - NIGHT", "EXT. ROOFTOP - NIGHT"],
    "zh": ["港口的夜", "運河橋邊", "屋頂"],
}
_LIGHT = {"en": "neon night, wet reflections", "zh": "霓虹夜色，濕地反光"}
_FRAMING = {"en": ["wide", "medium", "close-up", "full"], "zh": ["遠景", "中景", "特寫", "全景"]}
_CAMERA = {"en": ["slow dolly push-in", "static", "pan left, slow"], "zh": ["緩慢推進", "固定鏡頭", "緩慢左搖"]}
_PROSE = {
    "en": [
        "Neon lights reflected in puddles along the quay.",
        "@{name} crosses the wet planks and looks back once.",
        "Rain runs down the glass while @{name} waits.",
        "A tram passes; @{name}'s coat flaps in its wind.",
    ],
    "zh": [
        "霓虹燈映在碼頭的水窪裡。",
        "@{name}走進畫面，回頭看了一眼。",
        "雨水沿著玻璃流下，@{name}在等。",
        "電車駛過，@{name}的風衣隨風揚起。",
    ],
}
_SPEECH = {
    "en": ["We have to leave now!", "Who told you that?", "Nobody knows this door."],
    "zh": ["我們必須馬上離開！", "誰告訴你的？", "沒有人知道這扇門。"],
}
_TONE = {"en": "urgent", "zh": "急迫"}
_SOUND = {"en": "distant sirens", "zh": "遠處的警笛"}
_COLON = {"en": ": ", "zh": "："}
_TAGS = {
    "en": {key: key for key in ("character", "voice", "scene", "lighting", "sound", "shot", "camera")},
    "zh": {
        "character": "角色",
        "voice": "聲線",
        "scene": "場景",
        "lighting": "光影",
        "sound": "音效",
        "shot": "鏡頭",
        "camera": "運鏡",
    },
}
_VOICES = {"en": "female, low, urgent", "zh": "男性，深沈，急迫"}


def script(lines: int, seed: int = 1) -> str:
    """Return a valid script of ``lines`` lines (at least 40; smaller numbers give the definitions alone)."""
    chance = random.Random(seed)
    written = [f"# {lines} lines from seed {seed}", "[film: A Long Night]", "[aspect: 16:9]", ""]
    for language in ("en", "zh"):
        tags, colon = _TAGS[language], _COLON[language]
        for index, name in enumerate(_CAST[language]):
            written += [f"[{tags['character']}{colon}{name}]", _LOOKS[language][index % 2]]
            written += [f"[{tags['voice']}{colon}{_VOICES[language]}]", ""]
    while len(written) < lines:
        written += _scene(chance, chance.choice(("en", "zh")))
    # A comment never changes what a script means: fill up with them where a scene would not fit.
    while len(written) > lines and len(written) > 40:
        written.pop()
    whole = max((index for index, line in enumerate(written) if not line), default=0)
    written[whole:] = ["# cut here"] * (len(written) - whole)
    return "\n".join(written) + "\n"


def _scene(chance: random.Random, language: str) -> list[str]:
    """Return one scene of two to four shots of 3 s, so that it is one clip of 15 s at most."""
    tags, colon = _TAGS[language], _COLON[language]
    lines = [f"[{tags['scene']}{colon}{chance.choice(_PLACES[language])}]"]
    lines += [f"[{tags['lighting']}{colon}{_LIGHT[language]}]", ""]
    for _ in range(chance.randint(2, 4)):
        lines += _shot(chance, language)
    return lines


def _shot(chance: random.Random, language: str) -> list[str]:
    tags, names, colon = _TAGS[language], _CAST[language], _COLON[language]
    comma = ", " if language == "en" else "，"
    lines = [f"[{tags['shot']}{colon}{chance.choice(_FRAMING[language])}{comma}3s]"]
    if chance.random() < 0.6:
        lines.append(f"[{tags['camera']}{colon}{chance.choice(_CAMERA[language])}]")
    lines += [chance.choice(_PROSE[language]).format(name=chance.choice(names)) for _ in range(chance.randint(1, 2))]
    gap = " " if language == "en" else ""
    ending = f"{gap}[{tags['sound']}{colon}{_SOUND[language]}]" if chance.random() < 0.3 else ""
    kind = chance.random()
    if kind < 0.5:
        spoken = chance.choice(_SPEECH[language])
        cue = chance.choice(names)
        if language == "en":
            lines.append(f"@{cue} ({_TONE[language]}): {spoken}{ending}")
        else:
            lines.append(f"@{cue}（{_TONE[language]}）：{spoken}{ending}")
    elif kind < 0.7:
        for times, name in (("0s-2s", names[0]), ("2s-3s", names[1])):
            words = chance.choice(_PROSE[language]).format(name=name)
            lines.append(f"({times}) {words}" if language == "en" else f"（{times}）{words}")
    return [*lines, ""]


def main() -> None:
    """Print a script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(script(arguments.lines, arguments.seed))


if __name__ == "__main__":
    main()
