"""Draws the Windows icon from ``ronghe.svg``: ``python -m build.package.icons``, in the program's environment, when that has changed."""

from __future__ import annotations

import struct
from pathlib import Path

from build.package.layout import RECIPES

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_HEADER, _ENTRY = "<HHH", "<BBBBHHII"


def draw(drawing: Path, size: int) -> bytes:
    """Return a drawing as PNG, so many pixels wide and high."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["icons", "-platform", "offscreen"])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    assert application is not None
    return bytes(data.data())


def icon(pictures: dict[int, bytes]) -> bytes:
    """Return a Windows icon that holds PNG pictures, by their size in pixels."""
    head = struct.pack(_HEADER, 0, 1, len(pictures))
    at = len(head) + len(pictures) * struct.calcsize(_ENTRY)
    entries, bodies = b"", b""
    for size, picture in pictures.items():
        entries += struct.pack(_ENTRY, size % 256, size % 256, 0, 0, 1, 32, len(picture), at + len(bodies))
        bodies += picture
    return head + entries + bodies


if __name__ == "__main__":
    target = RECIPES / "windows" / "ronghe.ico"
    target.write_bytes(icon({size: draw(RECIPES / "ronghe.svg", size) for size in SIZES}))
    print(target)
