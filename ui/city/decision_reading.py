"""Reading what came: the frozen form, remarks and questions written at the field, then the decision or the return."""

from collections import defaultdict
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from models.queries.city.decisions import AskedRow, NoteRow
from ui import messages, metrics
from ui.city.decision_dialog import decide_on, send_back
from ui.city.decisions_presenter import DecisionsPresenter, Subject
from ui.city.review_reading import Reading
from ui.city.review_snapshot import Said
from ui.editors.choice import CalmComboBox
from ui.labels import label
from ui.line_list import LineList
from ui.shortcuts import action
from ui.tone import Tone

GROUP = "审阅"
KEEP_AFTER_MS = 1000
"""What is being written is kept at the latest this long after the last keystroke."""
TONES = {"未发出": Tone.HINT, "待答复": Tone.WARNING, "已答复": Tone.OK, "已办结": Tone.NEUTRAL}


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A remark that will go with a return, or a question; exactly one of the two is there."""

    note: NoteRow | None
    query: AskedRow | None
    title: str
    detail: str
    badge: str
    tone: Tone


class ReadingDialog(QDialog):
    """The form at the left, what is said about it at the right.

    What is written is a noted remark in the store from the first pause on; pressing a button only says what becomes of it.

    Attributes:
        notes: Remarks noted so far; they go down with the return.
        writing: Id of the remark in the box; empty while nothing of it has been kept.
    """

    def __init__(self, presenter: DecisionsPresenter, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.subject = presenter, subject
        self.notes: list[NoteRow] = []
        self.writing = ""
        self._kept = ("", "", "")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEEP_AFTER_MS)
        self.reading = Reading(presenter.context, choosing=True)
        self.field = CalmComboBox(self)
        self.text = QPlainTextEdit()
        self.list = LineList("意见和询问", keeps_choice=True)
        self.setWindowTitle(f"{subject.kind.title if subject.kind else '审阅'} — {subject.title}")
        self._lay_out()
        self.refresh()
        for key, place in self.reading.view.places():
            self.field.addItem(self.reading.view.label_of(key, place), (key, place))
        self._connect()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be said or decided: only looking, or the document is settled, replaced or cannot be shown."""
        return self.presenter.context.read_only or bool(self.subject.closed) or self.reading.snapshot is None

    def refresh(self) -> None:
        """Show form, remarks and questions anew."""
        said: dict[tuple[str, str], list[Said]] = defaultdict(list)
        lines = []
        self.notes = [note for note in self.presenter.notes(self.subject.document_id) if note.id != self.writing]
        for note in self.notes:
            said[note.field_key, note.row].append(Said(f"退回意见：{note.text}", Tone.WARNING))
        asked = self.presenter.asked(self.subject.revision_id)
        for query in asked:
            place = (query.field_key, query.row)
            said[place].append(Said(f"询问（{query.stands}）：{query.text}", Tone.HINT))
            if query.answer:
                said[place].append(Said(f"答复：{query.answer}", Tone.OK))
        view = self.reading.view
        self.reading.show_revision(self.subject.document_id, self.subject.revision, self.subject.revision_id, said)
        self.reading.note.setText("\n".join(part for part in (self.subject.heading, self.subject.closed) if part))
        for note in self.notes:
            where = view.label_of(note.field_key, note.row) + self._whose(note.by)
            badge = "退回意见" if note.revision == self.subject.revision else f"第{note.revision}版的意见"
            lines.append(NoteLine(note, None, where, note.text, badge, Tone.WARNING))
        for query in asked:
            words = f"{query.text}　答复：{query.answer}" if query.answer else query.text
            where = view.label_of(query.field_key, query.row) + self._whose(query.by)
            lines.append(NoteLine(None, query, where, words, query.stands, TONES[query.stands]))
        self.list.set_lines(lines)
        self._enable()

    def choose_field(self, key: str, row: str) -> None:
        """Write about a field that was pressed in the form."""
        place = next((n for n in range(self.field.count()) if tuple(self.field.itemData(n)) == (key, row)), -1)
        if place >= 0:
            self.field.setCurrentIndex(place)
        self.text.setFocus()

    def keep(self) -> bool:
        """Keep what stands in the box, as it is; false when it could not be saved and the officer was told."""
        self._pause.stop()
        key, row = self.field.currentData() or ("", "")
        held = (self.text.toPlainText().strip(), key, row)
        if self.read_only or held == self._kept:
            return True
        if held[0]:
            made = self.presenter.note(self.writing, self.subject.revision_id, *held)
            done, self.writing = bool(made), made or self.writing
        else:
            done = not self.writing or self.presenter.strike(self.writing) is not None
            self.writing = "" if done else self.writing
        self._kept = held if done else self._kept
        return done

    def remark(self) -> None:
        """Have what is written go with a return."""
        if not self.read_only and self._wanting(self.text.toPlainText().strip()) and self.keep():
            self._begin_anew()
            self.refresh()

    def ask(self) -> None:
        """Ask the district what is written; the form stays as it is."""
        text = self.text.toPlainText().strip()
        if not self.read_only and self._wanting(text):
            key, row = self.field.currentData()
            if self.presenter.ask(self.subject.revision_id, text, key, row) is not None:
                if self.writing:
                    self.presenter.strike(self.writing)
                self._begin_anew()
                self.refresh()

    def change(self) -> None:
        """Put the chosen remark or unsent question back into the box, to be written anew; what stood there is noted."""
        line = self._line()
        if line is None or not self.keep():
            return
        if line.note is not None:
            self._begin_anew()
            self._write(line.note.field_key, line.note.row, line.note.text)
            self.writing, self._kept = line.note.id, (line.note.text, line.note.field_key, line.note.row)
        elif line.query is not None and line.query.stands == "未发出" and self.presenter.take_back(line.query.id) is not None:
            self._begin_anew()
            self._write(line.query.field_key, line.query.row, line.query.text)
            self.keep()
        self.refresh()

    def remove(self) -> None:
        """Take the chosen remark or unsent question away."""
        line = self._line()
        if line is None:
            return
        if line.note is not None:
            self.presenter.strike(line.note.id)
        elif line.query is not None:
            self.presenter.take_back(line.query.id)
        self.refresh()

    def close_query(self) -> None:
        """Close the chosen question, or open it again."""
        line = self._line()
        if line is not None and line.query is not None:
            self.presenter.close(line.query.id, again=line.query.stands == "已办结")
            self.refresh()

    def decide(self) -> None:
        """Decide, or send back; where remarks were written, sending back is proposed."""
        if self.read_only:
            return
        if self.text.toPlainText().strip():
            self.remark()
        if not self.keep():
            return
        subject, notes = self.subject, len(self.notes)
        if subject.kind is None:
            done = send_back(self.presenter, subject, notes, self)
        else:
            begin_with = self.presenter.returning(subject.kind) if notes else ""
            context = self.presenter.context
            done = decide_on(context, subject.kind, [subject.project_id], self, notes, begin_with, subject.revision_id)
        if done:
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with reading."""
        super().showEvent(event)
        self.reading.view.setFocus()

    def reject(self) -> None:
        """Close; what stands in the box is noted first."""
        half = bool(self.text.toPlainText().strip())
        if self.keep():
            if half:
                self.presenter.context.announce("没写完的意见已经记下，下次审阅接着写", Tone.HINT)
            super().reject()
        elif messages.question(self, "写了一半的意见没有保存。", "现在关闭，这一条不保留。", yes="放弃", no="继续审阅", danger=True):
            super().reject()

    def _whose(self, by: str) -> str:
        """Name a colleague; what the officer wrote himself needs no name."""
        return f"　{by}" if by and by != self.presenter.context.workspace.office.officer else ""

    def _begin_anew(self) -> None:
        self.writing, self._kept = "", ("", "", "")
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._pause.stop()

    def _write(self, key: str, row: str, text: str) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)
        self.choose_field(key, row)

    def _wanting(self, text: str) -> bool:
        if not text:
            messages.information(self, "还没有写内容。", "先选填写项（点左边的名称），写好意见或问题，再按这个按钮。")
        return bool(text)

    def _line(self) -> NoteLine | None:
        row = self.list.currentRow()
        lines: list[NoteLine] = self.list.lines()
        return lines[row] if 0 <= row < len(lines) else None

    def _go(self) -> None:
        line = self._line()
        about = (line.note or line.query) if line is not None else None
        if about is not None:
            self.reading.view.go_to(about.field_key, about.row)
        self._enable()

    def _enable(self) -> None:
        line = self._line()
        query = line.query if line is not None else None
        own = line is not None and (line.note is not None or (query is not None and query.stands == "未发出"))
        for button in (self.change_button, self.remove_button):
            button.setEnabled(own and not self.read_only)
        self.close_button.setEnabled(query is not None and query.stands != "未发出" and not self.read_only)
        self.close_button.setText("重新打开询问" if query is not None and query.stands == "已办结" else "办结询问")
        for part in (self.remark_button, self.ask_button, self.decide_button, self.field):
            part.setEnabled(not self.read_only)
        self.text.setReadOnly(self.read_only)
        kind = self.subject.kind
        self.remark_button.setVisible(kind is None or bool(self.presenter.returning(kind)))

    def _connect(self) -> None:
        self.reading.view.field_chosen.connect(self.choose_field)
        self.list.currentRowChanged.connect(lambda _row: self._go())
        self.text.textChanged.connect(self._pause.start)
        self.field.currentIndexChanged.connect(lambda _index: self._pause.start())
        self._pause.timeout.connect(self.keep)
        action(self, "记为退回意见", self.remark, "Ctrl+R", GROUP)
        action(self, "询问区县", self.ask, "Ctrl+Q", GROUP)
        action(self, self.decide_button.text(), self.decide, "Ctrl+Return", GROUP)

    def _lay_out(self) -> None:
        self.field.setAccessibleName("填写项")
        self.field.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.setMinimumContentsLength(10)
        self.text.setAccessibleName("意见或问题")
        self.text.setPlaceholderText("点左边的填写项名称，在这里写意见或问题")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(6 * self.fontMetrics().lineSpacing())
        self.remark_button, self.ask_button = QPushButton("记为退回意见"), QPushButton("询问区县")
        self.remark_button.setToolTip("随“退回修改”发给区县，逐条整改（Ctrl + R）")
        self.ask_button.setToolTip("文书仍然锁定，区县只需答复（Ctrl + Q）")
        self.change_button, self.remove_button, self.close_button = QPushButton("改写"), QPushButton("删去"), QPushButton("办结询问")
        self.decide_button = QPushButton("办理审定…" if self.subject.kind else "退回修改…")
        leave = QPushButton("关闭")
        self.decide_button.setProperty("role", "primary")
        calls = (
            (self.remark_button, self.remark),
            (self.ask_button, self.ask),
            (self.change_button, self.change),
            (self.remove_button, self.remove),
            (self.close_button, self.close_query),
            (self.decide_button, self.decide),
            (leave, self.reject),
        )
        for button, call in calls:
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, run=call: run())
        lines = [QHBoxLayout() for _ in range(3)]
        for line, buttons in zip(
            lines,
            (
                (self.remark_button, self.ask_button),
                (self.change_button, self.remove_button, self.close_button),
                (self.decide_button, leave),
            ),
            strict=True,
        ):
            line.addStretch(1)
            for button in buttons:
                line.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(metrics.M, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(label("写意见或问题", role="strong"))
        column.addWidget(self.field)
        column.addWidget(self.text)
        column.addLayout(lines[0])
        column.addWidget(label("意见和询问", role="strong"))
        column.addWidget(self.list, 1)
        column.addLayout(lines[1])
        column.addLayout(lines[2])
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.reading)
        parts.addWidget(right)
        parts.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.addWidget(parts)
        room = self.screen().availableGeometry()
        self.resize(min(1320, room.width() - 40), min(860, room.height() - 60))
        parts.setSizes([self.width() * 62 // 100, self.width() * 38 // 100])
