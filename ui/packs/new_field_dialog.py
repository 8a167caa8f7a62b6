"""Adding a field to a form of the next version: what it is called and what is filled in."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from forms.packs.outline import ADDABLE, CHOICES
from forms.packs.words import TYPES
from models.programme.pack import DICTIONARY_KEYS, Programme
from ui import metrics
from ui.labels import label


class NewFieldDialog(QDialog):
    """Asks for name, type and, for choices, the list of options."""

    def __init__(self, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新增填写项")
        self.setModal(True)
        self.name, self.type, self.options = QLineEdit(), QComboBox(), QComboBox()
        for key in ADDABLE:
            self.type.addItem(TYPES[key], key)
        for key in DICTIONARY_KEYS:
            self.options.addItem(programme.dictionary(key).title, key)
        form = QFormLayout()
        form.setHorizontalSpacing(metrics.L)
        self.options_label = label("选项表")
        for words, widget in ((label("名称"), self.name), (label("类型"), self.type), (self.options_label, self.options)):
            widget.setAccessibleName(words.text())
            form.addRow(words, widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("新增")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(lambda _text: self._show())
        self.type.currentIndexChanged.connect(lambda _row: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addLayout(form)
        layout.addWidget(label("类型定了就不再改；填写提示、必填和字数等新增后再填。", role="muted", wrap=True))
        layout.addWidget(buttons)
        self.setMinimumWidth(32 * self.fontMetrics().horizontalAdvance("字"))
        self._show()

    @property
    def entry(self) -> dict[str, Any]:
        """What the new field says."""
        made: dict[str, Any] = {"label": self.name.text().strip(), "type": self.type.currentData(), "origin": "added"}
        if self.type.currentData() in CHOICES:
            made["dictionary"] = self.options.currentData()
        if self.type.currentData() == "attachment":
            made |= {"extensions": ["pdf", "jpg", "png"], "max_mb": 20}
        return made

    def _show(self) -> None:
        chosen = self.type.currentData() in CHOICES
        for part in (self.options_label, self.options):
            part.setVisible(chosen)
        self.ok.setEnabled(bool(self.name.text().strip()))
