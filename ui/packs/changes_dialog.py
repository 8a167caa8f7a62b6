"""What differs between two versions of the pack, to be read before one is finished."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from forms.packs.comparing import PackChange
from ui import metrics
from ui.labels import label
from ui.packs.changes_view import ChangesView


class ChangesDialog(QDialog):
    """The list, and what going over means for the districts."""

    def __init__(self, title: str, changes: Sequence[PackChange], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"方案包的变化：{title}")
        self.setModal(True)
        self.view = ChangesView()
        self.view.show_changes(changes)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        words = "最后一栏是区县换用以后，正在填写的文书会怎样。已填的内容一条不删，已报送的保持报送时的样子；换用前区县看到的也是这张表。"
        layout.addWidget(label(f"共{len(changes)}处变化。{words}", role="strong", wrap=True))
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        room = self.screen().availableGeometry()
        self.resize(
            min(80 * self.fontMetrics().horizontalAdvance("字"), room.width() - 40),
            min(34 * self.fontMetrics().lineSpacing(), room.height() - 60),
        )
