"""Sending a finished version down (下发方案包): to which districts, into which folder."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from models.errors import UserError
from models.programme.pack import Programme
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.packs.sending_presenter import SendingPresenter
from ui.packs.switching_presenter import SwitchingPresenter
from ui.worker import Cancelled

FOLDER = "packs"
HELD = Qt.ItemDataRole.UserRole


class SendPackDialog(QDialog):
    """The enrolled districts, all chosen at first; one file each.

    Attributes:
        written: The files that were written.
    """

    def __init__(self, presenter: SendingPresenter, new: Programme, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.context, self.new, self.note = presenter, presenter.context, new, note
        self.written: list[Path] = []
        self.setWindowTitle(f"下发方案包：版本{new.version}")
        self.setModal(True)
        self.list = QListWidget()
        self.list.setAccessibleName("下发给")
        for recipient in presenter.recipients():
            item = QListWidgetItem(recipient.name if recipient.ready else f"{recipient.name}（核对码还没有核对）")
            item.setData(HELD, recipient.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        missing = presenter.missing()
        words = "每个区县一个文件，只有那个区县打得开；把文件用U盘或内部邮箱交给对方，对方在“报送与接收”里导入。"
        self.left_out = label(
            f"还没有入网的{len(missing)}个区县不能下发：{'、'.join(missing)}。" if missing else "", role="small", wrap=True
        )
        self.all, self.none = QPushButton("全选"), QPushButton("全不选")
        self.all.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        self.go, self.close_button = QPushButton("选择文件夹并导出…"), QPushButton("关闭")
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self.choose_folder)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        for button in (self.all, self.none, self.go, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
            if button is self.none:
                foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(words, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.left_out)
        layout.addLayout(foot)
        self.resize(46 * self.fontMetrics().horizontalAdvance("字"), 26 * self.fontMetrics().lineSpacing())
        self.list.itemChanged.connect(lambda _item: self._show())
        self._show()

    @property
    def chosen(self) -> list[str]:
        """Ids of the stations that are ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(HELD) for item in items if item.checkState() is Qt.CheckState.Checked]

    def choose_folder(self) -> None:
        """Ask where the files go, and write them."""
        folders = self.context.settings.values.folders
        found = QFileDialog.getExistingDirectory(self, "方案包存到哪个文件夹", folders.get(FOLDER, "") or str(Path.home()))
        if found:
            folders[FOLDER] = found
            self.context.settings.save()
            self.send(Path(found))

    def send(self, folder: Path) -> None:
        """Write the files."""
        chosen = self.chosen
        try:
            self.written = run_busy(
                self,
                f"正在生成{len(chosen)}个方案包",
                lambda progress: self.presenter.send(self.new, self.note, chosen, folder, progress),
                stoppable=True,
            )
        except Cancelled:
            return
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self.context.announce_file(f"已导出{len(self.written)}个方案包，并读回核对无误。", folder)
        self.accept()

    def _tick(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)

    def _show(self) -> None:
        self.go.setEnabled(bool(self.chosen) and not self.context.read_only)


def offer_sending(packs: SwitchingPresenter, version: str, note: str, parent: QWidget) -> list[Path]:
    """Load a version and send it down; return the files that were written."""
    try:
        new = run_busy(parent, "正在核对方案包", lambda _progress: packs.load(version))
    except UserError as failure:
        packs.context.show_failure(failure)
        return []
    dialog = SendPackDialog(SendingPresenter(packs.context), new, note, parent)
    show_dialog(dialog)
    return dialog.written
