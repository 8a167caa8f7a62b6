"""Filtering: every word typed must occur somewhere in the row, upper and lower case alike."""

from collections.abc import Sequence


def words_of(text: str) -> list[str]:
    """Split what was typed into words, lower case; full-width spaces separate too."""
    return text.replace("\u3000", " ").lower().split()


def matching(numbers: Sequence[int], texts: Sequence[str], words: Sequence[str]) -> Sequence[int]:
    """Return the row numbers whose text holds every word, in the same order; `texts` runs beside `numbers`."""
    if not words:
        return numbers
    first, *others = words
    if not others:
        return [number for number, text in zip(numbers, texts, strict=True) if first in text]
    return [number for number, text in zip(numbers, texts, strict=True) if first in text and all(word in text for word in others)]
