"""Copying answers from another project's form, section by section."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from forms.answers import can_copy, copy_answers, read_form
from models.queries.projects import project_choices
from ui.context import Context
from ui.form.form_presenter import FormPresenter
from ui.labels import label

HINT = "勾选要复制的内容。名称、代码、方向、指标等属于各项目自己，不复制；替换掉的内容可在修改记录里查到。"
KEY = Qt.ItemDataRole.UserRole


class CopyDialog(QDialog):
    """Chooses the project to copy from and which answers."""

    def __init__(self, context: Context, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = presenter
        self.setWindowTitle("从其他项目复制")
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
        layout.addWidget(label("复制自哪个项目"))
        layout.addWidget(self.source)
        layout.addWidget(label(HINT, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        for choice in project_choices(context.reader, presenter.project_id):
            self.source.addItem(f"{choice.title}（{choice.number}）", choice.id)
        self.source.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        """List what the chosen project's form holds."""
        self.list.clear()
        project = self.source.currentData()
        state = read_form(self.context.reader, self.context.programme, project) if project else None
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
        if self.context.perform(copy_answers, self.presenter.project_id, self.source.currentData(), self.keys()) is not None:
            self.presenter.reload()
            self.accept()
