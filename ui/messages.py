"""Everything the program says to the officer in a dialog: plain text only; the dialog itself loads with the first message."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from models.errors import ResourceError, UserError
from ui.dialogs.passing import show_dialog
from ui.tone import Tone

if TYPE_CHECKING:
    from ui.message_dialog import MessageDialog


def error(parent: QWidget | None, message: str, hint: str = "", details: str = "", title: str = "") -> None:
    """Say that something could not be done, and what to do next."""
    show_dialog(_dialog(parent, Tone.ERROR, message, hint, details, title=title))


def warning(parent: QWidget | None, message: str, hint: str = "", details: str = "", title: str = "") -> None:
    """Say that something needs care."""
    show_dialog(_dialog(parent, Tone.WARNING, message, hint, details, title=title))


def information(parent: QWidget | None, message: str, hint: str = "", details: str = "", title: str = "") -> None:
    """Say something that needs no decision."""
    show_dialog(_dialog(parent, Tone.NEUTRAL, message, hint, details, title=title))


def question(
    parent: QWidget | None, message: str, hint: str = "", yes: str = "确定", no: str = "取消", danger: bool = False, title: str = ""
) -> bool:
    """Ask for a decision; Enter and Esc choose `no` when `yes` would destroy something (`danger`)."""
    tone = Tone.WARNING if danger else Tone.HINT
    dialog = _dialog(
        parent,
        tone,
        message,
        hint,
        title=title,
        buttons=(yes, no),
        default=1 if danger else 0,
        danger=0 if danger else -1,
    )
    show_dialog(dialog)
    return dialog.chosen == 0


def choice(parent: QWidget | None, message: str, buttons: Sequence[str], hint: str = "", tone: Tone = Tone.HINT, title: str = "") -> int:
    """Ask which of several ways to take; returns the button's index, -1 when the officer took none."""
    dialog = _dialog(parent, tone, message, hint, title=title, buttons=buttons)
    show_dialog(dialog)
    return dialog.chosen


def show_failure(parent: QWidget | None, failure: UserError | ResourceError) -> None:
    """Show an expected failure: the one place where `UserError` and `ResourceError` become words on the screen."""
    if isinstance(failure, ResourceError):
        error(parent, str(failure), "程序自带的数据文件不能使用。请重新安装程序，或联系维护人员并告知以上文件名。")
    else:
        error(parent, failure.message, failure.hint)


def _dialog(parent: QWidget | None, tone: Tone, message: str, hint: str = "", details: str = "", **more: Any) -> "MessageDialog":
    from ui.message_dialog import MessageDialog

    return MessageDialog(QApplication.activeModalWidget() or parent or QApplication.activeWindow(), tone, message, hint, details, **more)
