"""A file of another office that a double click hands to the program: reports, feedback, programme packs."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KINDS = {".rhbs": "报送包", ".rhfk": "反馈包", ".rhfa": "方案包", ".rhjj": "交接包"}
"""The file name's ending, in small letters, and what such a file is called."""

HANDOVER = ".rhjj"
"""Of a package that a predecessor hands over: it becomes a workspace of its own."""


def is_received_file(path: Path) -> bool:
    """Tell from its name whether a file is one that offices send each other."""
    return path.suffix.lower() in KINDS


def take(parent: "QWidget | None", path: Path) -> None:
    """Take a received file: show what is in it, on the page 报送与接收 (at the city 收件) or in a dialog, before anything is imported.

    Args:
        parent: The window; ``None`` where none could be opened.
        path: The file.
    """
    from ui import messages
    from ui.window import MainWindow

    if not path.is_file():
        messages.warning(parent, f"找不到文件“{path.name}”。", f"位置：{path.parent}。请核对文件是否还在，移动盘是否插好。")
    elif isinstance(parent, MainWindow) and path.suffix.lower() == HANDOVER:
        from ui.handover.handover_part import go_on_with

        go_on_with(parent.context, path)
    elif isinstance(parent, MainWindow):
        parent.context.navigate("inbox" if parent.context.is_city else "exchange", file=str(path))
    else:
        kind = KINDS[path.suffix.lower()]
        way = "请先打开或新建账套，再双击它。"
        if path.suffix.lower() == HANDOVER:
            way = "请再启动程序，在开始界面选“打开已有的账套……或前任移交的交接包”，选中它。"
        messages.information(parent, f"“{path.name}”是{kind}，还没有打开账套，不能导入。", f"文件没有改动。{way}")
