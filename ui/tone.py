"""Tones: how serious something is. A tone always comes with its word or icon, never as a colour alone."""

from enum import StrEnum


class Tone(StrEnum):
    """The tone of a badge, a message or a cell; the value names the palette's colours and the icon."""

    NEUTRAL = "neutral"
    OK = "ok"
    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"


TONE_WORDS = {Tone.NEUTRAL: "", Tone.OK: "完成", Tone.HINT: "提示", Tone.WARNING: "警告", Tone.ERROR: "错误"}
"""The officer's word for each tone."""
