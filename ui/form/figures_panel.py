"""Numbers of an open document: which linked ones have moved on (关联数据), and which contradict each other (前后打架)."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QPushButton, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from forms.texts import Place
from models.errors import ResourceError, UserError
from ui import metrics
from ui.form.field_row import LEVEL_TONES
from ui.labels import label
from ui.theme import set_icon, set_tone, theme
from ui.tone import Tone
from ui.wrapped_lines import wrapped_list

if TYPE_CHECKING:
    from forms.consistency import Disagreement, Spot
    from forms.linked import Moved
    from ui.form.form_presenter import FormPresenter
    from ui.worker import Progress

AGAIN_AFTER_MS = 1500
"""How long after the last saving the numbers are looked at again: with many projects that takes a moment."""
AROUND = 10
"""Characters shown before a number, or before where two long texts part."""
LONGEST = 60
"""Characters shown of a long text."""
MOVED, CLASH = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class FiguresPanel(QWidget):
    """The numbers of one document.

    Attributes:
        moved: The linked numbers that have moved on.
        clashes: The numbers that contradict each other.
        list: Shows them, below them the contradictions.
        checking: They are being looked at on the worker; what is shown may be old by now.

    Signals:
        jumped: ``(field, words before, words)`` to go to.
        cell_chosen: ``(field, row, column)`` to go to.
        closed: The officer has closed the panel.
    """

    jumped = Signal(str, str, str)
    cell_chosen = Signal(str, str, str)
    closed = Signal()

    def __init__(self, presenter: "FormPresenter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.moved: list[Moved] = []
        self.clashes: list[Disagreement] = []
        self.checking = self._once_more = False
        self._shown = ""
        self._make_widgets()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_AFTER_MS)
        self._timer.timeout.connect(self._again)
        presenter.opened.connect(self._again)
        presenter.saved.connect(self._timer.start)

    def inspect(self) -> None:
        """Compare the numbers with the workspace and with each other, on the worker; asked for meanwhile, it is done once more."""
        presenter = self.presenter
        if presenter.state is None or not presenter.flush():
            return
        self._once_more = self.checking
        if self.checking:
            return
        self.checking = True
        document, context, workspace = presenter.document_id, presenter.context, presenter.context.workspace
        programme, today = context.programme, context.today()
        if document != self._shown:
            self._take_in(document, [], [])
            self.summary.setText("正在核对…")
            set_tone(self.summary, Tone.NEUTRAL)
        self._enable()

        def work(_progress: "Progress") -> "tuple[list[Moved], list[Disagreement]]":
            from forms.contradictions import contradictions
            from forms.linked import moved

            with workspace.snapshot() as reader:
                return moved(reader, programme, document, today), contradictions(reader, programme, document, today)

        context.run("正在核对数据", work, lambda found: self._looked(document, *found), self._failed, quiet=True)

    def current(self) -> "Moved | None":
        """Return the chosen linked number."""
        item = self.list.currentItem()
        found: Moved | None = item.data(MOVED) if item is not None else None
        return found

    def take_current(self) -> None:
        """Take the present number of the chosen place over."""
        entry = self.current()
        if entry is not None:
            self._take([entry])

    def take_all(self) -> None:
        """Take all present numbers over."""
        self._take(self.moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _make_widgets(self) -> None:
        close = QToolButton(self)
        close.setProperty("role", "plain")
        close.setToolTip("收起数据核对，回到填写说明（Esc）")
        close.setAccessibleName("收起数据核对")
        set_icon(close, "close")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label("数据核对", role="strong"))
        head.addStretch(1)
        head.addWidget(close)
        self.summary = label(wrap=True)
        self.list = wrapped_list("数据核对结果", self)
        self.list.setSpacing(1)
        self.list.itemClicked.connect(self._jump)
        self.list.itemActivated.connect(self._jump)
        self.list.currentItemChanged.connect(self._enable)
        self.one, self.all = QPushButton("更新这一处", self), QPushButton("全部更新", self)
        self.one.setToolTip("把选中的数改成账套里现在的数")
        self.all.setToolTip("把变了的数都改成账套里现在的数；自己改写过的段落不动")
        self.one.clicked.connect(self.take_current)
        self.all.clicked.connect(self.take_all)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        for button in (self.one, self.all):
            button.setAutoDefault(False)
            buttons.addWidget(button, 1)
        note = label("写初稿时从账套取的数，账套变了就列在这里。点一处可跳到那里；更不更新由您决定，不影响报送。", role="small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addWidget(note)

    def _take(self, entries: "list[Moved]") -> None:
        from forms.linked import refresh_links

        presenter = self.presenter
        if not presenter.editable or not presenter.flush():
            return
        presenter.saving = True  # the page reads it again once, not after every field
        try:
            for field in dict.fromkeys(entry.field for entry in entries):
                seqs = [entry.seq for entry in entries if entry.field == field]
                if presenter.context.perform(refresh_links, presenter.document_id, field, seqs) is None:
                    break
        finally:
            presenter.saving = False
        presenter.reload()
        if not self.checking:
            self.inspect()

    def _looked(self, document: str, moved: "list[Moved]", clashes: "list[Disagreement]") -> None:
        """Show what was found, if it still is about this document."""
        if not isValid(self):
            return  # the window was closed meanwhile
        self.checking = False
        if document == self.presenter.document_id:
            self._take_in(document, moved, clashes)
        else:
            self._once_more = True
        self._after_looking()

    def _failed(self, failure: Exception) -> None:
        """Say it in the panel: nobody asked for just this check, so nobody is stopped by it."""
        if not isinstance(failure, UserError | ResourceError):
            raise failure
        if isValid(self):
            self.checking = False
            self._take_in("", [], [])
            self.summary.setText(f"没有核对成：{failure}")
            set_tone(self.summary, Tone.ERROR)
            self._after_looking()

    def _take_in(self, document: str, moved: "list[Moved]", clashes: "list[Disagreement]") -> None:
        self._shown, self.moved, self.clashes = document, moved, clashes
        self._show()

    def _after_looking(self) -> None:
        if self._once_more and self.isVisible():
            self.inspect()

    def _again(self) -> None:
        self._timer.stop()
        if self.isVisible():
            self.inspect()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what changed while the panel was away."""
        super().showEvent(event)
        if self.presenter.state is not None:
            self.inspect()

    def _show(self) -> None:
        row = max(0, self.list.currentRow())
        parts = [f"{len(self.moved)}处数与账套现在的不同"] * bool(self.moved) + [f"{len(self.clashes)}处前后打架"] * bool(self.clashes)
        self.summary.setText(f"有{'，'.join(parts)}。" if parts else "从账套取的数都与现在一致，前后没有打架。")
        set_tone(self.summary, Tone.WARNING if parts else Tone.OK)
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self.moved:
            item = QListWidgetItem(theme().icon(Tone.WARNING.value, Tone.WARNING.value), _words(entry))
            item.setData(MOVED, entry)
            self.list.addItem(item)
        for clash in self.clashes:
            tone = LEVEL_TONES[clash.level]
            item = QListWidgetItem(theme().icon(tone.value, tone.value), f"前后打架：{clash.message}")
            item.setData(CLASH, clash)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self.list.count():
            self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._enable()

    def _enable(self) -> None:
        entry, editable = self.current(), self.presenter.editable and not self.checking
        self.one.setEnabled(editable and entry is not None)
        self.one.setText("更新这一处" if entry is None or (entry.still_there and entry.now) else "知道了")
        self.all.setEnabled(editable and bool(self.moved))

    def _jump(self, item: QListWidgetItem) -> None:
        entry: Moved | None = item.data(MOVED)
        clash: Disagreement | None = item.data(CLASH)
        if entry is not None:
            self.jumped.emit(entry.field, entry.before, entry.shown)
        elif clash is not None:
            spot = next((spot for spot in (clash.first, clash.second) if spot.block), None)
            if spot is None:
                return
            place = Place.of(spot.block)
            if place.row:
                self.cell_chosen.emit(place.field, place.row, place.column)
            else:
                self.jumped.emit(place.field, self._words_before(place.field, spot), spot.number)

    def _words_before(self, field: str, spot: "Spot") -> str:
        """Return some words before a number, which tell it from the same number elsewhere in the field."""
        text = self.presenter.current.values.get(field)
        found = isinstance(text, str) and text[spot.start : spot.end] == spot.number
        return text[max(0, spot.start - AROUND) : spot.start] if isinstance(text, str) and found else ""


def _words(entry: "Moved") -> str:
    now = entry.now or "账套里已经没有这一项"
    shown, now = where_they_part(entry.shown, now)
    lines = [f"{entry.place}：{entry.before[-AROUND:]}" if entry.before else entry.place, f"{shown} → {now}"]
    if not entry.still_there:
        lines.append("这一处的文字已经改写过，请自己核对；点“知道了”不再提示。")
    elif not entry.now:
        lines.append("请核对后自己修改；点“知道了”不再提示。")
    return "\n".join(lines)


def where_they_part(old: str, new: str) -> tuple[str, str]:
    """Cut two long texts down to where they differ, so that the difference is seen."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    same = next((n for n, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new)))
    start = max(0, same - AROUND)
    return _short(old, start), _short(new, start)


def _short(text: str, start: int) -> str:
    cut = text[start : start + LONGEST]
    return ("…" if start else "") + cut + ("…" if start + LONGEST < len(text) else "")
