"""Writing a first draft (初稿) into an open document: which fields, and what would stand there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from models.errors import UserError
from ui import messages, metrics
from ui.context import Context
from ui.form.form_presenter import FormPresenter
from ui.labels import label
from ui.waiting import waiting

if TYPE_CHECKING:
    from forms.drafting import Proposal

HINT = "用账套里现在的数据写初稿。默认只写还空着的；勾选已填的，会替换原来的内容，原来的内容在修改记录里可以查到。"
KEY = Qt.ItemDataRole.UserRole


class DraftDialog(QDialog):
    """Offers the fields whose draft says something; shows the draft of the one with the cursor."""

    def __init__(self, context: Context, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = presenter
        self._proposals: dict[str, Proposal] = {}
        self.setWindowTitle("写初稿")
        self.list = QListWidget()
        self.list.setAccessibleName("要写初稿的填写项")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("初稿内容")
        self.list.currentItemChanged.connect(self._show_text)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setSizes([280, 420])
        parts.setChildrenCollapsible(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("写入")
        self.buttons.accepted.connect(self.write)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(HINT, role="muted", wrap=True))
        layout.addWidget(parts, 1)
        layout.addWidget(self.buttons)
        self.resize(760, 480)
        self._fill()

    def keys(self) -> list[str]:
        """Return the ticked fields."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(KEY) for item in items if item.data(KEY) and item.checkState() == Qt.CheckState.Checked]

    def write(self) -> None:
        """Write the ticked fields and close."""
        from forms.drafting import write_draft

        keys = self.keys()
        if not keys:
            self.context.show_failure(UserError("还没有勾选要写的填写项。", "请在左边勾选，再点“写入”。"))
            return
        with waiting():
            done = self.context.perform(write_draft, self.presenter.document_id, keys)
        if done is not None:
            self.presenter.reload()
            self.accept()
            say_reminders(self.context, self.presenter.document_id, self.parentWidget())

    def _fill(self) -> None:
        from forms.drafting import preview_draft

        context = self.context
        with waiting(), context.workspace.snapshot() as reader:
            found = preview_draft(reader, context.programme, self.presenter.document_id, context.today())
        for proposal in found:
            field = proposal.field
            self._proposals[field.key] = proposal
            item = QListWidgetItem(f"{field.label}（替换已填内容）" if proposal.held else field.label)
            item.setData(KEY, field.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if proposal.held else Qt.CheckState.Checked)
            self.list.addItem(item)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(found))
        if found:
            self.list.setCurrentRow(0)
        else:
            self.list.addItem("账套里还没有可以写进去的数据")
            self.list.item(0).setFlags(Qt.ItemFlag.NoItemFlags)

    def _show_text(self) -> None:
        item = self.list.currentItem()
        proposal = self._proposals.get(item.data(KEY)) if item is not None else None
        self.text.setPlainText(proposal.shown if proposal is not None else "")


def say_reminders(context: Context, document_id: str, parent: QWidget | None = None) -> None:
    """Tell the officer what to look at in a draft that has just been written."""
    from forms.documents import reminders

    with context.workspace.snapshot() as reader:
        found = reminders(reader, context.programme, document_id, context.today())
    if found:
        messages.information(parent or context.window, "初稿写好了，有几点请留意。", "\n".join(found))
    else:
        context.announce("初稿写好了，请逐段核对、修改。")
