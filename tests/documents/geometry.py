"""Measuring pages: where the words of a PDF stand, in mm from the upper left corner of the paper."""

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

MM = 25.4 / 72
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside each other."""

    text: str
    left: float
    right: float
    middle: float


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of pixels of one colour that touch."""

    top: float
    bottom: float
    left: float
    right: float


def words_of(pdf: Path) -> list[list[Line]]:
    """Return the words of every page."""
    xml = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return [
        [
            Line(unescape(text), float(left) * MM, float(right) * MM, (float(top) + float(bottom)) / 2 * MM)
            for left, top, right, bottom, text in _WORD.findall(page)
        ]
        for page in xml.split("<page ")[1:]
    ]


def lines_of(pdf: Path) -> list[list[Line]]:
    """Return the lines of every page, from above."""
    return [_lines(words) for words in words_of(pdf)]


def _lines(words: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if rows and word.middle - rows[-1][0].middle < 1.5:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [
        Line(
            "".join(word.text for word in sorted(row, key=lambda word: word.left)),
            min(word.left for word in row),
            max(word.right for word in row),
            sum(word.middle for word in row) / len(row),
        )
        for row in rows
    ]


def bands(pdf: Path, page: int, *, red: bool) -> list[Band]:
    """Return the bands of red or of dark pixels of a page, to 0.1 mm."""
    command = ["pdftoppm", "-r", "254", "-f", str(page), "-l", str(page), str(pdf)]
    picture = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, pixels = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    found: list[Band] = []
    for row in range(height):
        line = pixels[row * width * 3 : (row + 1) * width * 3]
        if len(set(line)) == 1:
            continue
        reds, greens = line[0::3], line[1::3]
        hits = [x for x in range(width) if greens[x] < 120 and (reds[x] > 180) == red]
        if not hits:
            continue
        place, left, right = row / 10, hits[0] / 10, (hits[-1] + 1) / 10
        if found and place - found[-1].bottom < 0.15:
            last = found.pop()
            found.append(Band(last.top, place, min(last.left, left), max(last.right, right)))
        else:
            found.append(Band(place, place, left, right))
    return found
