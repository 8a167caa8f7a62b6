"""The QR code as it stands on paper, read module by module."""

import subprocess
from pathlib import Path

import segno

from exports.seal_code import seal_text
from forms.snapshot import FormSnapshot


def code_of(snapshot: FormSnapshot) -> list[list[bool]]:
    """Return the modules of a document's code."""
    return [[bool(module) for module in row] for row in segno.make_qr(seal_text(snapshot)).matrix]


def read_from_paper(pdf: Path, page: int, left: float, top: float, modules: int) -> list[list[bool]]:
    """Read a picture of 11 mm module by module from the paper at 300 dpi; lengths in mm."""
    command = ["pdftoppm", "-gray", "-r", "300", "-f", str(page), "-l", str(page), str(pdf)]
    picture = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, pixels = picture.split(b"\n", 3)
    width, module, dots = int(size.split()[0]), 11.0 / modules, 300 / 25.4
    return [
        [
            pixels[round((top + (row + 0.5) * module) * dots) * width + round((left + (place + 0.5) * module) * dots)] < 128
            for place in range(modules)
        ]
        for row in range(modules)
    ]
