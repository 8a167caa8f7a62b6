"""Dialogs of the city's enrolment: what a station is called, the codes to be told by telephone, comparing the fingerprints."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import messages, metrics
from ui.city.enrolment_presenter import Made
from ui.context import Context
from ui.labels import label
from ui.table.columns import ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView

CODES = (
    ColumnSpec("district", "区县", width=7),
    ColumnSpec("station", "工作站", width=7),
    ColumnSpec("code", "口令（电话告知）", width=14),
    ColumnSpec("path", "入网文件", width=14, stretch=True, show=lambda path: path.name),
)


class InviteDialog(QDialog):
    """Asks what the stations are called, and with which algorithms they work."""

    def __init__(
        self, districts: Sequence[str], suites: Mapping[str, str], chosen: str, station: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("生成入网文件")
        self.setModal(True)
        self.station = QLineEdit(station)
        self.station.setAccessibleName("工作站名称")
        self.station.setMaxLength(60)
        self.suite = QComboBox()
        self.suite.setAccessibleName("算法")
        for key, words in suites.items():
            self.suite.addItem(words, key)
        self.suite.setCurrentIndex(max(0, self.suite.findData(chosen)))
        self.ok = QPushButton("选择文件夹并生成…")
        self.ok.setDefault(True)
        cancel = QPushButton("取消")
        buttons = QDialogButtonBox()
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.station.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        names = "、".join(districts[:5]) + (f"等{len(districts)}个区县" if len(districts) > 5 else "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        each = "各" if len(districts) > 1 else ""
        layout.addWidget(label(f"为{names}{each}生成一份入网文件", role="strong", wrap=True))
        words = "一份入网文件只用于一台电脑；一个区县有几台电脑要收发，就生成几份。文件可以邮寄或拷贝，口令只在电话里告知。"
        layout.addWidget(label(words, role="muted", wrap=True))
        form = QFormLayout()
        form.addRow("工作站名称", self.station)
        form.addRow("算法", self.suite)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().horizontalAdvance("字") * 36, self.sizeHint().height())


class CodesDialog(QDialog):
    """The codes of the files that were just made; they are kept nowhere and shown once."""

    def __init__(self, context: Context, made: Sequence[Made], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.made = context, list(made)
        self.setWindowTitle("入网口令")
        self.setModal(True)
        self.table = TableView("enrolment_codes", "入网口令", CODES, context.settings)
        self.table.set_rows(self.made)
        self.table.export_requested.connect(self._export)
        copy, close = QPushButton("复制全部口令"), QPushButton("关闭")
        copy.clicked.connect(self.copy_all)
        close.clicked.connect(self.accept)
        for button in (copy, close):  # Enter in the filter box must not make the codes disappear
            button.setAutoDefault(False)
        buttons = QDialogButtonBox()
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(f"已生成{len(self.made)}份入网文件，请打电话把口令逐个告诉区县", role="strong", wrap=True))
        words = "口令不保存，关闭后不能再看；忘了就注销这一台，重新生成一份。不要把口令和文件一起发送，也不要发到微信、邮件里。"
        layout.addWidget(label(words, role="muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.resize(780, 460)

    def done(self, result: int) -> None:
        """Close once the officer says that the codes are known: nobody can show them again."""
        question, hint = "口令都已经告知，或者抄下来了？", "关闭以后不能再看；没有告知的只能注销，重新生成入网文件。"
        if messages.question(self, question, hint, yes="都告知了", no="再看看"):
            super().done(result)

    def copy_all(self) -> None:
        """Put all codes on the clipboard, one a line."""
        QGuiApplication.clipboard().setText("\n".join(f"{one.district}\t{one.station}\t{one.code}" for one in self.made))
        self.context.announce("口令已复制。")

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)


class CompareDialog(QDialog):
    """Both fingerprints, to be read aloud on the telephone."""

    def __init__(self, district: str, station: str, theirs: str, ours: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对登记")
        self.setModal(True)
        self.same, other = QPushButton("两组都一致"), QPushButton("还没有核对")
        other.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.same, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(other, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(f"打电话与{district}（{station}）核对", role="strong", wrap=True))
        for title, code in (("请区县念本机核对码，与下面逐组核对：", theirs), ("再把市级核对码念给区县听：", ours)):
            layout.addWidget(label(title, wrap=True))
            shown = label(code, role="number", wrap=True)
            shown.setAccessibleName(title)
            layout.addWidget(shown)
        layout.addWidget(label("只要有一组不同，就不要确认：请注销这次登记，重新生成入网文件。", role="muted", wrap=True))
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().horizontalAdvance("字") * 36, self.sizeHint().height())
