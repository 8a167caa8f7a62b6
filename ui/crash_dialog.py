"""The dialog that tells the officer of a bug: a number, a report to copy, and a way on."""

from PySide6.QtWidgets import QApplication

from ui.message_dialog import MessageDialog
from ui.tone import Tone


class CrashDialog(MessageDialog):
    """Tells the officer that the program has a bug; the report can be copied."""

    GO_ON, COPY, QUIT = 0, 1, 2

    def __init__(self, number: str, text: str) -> None:
        super().__init__(
            QApplication.activeWindow(),
            Tone.ERROR,
            f"程序出了一个没有预料到的问题（编号 {number}）。",
            "此前显示“已保存”的内容不受影响。一般可以继续使用；如果同样的问题再次出现，请复制报告交给维护人员。"
            "报告只有程序版本和出错位置，不含您填写的任何内容。",
            details=text,
            title="程序出现问题",
            buttons=("继续使用", "复制报告", "退出程序"),
        )
        self._text = text

    def _choose(self, index: int) -> None:
        if index == self.COPY:
            QApplication.clipboard().setText(self._text)
            self.hint.setText("报告已复制，可粘贴到记事本或邮件中。")
            return
        super()._choose(index)

    def reject(self) -> None:
        """Go on when closed with Esc or the window's own button."""
        self.chosen = self.GO_ON
        super().reject()
