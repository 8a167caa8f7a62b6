"""Scoring in the window: the frozen form at the left, the score sheet of one expert at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.arithmetic import plain_number, to_number
from models.errors import UserError
from models.queries.city.reviews import CONFLICT, DONE, Board, Cell, Judged, Weight
from models.review_scores import read_points
from ui import messages, metrics
from ui.city.review_reading import Reading
from ui.city.reviews_presenter import ReviewsPresenter
from ui.editors.choice import CalmComboBox
from ui.labels import badge, label, set_badge
from ui.shortcuts import action
from ui.tone import Tone

GROUP = "打分"
TONES = {DONE: Tone.OK, CONFLICT: Tone.NEUTRAL}
KEEP_AFTER_MS = 1000
"""What is being filled in is kept at the latest this long after the last keystroke."""


class PointsRow(QWidget):
    """One criterion: its points, what it looks at, grades that fill it in."""

    def __init__(self, weight: Weight, marks: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.weight = weight
        self.box = QLineEdit()
        self.box.setAccessibleName(f"{weight.title}得分")
        self.box.setFixedWidth(6 * self.fontMetrics().horizontalAdvance("字"))
        self.box.setPlaceholderText(f"0–{plain_number(weight.weight)}")
        self.problem = label(tone=Tone.ERROR, wrap=True)
        self.problem.hide()
        self._grades = QButtonGroup(self)
        self._grades.setExclusive(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, metrics.S, metrics.XS)
        grid.setHorizontalSpacing(metrics.XS)
        grid.setVerticalSpacing(0)
        name = label(f"{weight.title}（{plain_number(weight.weight)}分{'，加分' if weight.bonus else ''}）", role="strong")
        name.setBuddy(self.box)
        grid.addWidget(name, 0, 0, 1, 2)
        grid.addWidget(label(weight.points, role="small", wrap=True), 1, 0, 1, 2)
        line = QHBoxLayout()
        line.setSpacing(metrics.XS)
        line.addWidget(self.box)
        for title, share in marks:
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setFixedWidth(3 * self.fontMetrics().horizontalAdvance("字"))
            points = plain_number(weight.weight * (to_number(share) or 0))
            button.setToolTip(f"{title}：{points}分")
            button.clicked.connect(lambda _checked=False, text=points: self._grade(text))
            line.addWidget(button)
        line.addStretch(1)
        grid.addLayout(line, 2, 0, 1, 2)
        grid.addWidget(self.problem, 3, 0, 1, 2)
        self.box.textChanged.connect(lambda _text: self.judge())

    def _grade(self, points: str) -> None:
        self.box.setText(points)
        self.box.textEdited.emit(points)
        self.box.setFocus()

    def judge(self) -> bool:
        """Say what is wrong with what stands there; empty is not wrong."""
        try:
            if self.box.text().strip():
                read_points(self.box.text(), self.weight.title, self.weight.weight)
        except UserError as failure:
            self.problem.setText(f"{failure.message}{failure.hint}")
            self.problem.show()
            return False
        self.problem.hide()
        return True


class ScoreDialog(QDialog):
    """Goes through the score sheets of a round, project by project or expert by expert.

    Attributes:
        shown: The round, read anew after each save.
        cell: The sheet that is shown.
    """

    def __init__(self, presenter: ReviewsPresenter, shown: Board, project_id: str, expert_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.shown = presenter, shown
        self.read_only = presenter.context.read_only or shown.facts.closed_on is not None
        self.reading = Reading(presenter.context)
        self.project, self.expert = CalmComboBox(self), CalmComboBox(self)
        self.rows = {weight.key: PointsRow(weight, self._marks()) for weight in shown.facts.weights}
        self.total = label(role="heading")
        self.state = badge("")
        self.comment = QPlainTextEdit()
        self.said = label(tone=Tone.ERROR, wrap=True)
        self.cell: Cell | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEEP_AFTER_MS)
        self.setWindowTitle(f"打分 — {shown.facts.title}")
        self._lay_out()
        self._connect()
        self._go(project_id, expert_id)

    @property
    def scores(self) -> dict[str, str]:
        """What stands in the boxes."""
        return {key: row.box.text().strip() for key, row in self.rows.items()}

    @property
    def changed(self) -> bool:
        """Whether something stands there that is not saved."""
        if self.cell is None or self.read_only:
            return False
        held = {key: plain_number(points) for key, points in self.cell.points.items()}
        now = {key: _canonical(text) for key, text in self.scores.items() if text}
        return now != held or self.comment.toPlainText().strip() != self.cell.comment

    def save(self, finish: bool = False) -> bool:
        """Save the sheet; what is wrong stays on the screen. Returns whether it was saved."""
        if self.cell is None or self.read_only or self.cell.stands == CONFLICT:
            return True
        wrong = [row for row in self.rows.values() if not row.judge()]
        empty = [row for row in self.rows.values() if not row.box.text().strip()] if finish else []
        self.said.setText(f"还有{len(empty)}项没有打分。" if empty else "有的得分不对，请改好。" if wrong else "")
        self.said.setVisible(bool(wrong or empty))
        if wrong or empty:
            (wrong or empty)[0].box.setFocus()
            return False
        finished = finish or (self.cell.stands == DONE and all(self.scores.values()))
        if self.presenter.score(self.cell.sheet_id, self.scores, self.comment.toPlainText(), finished) is None:
            return False
        self._read()
        return True

    def keep(self) -> None:
        """Keep what stands there as it is; what is wrong, and a finished sheet with a gap, waits until the officer has gone on."""
        cell, full = self.cell, all(self.scores.values())
        if cell is None or cell.stands == CONFLICT or not self.changed or (cell.stands == DONE and not full):
            return
        if not all(row.judge() for row in self.rows.values()):
            return
        if self.presenter.score(cell.sheet_id, self.scores, self.comment.toPlainText(), cell.stands == DONE) is None:
            return
        found = self.presenter.board(self.shown.facts.id)
        if found is not None:
            self.shown, self.cell = found, found.cells.get((cell.project_id, cell.expert_id), cell)
            self._show_choice()
            set_badge(self.state, self.cell.stands, TONES.get(self.cell.stands, Tone.WARNING))

    def finish(self) -> None:
        """Finish this sheet and go on with the next one of this expert that is open."""
        if self.cell is None or not self.save(finish=True):
            return
        order = [judged.project_id for judged in self.shown.projects]
        here = order.index(self.cell.project_id)
        expert = self.cell.expert_id
        for project in (*order[here + 1 :], *order[:here]):
            cell = self.shown.cells.get((project, expert))
            if cell is not None and cell.stands not in (DONE, CONFLICT):
                self._go(project, expert)
                return
        name = dict(self.shown.experts)[expert]
        self.said.setText("")
        messages.information(self, f"{name}的评分表都完成了。", "可以换一位专家，或者关闭。")

    def step(self, by: int) -> None:
        """Go to the next or the previous project of this expert."""
        if self.cell is None or not self._may_go():
            return
        own = [judged.project_id for judged in self.shown.projects if (judged.project_id, self.cell.expert_id) in self.shown.cells]
        place = own.index(self.cell.project_id) + by
        if 0 <= place < len(own):
            self._go(own[place], self.cell.expert_id)

    def stand_aside(self) -> None:
        """Mark a conflict of interest with its reason, or take the mark back."""
        from ui.city.review_words import ask_words

        if self.cell is None or self.read_only:
            return
        if self.cell.stands == CONFLICT:
            if self.presenter.stand_aside(self.cell.sheet_id, "") is not None:
                self._read()
            return
        if not self._may_go():
            return
        guidance = "例：曾在申报主体任职；与主要负责人是亲属；参与过本项目的策划。"
        reason = ask_words(
            self.presenter.context, "标记回避", "回避原因", guidance, "回避以后，这位专家对这个项目的得分不计入平均分。", self
        )
        if reason and self.presenter.stand_aside(self.cell.sheet_id, reason) is not None:
            self._read()

    def reject(self) -> None:
        """Close; what is not saved is saved, or asked about where it cannot be."""
        if self._may_go():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first box."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus)

    def _may_go(self) -> bool:
        if not self.changed or self.save():
            return True
        return messages.question(
            self, "这份评分表里有不对的得分，没有保存。", "放弃后刚才填写的不保留。", yes="放弃", no="继续填写", danger=True
        )

    def _focus(self) -> None:
        first = next((row for row in self.rows.values() if not row.box.text()), next(iter(self.rows.values()), None))
        if first is not None:
            first.box.setFocus()
            first.box.selectAll()

    def _go(self, project_id: str, expert_id: str) -> None:
        """Show the sheet of a project and an expert; where the project has none of that expert, its first one."""
        cell = self.shown.cells.get((project_id, expert_id)) or next(iter(self.shown.of_project(project_id)), None)
        judged = next(one for one in self.shown.projects if one.project_id == project_id)
        if self.cell is None or self.cell.project_id != project_id:
            self.reading.show_revision(judged.document_id, judged.revision, judged.revision_id)
            self.reading.note.setText(_about(judged))
        self.cell = cell
        self._fill()

    def _show_choice(self) -> None:
        """Let the boxes above name the sheet that is shown; what was typed stays."""
        cell = self.cell
        for box in (self.project, self.expert):
            box.blockSignals(True)
        self.expert.clear()
        if cell is not None:
            self.project.setCurrentIndex(self.project.findData(cell.project_id))
            for one in self.shown.of_project(cell.project_id):
                self.expert.addItem(f"{dict(self.shown.experts)[one.expert_id]}　{one.stands}", one.expert_id)
            self.expert.setCurrentIndex(self.expert.findData(cell.expert_id))
        for box in (self.project, self.expert):
            box.blockSignals(False)

    def _fill(self) -> None:
        cell = self.cell
        self._show_choice()
        aside = cell is not None and cell.stands == CONFLICT
        for key, row in self.rows.items():
            row.box.setText(plain_number(cell.points[key]) if cell is not None and key in cell.points else "")
            row.setEnabled(cell is not None and not aside and not self.read_only)
        self.comment.setPlainText(cell.comment if cell is not None else "")
        self.comment.setReadOnly(self.read_only or aside or cell is None)
        self.said.setText(f"已标记回避：{cell.conflict_note}" if cell is not None and aside else "")
        self.said.setVisible(aside)
        set_badge(self.state, cell.stands if cell else "没有分配", TONES.get(cell.stands, Tone.WARNING) if cell else Tone.NEUTRAL)
        self.aside.setText("取消回避" if aside else "标记回避…")
        for button in (self.aside, self.keep_button, self.done_button):
            button.setEnabled(cell is not None and not self.read_only)
        self._add_up()
        self._focus()

    def _read(self) -> None:
        """Read the round anew and stay on the sheet."""
        found = self.presenter.board(self.shown.facts.id)
        if found is None or self.cell is None:
            return
        self.shown = found
        self.cell = found.cells.get((self.cell.project_id, self.cell.expert_id), self.cell)
        self._fill()

    def _add_up(self) -> None:
        given = [to_number(text) for text in self.scores.values() if text]
        known = [number for number in given if number is not None]
        full = plain_number(self.shown.facts.full)
        self.total.setText(f"合计 {plain_number(sum(known[1:], known[0]))} / {full}" if known else f"合计 — / {full}")

    def _choose_project(self) -> None:
        wanted, expert = self.project.currentData(), self.cell.expert_id if self.cell else ""
        if self._may_go():
            self._go(str(wanted), expert)
        else:
            self._show_choice()

    def _choose_expert(self) -> None:
        wanted = self.expert.currentData()
        if self.cell is not None and wanted and self._may_go():
            self._go(self.cell.project_id, str(wanted))
        else:
            self._show_choice()

    def _marks(self) -> list[tuple[str, str]]:
        return [(mark.title, mark.share) for mark in self.presenter.context.programme.review.mark]

    def _connect(self) -> None:
        self.project.currentIndexChanged.connect(lambda _index: self._choose_project())
        self.expert.currentIndexChanged.connect(lambda _index: self._choose_expert())
        for row in self.rows.values():
            row.box.textChanged.connect(lambda _text: self._add_up())
            row.box.textEdited.connect(lambda _text: self._pause.start())
        self.comment.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.keep)
        action(self, "暂存", self.save, "Ctrl+S", GROUP)
        action(self, "完成，到下一份", self.finish, "Ctrl+Return", GROUP)
        action(self, "下一个项目", lambda: self.step(1), "Alt+Down", GROUP)
        action(self, "上一个项目", lambda: self.step(-1), "Alt+Up", GROUP)

    def _lay_out(self) -> None:
        self.project.setAccessibleName("项目")
        self.expert.setAccessibleName("专家")
        for box in (self.project, self.expert):
            box.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        for judged in self.shown.projects:
            self.project.addItem(f"{judged.number}　{judged.title}", judged.project_id)
        self.comment.setAccessibleName("评审意见")
        self.comment.setPlaceholderText("评审意见：主要理由、修改建议")
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(4 * self.fontMetrics().lineSpacing())
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.XS)
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        self.aside, self.keep_button = QPushButton("标记回避…"), QPushButton("暂存")
        self.done_button, close = QPushButton("完成，到下一份"), QPushButton("关闭")
        self.done_button.setProperty("role", "primary")
        self.done_button.setToolTip("Ctrl + 回车")
        doing = (self.stand_aside, self.save, self.finish, self.reject)
        for button, call in zip((self.aside, self.keep_button, self.done_button, close), doing, strict=True):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, run=call: run())
        top = QHBoxLayout()
        top.addWidget(self.total)
        top.addStretch(1)
        top.addWidget(self.state)
        foot, last = QHBoxLayout(), QHBoxLayout()
        foot.addWidget(self.aside)
        foot.addStretch(1)
        foot.addWidget(self.keep_button)
        last.addStretch(1)
        last.addWidget(self.done_button)
        last.addWidget(close)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(metrics.M, 0, 0, 0)
        side.setSpacing(metrics.S)
        side.addWidget(self.project)
        side.addWidget(self.expert)
        side.addLayout(top)
        side.addWidget(area, 1)
        side.addWidget(self.said)
        side.addWidget(self.comment)
        side.addLayout(foot)
        side.addLayout(last)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.reading)
        parts.addWidget(right)
        parts.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.addWidget(parts)
        room = self.screen().availableGeometry()
        self.resize(min(1320, room.width() - 40), min(860, room.height() - 60))
        parts.setSizes([self.width() * 6 // 10, self.width() * 4 // 10])


def _about(judged: Judged) -> str:
    newer = f"；区县后来又报来第{judged.newer}版，这里评的是第{judged.revision}版" if judged.newer else ""
    return f"{judged.district}　{judged.entity}{newer}"


def _canonical(text: str) -> str:
    number = to_number(text)
    return plain_number(number) if number is not None else text
