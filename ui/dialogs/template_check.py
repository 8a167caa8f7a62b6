"""The check of a changed template before it is used: every remark with its position; then the officer takes it or not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from exports.word.official.chosen import Looked
from ui import metrics
from ui.labels import label
from ui.preferences.looked_list import LookedList
from ui.theme import set_picture
from ui.tone import Tone


def outcome(looked: Looked) -> tuple[Tone, str]:
    """Return how serious the remarks are, and a sentence that sums them up."""
    errors = sum(finding.level == "error" for finding in looked.findings)
    if errors:
        return Tone.ERROR, f"有{errors}处错误，改正前不能使用。请在 WPS 里按下面的位置改好，再选一次。"
    if looked.findings:
        return Tone.WARNING, f"可以使用，有{len(looked.findings)}处请留意。"
    return Tone.OK, "没有发现问题，可以使用。"


class TemplateCheckDialog(QDialog):
    """Lists the remarks and asks whether to use the file; Esc leaves everything as it is.

    Attributes:
        take: Puts the template in force; cannot be pressed while there are errors.

    Signals:
        preview_wanted: The officer wants to see a specimen first.
    """

    preview_wanted = Signal()

    def __init__(self, parent: QWidget | None, title: str, file_name: str, looked: Looked) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对模板")
        self.setModal(True)
        tone, words = outcome(looked)
        picture = label()
        set_picture(picture, tone.value, tone.value, 32)
        said = QVBoxLayout()
        said.setSpacing(metrics.XS)
        said.addWidget(label(f"“{title}”的模板：{file_name}", role="strong", wrap=True))
        self.words = label(words, tone=tone.value, wrap=True)
        said.addWidget(self.words)
        head = QHBoxLayout()
        head.setSpacing(metrics.L)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, 1)
        self.list = LookedList("核对结果")
        self.list.show_looked(looked)
        copy = QPushButton("复制核对结果")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(self.list.lines())))
        self.preview = QPushButton("看一看样张")
        self.preview.setEnabled(looked.usable)
        self.preview.clicked.connect(self.preview_wanted)
        leave = QPushButton("不用")
        leave.clicked.connect(self.reject)
        self.take = QPushButton("使用这个模板")
        self.take.setEnabled(looked.usable)
        self.take.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(metrics.S)
        for button in (copy, self.preview, leave, self.take):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.insertStretch(1, 1)
        (self.take if looked.usable else leave).setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.XL, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(680, room.width() - 40), min(520, room.height() - 60))
        self.list.setFocus()
