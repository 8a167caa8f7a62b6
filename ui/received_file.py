"""A file of another office that a double click hands to the program: reports, feedback, programme packs."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KINDS = {".rhbs": "报送包", ".rhfk": "反馈包", ".rhfa": "方案包"}
"""The file name's ending, in small letters, and what such a file is called."""


def is_received_file(path: Path) -> bool:
    """Tell from its name whether a file is one that offices send each other."""
    return path.suffix.lower() in KINDS


def take(parent: "QWidget | None", path: Path) -> None:
    """Take a received file; for now say that it cannot be read in yet.

    Args:
        parent: The window; ``None`` where none could be opened.
        path: The file.
    """
    from ui import messages

    if not path.is_file():
        messages.warning(parent, f"找不到文件“{path.name}”。", f"位置：{path.parent}。请核对文件是否还在，移动盘是否插好。")
        return
    kind = KINDS[path.suffix.lower()]
    messages.information(
        parent, f"“{path.name}”是{kind}，这一版程序还不能读入{kind}。", "文件没有改动，请妥善保存；程序升级到可以收发文件后，再双击它即可。"
    )
