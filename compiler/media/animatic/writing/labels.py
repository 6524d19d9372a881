"""The short names that boards carry for framings, angles and camera moves, in English and in Chinese."""

from __future__ import annotations

from compiler.media.animatic.board import Board

_FRAMINGS = {
    "extreme wide": ("EWS", "大遠景"),
    "wide": ("WS", "遠景"),
    "full": ("FS", "全景"),
    "medium wide": ("MWS", "中遠景"),
    "medium": ("MS", "中景"),
    "medium close-up": ("MCU", "近景"),
    "close-up": ("CU", "特寫"),
    "extreme close-up": ("ECU", "大特寫"),
    "insert": ("INSERT", "插入"),
    "two-shot": ("2-SHOT", "雙人"),
    "over-the-shoulder": ("OTS", "過肩"),
    "POV": ("POV", "主觀"),
    "aerial": ("AERIAL", "航拍"),
    "establishing": ("EST", "定場"),
}
_ANGLES = {
    "low angle": ("LOW", "仰拍"),
    "high angle": ("HIGH", "俯拍"),
    "overhead": ("OVERHEAD", "頂拍"),
    "dutch": ("DUTCH", "斜角"),
    "worm's-eye": ("WORM'S-EYE", "蟲視"),
    "bird's-eye": ("BIRD'S-EYE", "鳥瞰"),
}
_MOVES = {
    "push": ("PUSH IN →", "推近 →"),
    "pull": ("PULL BACK ←", "拉遠 ←"),
    "zoom in": ("ZOOM IN", "變焦推"),
    "zoom out": ("ZOOM OUT", "變焦拉"),
    "pan left": ("PAN LEFT ←", "左搖 ←"),
    "pan right": ("PAN RIGHT →", "右搖 →"),
    "tilt up": ("TILT UP ↑", "上搖 ↑"),
    "tilt down": ("TILT DOWN ↓", "下搖 ↓"),
    "track left": ("TRACK LEFT ←", "左移 ←"),
    "track right": ("TRACK RIGHT →", "右移 →"),
    "orbit left": ("ORBIT ↖", "環繞 ↖"),
    "orbit right": ("ORBIT ↗", "環繞 ↗"),
    "crane up": ("CRANE UP ↑", "升 ↑"),
    "crane down": ("CRANE DOWN ↓", "降 ↓"),
    "handheld": ("HANDHELD", "手持"),
    "roll": ("ROLL", "旋轉"),
    "static": ("STATIC", "固定"),
}


def labels(board: Board) -> str:
    """Return how ``board`` is shot in short: framing, angle, lens and at most three moves."""
    way = 1 if board.chinese else 0
    labels = [_FRAMINGS[board.framing][way]]
    if board.angle in _ANGLES:
        labels.append(_ANGLES[board.angle][way])
    if board.lens:
        labels.append(board.lens)
    kinds = list(dict.fromkeys(move.kind for move in board.moves)) or ["static"]
    labels += [_MOVES[kind][way] for kind in kinds[:3]]
    return " · ".join(labels)
