"""Copying answers from another document of the same kind, section by section."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from forms.answers import can_copy, copy_answers, read_form
from models.queries.documents import CopySource, copy_sources
from ui.context import Context
from ui.form.form_presenter import FormPresenter
from ui.labels import label

HINT = "勾选要复制的内容。名称、代码、方向、指标等属于各项目自己，不复制；替换掉的内容可在修改记录里查到。"
KEY = Qt.ItemDataRole.UserRole


class CopyDialog(QDialog):
    """Chooses the document to copy from and which answers."""

    def __init__(self, context: Context, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = presenter
        self.setWindowTitle("从其他同类文书复制")
        self.resize(560, 520)
        self.source = QComboBox(self)
        self.source.setAccessibleName("复制自")
        self.list = QListWidget(self)
        self.list.setAccessibleName("要复制的填写项")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("复制")
        self.buttons.accepted.connect(self.copy)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label("复制自哪一份"))
        layout.addWidget(self.source)
        layout.addWidget(label(HINT, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        for source in copy_sources(context.reader, presenter.document_id):
            self.source.addItem(_named(source, presenter.is_application), source.id)
        self.source.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        """List what the chosen document holds."""
        self.list.clear()
        source = self.source.currentData()
        state = read_form(self.context.reader, self.context.programme, source) if source else None
        for field in state.form.fields() if state else ():
            if can_copy(field) and state is not None and state.values.get(field.key) is not None:
                empty = self.presenter.value(field) is None
                item = QListWidgetItem(field.label if empty else f"{field.label}（替换已填内容）")
                item.setData(KEY, field.key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if empty else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        if not self.list.count():
            self.list.addItem("没有可以复制的内容")
            self.list.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.keys()) or self.list.item(0).data(KEY) is not None)

    def keys(self) -> list[str]:
        """Return the ticked fields."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(KEY) for item in items if item.data(KEY) and item.checkState() == Qt.CheckState.Checked]

    def copy(self) -> None:
        """Copy and close."""
        if self.context.perform(copy_answers, self.presenter.document_id, self.source.currentData(), self.keys()) is not None:
            self.presenter.reload()
            self.accept()


def _named(source: CopySource, application: bool) -> str:
    """Say which document: an application form by its project, another by its title and project."""
    about = f"{source.project_title}（{source.number}）" if source.project_title else ""
    return about if application else "　".join(part for part in (source.title, about) if part)
