"""The recovery code: shown once, copied, printed on a sheet, confirmed to be kept."""

from datetime import date

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import messages, metrics
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.theme import FONT_FAMILIES, set_icon

MEANING = "忘记密码时，只能用恢复码打开账套。它只显示这一次，请抄在纸上或打印出来锁好，不要和电脑放在一起，也不要拍照发送。"
LOST = "密码和恢复码都丢了，账套里的内容谁也打不开，包括程序的开发者。"
_MARGIN_MM = 10.0
"""Besides the 20 mm that the document keeps itself."""


class RecoveryCode(QWidget):
    """Shows a code with ways to take it away.

    Attributes:
        kept: The tick 我已抄写或打印.
    """

    def __init__(self, store: str = "") -> None:
        super().__init__()
        self._store = store
        self._on: date | None = None
        self.code = label()
        font = QFont(self.font())
        font.setFamilies(["Consolas", "DejaVu Sans Mono", "Noto Sans Mono", "monospace"])
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.code.setFont(font)
        self.code.setStyleSheet("font-size: 17pt; font-weight: 600;")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.code.setAccessibleName("恢复码")
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(metrics.L, metrics.L, metrics.L, metrics.L)
        inside.addWidget(self.code)
        self.copy = QPushButton("复制")
        set_icon(self.copy, "copy")
        self.print = QPushButton("打印…")
        set_icon(self.print, "print")
        for button, press in ((self.copy, self._copy), (self.print, self._print)):
            button.setAutoDefault(False)
            button.clicked.connect(press)
        self.said = label(role="muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.print)
        buttons.addWidget(self.said, 1)
        self.kept = QCheckBox("我已抄写或打印恢复码，并会妥善保管")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.M)
        self.meaning: QLabel = label(MEANING, wrap=True)
        layout.addWidget(self.meaning)
        layout.addWidget(frame)
        layout.addLayout(buttons)
        layout.addWidget(label(LOST, role="muted", wrap=True))
        layout.addStretch(1)
        layout.addWidget(self.kept)

    def show_code(self, code: str, store: str, on: date) -> None:
        """Show a code; `store` and `on` go onto the printed sheet."""
        self.code.setText(code)
        self._store, self._on = store, on

    def sheet(self) -> QTextDocument:
        """Return what is printed."""
        return recovery_sheet(self.code.text(), self._store, self._on)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.code.text())
        self.said.setText("已复制。粘贴后请清空剪贴板，不要发给别人。")

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_up_page(printer)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印恢复码")
        if show_dialog(dialog) == QDialog.DialogCode.Accepted:
            print_sheet(self.sheet(), printer)
            self.said.setText("已送去打印，请确认纸张打印清楚。")


class RecoveryCodeDialog(QDialog):
    """Shows a code that has just been made; closes once it is kept."""

    def __init__(self, parent: QWidget | None, code: str, store: str, on: date) -> None:
        super().__init__(parent)
        self.setWindowTitle("恢复码")
        self.setModal(True)
        self.view = RecoveryCode()
        self.view.show_code(code, store, on)
        self.view.setMinimumWidth(460)
        self.close_button = QPushButton("完成")
        self.close_button.setProperty("role", "primary")
        self.close_button.clicked.connect(self.accept)
        self.close_button.setEnabled(False)
        self.view.kept.toggled.connect(self.close_button.setEnabled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.L)
        layout.addWidget(self.view)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def reject(self) -> None:
        """Close without the tick only after asking."""
        if self.view.kept.isChecked() or may_leave_code(self):
            super().reject()


def may_leave_code(parent: QWidget) -> bool:
    """Ask whether the code may go although nobody said it was kept."""
    return messages.question(
        parent,
        "还没有确认抄下恢复码。",
        "关闭后不会再显示。以后可以凭密码在“设置—账套与密码”里换一个新的恢复码。",
        yes="没抄也关闭",
        no="返回抄写",
        danger=True,
    )


def recovery_sheet(code: str, store: str, on: date | None) -> QTextDocument:
    """Return the sheet of paper with a code."""
    document = QTextDocument()
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPointSizeF(12)
    document.setDefaultFont(font)
    cursor = QTextCursor(document)
    day = f"{on.year}年{on.month}月{on.day}日" if on else ""
    _write(cursor, "融合试点工作台　账套恢复码", 18, True)
    _write(cursor, "", 6)
    _write(cursor, f"账套：{store}", 12)
    _write(cursor, f"日期：{day}", 12)
    _write(cursor, "", 6)
    _write(cursor, code, 19, True, mono=True)
    _write(cursor, "", 6)
    for line in (
        "用途：忘记密码时，在打开账套的窗口选择“用恢复码”，输入以上字符并设置新密码。",
        "恢复码里没有数字0、1和字母I、O；大小写、短横线都不影响。",
        "请放在带锁的地方，不要和电脑放在一起，不要拍照发送。换发新的恢复码后，本页作废。",
        "保管人：＿＿＿＿＿＿＿　　存放位置：＿＿＿＿＿＿＿＿",
    ):
        _write(cursor, line, 12)
        _write(cursor, "", 4)
    return document


def set_up_page(device: QPagedPaintDevice) -> None:
    """Make the page A4 with margins."""
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )


def print_sheet(sheet: QTextDocument, device: QPagedPaintDevice) -> None:
    """Print a sheet on a printer or into a PDF file."""
    sheet.print_(device)


def _write(cursor: QTextCursor, text: str, points: float, bold: bool = False, mono: bool = False) -> None:
    words = QTextCharFormat()
    words.setFontPointSize(points)
    if bold:
        words.setFontWeight(QFont.Weight.Bold)
    if mono:
        words.setFontFamilies(["Consolas", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace"])
    cursor.insertText(text, words)
    cursor.insertBlock()
