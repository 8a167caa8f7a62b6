"""Proofreading of the form (公文体检): what the rules remark on, where, and mending what is certain. It never stops anyone."""

from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forms import texts
from forms.proofreading import Remark, TextBlock, mend, mend_blocks, proofread
from forms.texts import Place
from models.plain import Plain
from ui import metrics
from ui.editors.base import FieldEditor
from ui.editors.table import TableEditor
from ui.form.field_row import LEVEL_TONES
from ui.labels import label
from ui.theme import set_icon, theme
from ui.wrapped_lines import wrapped_list

if TYPE_CHECKING:
    from ui.form.form_presenter import FormPresenter

REMARK = Qt.ItemDataRole.UserRole
AGAIN_AFTER_MS = 400
"""How long after the last change the text is looked through again."""
AROUND = 8
"""Characters shown on either side of what is remarked on."""
MOST_SHOWN = 300
"""Remarks listed at most; a text that has more needs another look anyway once these are mended."""

OPENING, CLOSING = ("“", "‘", "（", "〈"), ("”", "’", "）", "〉")
"""Marks that come in pairs, as they are after mending."""


class ProofreadingPanel(QWidget):
    """The remarks on the texts of one form.

    Attributes:
        remarks: The remarks as they stand, in the order of the form.

    Signals:
        jumped: A `Remark` to go to.
        closed: The officer has closed the panel.
    """

    jumped = Signal(object)
    closed = Signal()

    def __init__(self, presenter: "FormPresenter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.remarks: list[Remark] = []
        self._blocks: dict[str, TextBlock] = {}
        self._before: dict[str, tuple[Plain, Plain]] = {}
        self._document = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_AFTER_MS)
        self._timer.timeout.connect(self.inspect)
        self._make_widgets()
        presenter.findings_changed.connect(self._changed)
        presenter.opened.connect(self._opened)

    def _make_widgets(self) -> None:
        close = QToolButton(self)
        close.setProperty("role", "plain")
        close.setToolTip("收起公文体检，回到填写说明（Esc）")
        close.setAccessibleName("收起公文体检")
        set_icon(close, "close")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label("公文体检", role="strong"))
        head.addStretch(1)
        head.addWidget(close)
        self.summary = label(wrap=True)
        self.list = wrapped_list("公文体检结果", self)
        self.list.setSpacing(1)
        self.list.itemClicked.connect(self._jump)
        self.list.itemActivated.connect(self._jump)
        self.list.currentItemChanged.connect(self._enable)
        self.mend_one = QPushButton("改正", self)
        self.mend_one.setToolTip("按建议改正选中的一处")
        self.mend_one.clicked.connect(self.mend_current)
        self.mend_all = QPushButton("全部改正", self)
        self.mend_all.clicked.connect(self.mend_everything)
        self.undo = QPushButton("撤销改正", self)
        self.undo.setToolTip("把刚才改正的填写项恢复成原来的文字")
        self.undo.clicked.connect(self.take_back)
        self.undo.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        for button in (self.mend_one, self.mend_all):
            button.setAutoDefault(False)
            buttons.addWidget(button, 1)
        note = label("点一处可跳到原文。引号、书名号里的文字不改。只是提示，不影响报送。", role="small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.undo)
        layout.addWidget(note)

    def inspect(self) -> None:
        """Look the form's texts through and list what there is to remark on."""
        self._timer.stop()
        presenter = self.presenter
        if presenter.state is None:
            return
        blocks = self._texts()
        self._blocks = {block.key: block for block in blocks}
        found = proofread(texts.parted(blocks), presenter.context.programme, presenter.context.today())
        self.remarks = [remark for remark in found if not texts.is_heading(remark.block)]
        self._show()

    def mend_current(self) -> None:
        """Mend the chosen remark and go on to the next."""
        remark = self.current()
        if remark is None or not remark.mendable or not self.presenter.editable:
            return
        self._put({remark.block: mend(self._blocks[remark.block].text, [remark, *self._partners(remark)])})

    def mend_everything(self) -> None:
        """Mend every place that is certain, until none is left."""
        if not self.presenter.editable:
            return
        self.inspect()
        presenter = self.presenter
        mended, _ = mend_blocks(texts.parted(self._texts()), presenter.context.programme, presenter.context.today())
        self._put({b.key: b.text for b in mended if not texts.is_heading(b.key) and b.text != self._blocks[b.key].text})

    def take_back(self) -> None:
        """Put back what the mended fields held before, as far as they have not been edited since."""
        for key, (before, after) in self._before.items():
            if self.presenter.current.values.get(key) == after:
                self.presenter.set_value(key, before)
        self._before = {}
        self.presenter.flush()
        self.inspect()

    def current(self) -> Remark | None:
        """Return the chosen remark."""
        item = self.list.currentItem()
        remark: Remark | None = item.data(REMARK) if item is not None else None
        return remark

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Look through what was typed while the panel was away."""
        super().showEvent(event)
        self.inspect()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _partners(self, remark: Remark) -> list[Remark]:
        """Return the other mark of a pair: one half mended alone would leave the other without its partner."""
        step = 1 if remark.replacement in OPENING else -1 if remark.replacement in CLOSING else 0
        same = [other for other in self.remarks if (other.rule, other.block) == (remark.rule, remark.block)]
        place = same.index(remark) + step
        wanted = CLOSING if step > 0 else OPENING
        return [same[place]] if step and 0 <= place < len(same) and same[place].replacement in wanted else []

    def _texts(self) -> list[TextBlock]:
        presenter = self.presenter
        return texts.blocks(presenter.form, presenter.applying(), presenter.context.programme, texts.is_prose)

    def _put(self, changes: dict[str, str]) -> None:
        """Store mended texts like typed ones."""
        if not changes:
            return
        presenter = self.presenter
        focused = QApplication.focusWidget()
        if isinstance(focused, QPlainTextEdit | QLineEdit):
            self.list.setFocus()  # an editor in use does not let its text be replaced
        values = texts.with_texts(presenter.form, presenter.current.values, changes, presenter.context.programme)
        self._before = {key: (presenter.current.values.get(key), value) for key, value in values.items()}
        for key, value in values.items():
            presenter.set_value(key, value)
        presenter.flush()
        self.inspect()

    def _changed(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _opened(self) -> None:
        if self.presenter.document_id != self._document:
            self._document = self.presenter.document_id
            self._before = {}
        if self.isVisible():
            self.inspect()

    def _show(self) -> None:
        row = max(0, self.list.currentRow())
        mendable = sum(remark.mendable for remark in self.remarks)
        if not self._blocks:
            self.summary.setText("还没有可以检查的文字。填写各章节的文字后再来看。")
        elif not self.remarks:
            self.summary.setText(f"检查了{len(self._blocks)}段文字，没有发现问题。")
        else:
            certain = f"，其中{mendable}处可直接改正" if mendable else "，请逐处核对"
            more = f"（先列出{MOST_SHOWN}处）" if len(self.remarks) > MOST_SHOWN else ""
            self.summary.setText(f"共{len(self.remarks)}处提示{certain}{more}。")
        self.list.blockSignals(True)
        self.list.clear()
        labels = _distinct_names(self._blocks)
        for remark in self.remarks[:MOST_SHOWN]:
            tone = LEVEL_TONES[remark.level]
            block = self._blocks[remark.block]
            words = [f"{labels[remark.block]}：{excerpt(block.text, remark.start, remark.end)}", *_advice(remark)]
            item = QListWidgetItem(theme().icon(tone.value, tone.value), "\n".join(words))
            item.setData(REMARK, remark)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self.list.count():
            self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.mend_all.setText(f"全部改正（{mendable}）" if mendable else "全部改正")
        self.undo.setVisible(bool(self._before) and self.presenter.editable)
        self._enable()

    def _enable(self) -> None:
        remark = self.current()
        editable = self.presenter.editable
        self.mend_one.setEnabled(editable and remark is not None and remark.mendable)
        self.mend_all.setEnabled(editable and any(remark.mendable for remark in self.remarks))
        why = "" if editable else "这一版已锁定，不能修改"
        self.mend_all.setToolTip(why or "改正所有能确定怎么改的地方，其余的请自己核对")

    def _jump(self, item: QListWidgetItem) -> None:
        self.jumped.emit(item.data(REMARK))


def excerpt(text: str, start: int, end: int) -> str:
    """Return a place with a few characters around it, on one line."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    shown = f"{'…' if start > AROUND else ''}{before}{text[start:end]}{after}{'…' if len(text) > end + AROUND else ''}"
    return " ".join(shown.split())


def _advice(remark: Remark) -> list[str]:
    """Return what is wrong and what to do, in a line each."""
    if remark.replacement is None:
        return [f"{remark.found}　{remark.reason}", *[remark.suggestion] * (remark.suggestion != remark.reason)]
    if not remark.replacement:
        return [remark.reason, f"可改正：删去 {remark.found}"]
    return [remark.reason, f"可改正：{remark.found} → {remark.replacement}"]


def _distinct_names(blocks: dict[str, TextBlock]) -> dict[str, str]:
    """Return how each block is called; of several with one name, each with its number."""
    same = defaultdict(list)
    for block in blocks.values():
        same[block.label].append(block.key)
    return {
        key: name if len(keys) == 1 else f"{name}（{number}）" for name, keys in same.items() for number, key in enumerate(keys, start=1)
    }


def select_words(editor: FieldEditor, remark: Remark) -> None:
    """Select what a remark is about in the editor of its field, where that is a box of text."""
    part: QPlainTextEdit | QLineEdit | None = editor.findChild(QPlainTextEdit) or editor.findChild(QLineEdit)
    if part is None or Place.of(remark.block).row:
        return
    shown = part.toPlainText() if isinstance(part, QPlainTextEdit) else part.text()
    start = remark.start
    if shown[start : remark.end] != remark.found:  # white space that is not stored stands in the box
        start = shown.find(remark.found)
    _select(part, shown, start, remark.found)


def select_text(editor: FieldEditor, before: str, words: str) -> None:
    """Select words behind others in the editor of their field, where that is a box of text and they stand there."""
    part: QPlainTextEdit | QLineEdit | None = editor.findChild(QPlainTextEdit) or editor.findChild(QLineEdit)
    if part is not None and not isinstance(editor, TableEditor):
        shown = part.toPlainText() if isinstance(part, QPlainTextEdit) else part.text()
        start = shown.find(before + words)
        _select(part, shown, start + len(before) if start >= 0 else -1, words)


def _select(part: QPlainTextEdit | QLineEdit, shown: str, start: int, words: str) -> None:
    if start < 0:
        return
    # The box counts in UTF-16, in which a rare character takes two places.
    first, length = (len(words.encode("utf-16-le")) // 2 for words in (shown[:start], words))
    if isinstance(part, QLineEdit):
        part.setFocus()
        part.setSelection(first, length)
        return
    cursor = part.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(first + length, QTextCursor.MoveMode.KeepAnchor)
    part.setTextCursor(cursor)
    part.ensureCursorVisible()
