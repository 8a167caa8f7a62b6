"""Comparing two versions of one document field by field (版本对照), with reasons, as a Word table too (修改对照表)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from forms import snapshots
from forms.comparing import Difference, compare, of_both
from forms.passages import BlockKind, TextBlock
from forms.snapshot import FormSnapshot
from ui import messages
from ui.context import Context
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnSpec
from ui.table.view import TableView

if TYPE_CHECKING:
    from forms.definition import Form
    from forms.inspection import Inspection

COLUMNS = (
    ColumnSpec("section", "章节", width=8),
    ColumnSpec("label", "填写项", width=10),
    ColumnSpec("old", "前一版", width=14),
    ColumnSpec("new", "后一版", width=14, stretch=True),
    ColumnSpec("reason", "修改理由", width=12),
)
TITLE = "修改对照表"


class Version(NamedTuple):
    """One version that can be chosen: its number, or 0 for the form as it stands now."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Change(Difference):
    """A difference with the officer's reason.

    Attributes:
        place: Its place in the whole list, from 0.
        reason: 修改理由; empty until given.
    """

    place: int = 0
    reason: str = ""

    @property
    def id(self) -> str:
        """By which the table finds the row again."""
        return str(self.place)


class ReasonLine(QLineEdit):
    """Where a reason is typed; Enter goes on to the next difference, ↑ and ↓ go through them, without leaving the line."""

    def __init__(self, table: TableView) -> None:
        super().__init__()
        self._table = table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list with the keys that have no use in one line of text."""
        steps = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        rows: Sequence[Change] = self._table.shown().rows
        current = self._table.current()
        if current is None or not rows:
            return
        places = [row.place for row in rows]
        wanted = places[min(max(places.index(current.place) + step, 0), len(places) - 1)]
        self._table.select(lambda row: row.place == wanted)
        self.selectAll()


class CompareDialog(QDialog):
    """Chooses two versions, lists what differs, takes reasons and exports the table."""

    def __init__(self, context: Context, document_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.document_id = document_id
        self.found: list[Difference] = []
        self._reasons: dict[Difference, str] = {}
        self._unwritten = self._typing = False
        self.setWindowTitle("版本对照")
        self.resize(QSize(960, 580).boundedTo(self.screen().availableSize() * 0.9))
        self.old, self.new = QComboBox(self), QComboBox(self)
        self.table = TableView("comparison", "版本对照", COLUMNS, context.settings, EmptyState("两个版本没有不同", ""))
        self.hint = label(role="muted", wrap=True)
        self.reason = ReasonLine(self.table)
        self.reason.setAccessibleName("修改理由")
        self.reason.setPlaceholderText("选中一处修改，在这里写理由；可以多选，按回车到下一处")
        self.reason.textEdited.connect(self._take_reason)
        self.table.selection_changed.connect(lambda _rows: self._show_reason())
        self.table.row_activated.connect(lambda _row: self.reason.setFocus())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.export = QPushButton("导出修改对照表（Word）…")
        self.export.setAutoDefault(False)
        self.export.clicked.connect(self.export_table)
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        for words, box in (("前一版", self.old), ("后一版", self.new)):
            box.setAccessibleName(words)
            row.addWidget(label(words))
            row.addWidget(box, 1)
        below = QHBoxLayout()
        below.addWidget(label("修改理由"))
        below.addWidget(self.reason, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        layout.addWidget(buttons)
        self._fill()
        self.old.currentIndexChanged.connect(self._show)
        self.new.currentIndexChanged.connect(self._show)
        self._show()

    def versions(self) -> list[Version]:
        """Return the frozen versions, oldest first, and the present form where it is not frozen."""
        rows = self.context.reader.rows(
            "SELECT r.number, r.submitted_on, a.revision, a.frozen_at FROM document a LEFT JOIN revision r ON r.document_id = a.id"
            " WHERE a.id = :id ORDER BY r.number",
            id=self.document_id,
        )
        frozen = [Version(number, f"第{number}版（{day}报送）") for number, day, _, _ in rows if number is not None]
        _, _, revision, frozen_at = rows[0]
        return frozen if frozen_at else [*frozen, Version(0, f"第{revision}版草稿（现在）")]

    def export_table(self) -> None:
        """Export what differs, with the reasons typed so far."""
        from exports.files import masked_name, safe_file_name
        from exports.word.comparison import Comparison, export_comparison
        from ui.exporting import WORD, choose_target, write_and_say
        from ui.form.leaving_dialog import Leave, ask_leaving

        new = self._snapshot(self.new.currentData())
        form = self._form(new)
        reasons = {place: self._reasons[difference] for place, difference in enumerate(self.found) if self._reasons.get(difference)}
        masked, masked_reasons, inspection = _masked(self.found, reasons)
        leave, _ = ask_leaving(self, TITLE, inspection)
        if leave is Leave.BACK:
            return
        about = [part for part in (new.number, new.title) if part] or [new.district]
        name = safe_file_name("-".join([*about, f"{form.name}{TITLE}", f"{self.context.today():%Y%m%d}"])) + ".docx"
        differences = list(self.found)
        if leave is Leave.MASKED:
            name, differences, reasons = masked_name(name), masked, masked_reasons
        comparison = Comparison(
            title=f"{form.title}{TITLE}",
            subject="　".join(about),
            old=self.old.currentText(),
            new=self.new.currentText(),
            office=new.office,
            on=self.context.today(),
            mark="　".join(filter(None, (f"申报编号：{new.number}" if new.number else "", "脱敏副本" if leave is Leave.MASKED else ""))),
        )
        target = choose_target(self.context, self, name, WORD)
        if target is None:
            return
        settings = self.context.word_settings()
        write_and_say(
            self.context,
            f"正在导出{TITLE}",
            TITLE,
            target,
            lambda path, progress: export_comparison(comparison, differences, reasons, path, settings, progress),
            done=lambda exported: self._written(exported.path.name),
        )

    def reject(self) -> None:
        """Ask before reasons are lost that stand in no file yet."""
        if self._unwritten and not messages.question(
            self, "修改理由还没有导出，关闭后不保留。", "可以先导出修改对照表。", yes="仍要关闭", no="返回", danger=True
        ):
            return
        super().reject()

    def _fill(self) -> None:
        for version in self.versions():
            self.old.addItem(version.words, version.number)
            self.new.addItem(version.words, version.number)
        self.old.setCurrentIndex(max(0, self.old.count() - 2))
        self.new.setCurrentIndex(self.new.count() - 1)

    def _snapshot(self, number: int) -> FormSnapshot:
        if number:
            return snapshots.of_revision(self.context.reader, self.document_id, number)
        return snapshots.current(self.context.reader, self.context.programme, self.document_id, self.context.today())

    def _form(self, snapshot: FormSnapshot) -> "Form":
        return snapshots.form_of(self.context.reader, self.context.programme, snapshot)

    def _show(self) -> None:
        old, new = self._snapshot(self.old.currentData()), self._snapshot(self.new.currentData())
        form = self._form(new)
        self.found = compare(of_both(self._form(old), form), old, new, self.context.programme)
        self._show_rows()
        if self.found and self.table.current() is None:
            self.table.select(lambda row: row.place == 0)
        self._show_reason()
        self.export.setEnabled(self.old.count() > 1)
        if self.old.count() < 2:
            self.hint.setText(f"这份{form.name}还只有一个版本；报送后再修改，就可以在这里逐项对照。")
        else:
            self.hint.setText(f"共{len(self.found)}处不同。")

    def _show_rows(self) -> None:
        self.table.set_rows(
            [Change(**asdict(difference), place=n, reason=self._reasons.get(difference, "")) for n, difference in enumerate(self.found)]
        )

    def _show_reason(self) -> None:
        if self._typing:
            return
        row: Change | None = self.table.current()
        self.reason.setEnabled(row is not None)
        self.reason.setText(row.reason if row is not None else "")

    def _take_reason(self, text: str) -> None:
        rows: list[Change] = self.table.selected() or [row for row in [self.table.current()] if row is not None]
        for row in rows:
            self._reasons[self.found[row.place]] = text.strip()
        self._unwritten = any(self._reasons.values())
        self._typing = True
        self._show_rows()
        self._typing = False

    def _written(self, name: str) -> None:
        self._unwritten = False
        self.hint.setText(f"共{len(self.found)}处不同。已导出“{name}”。")


def _masked(found: Sequence[Difference], reasons: dict[int, str]) -> tuple[list[Difference], dict[int, str], "Inspection"]:
    """Return differences and reasons with the personal facts masked, and what was found in them."""
    from forms.inspection import Inspection

    inspection = Inspection()

    def mask(number: int, where: str, column: str, text: str) -> str:
        return inspection.masked(TextBlock("", f"第{number + 1}处 {where} {column}", BlockKind.CELL, text))

    differences = [
        replace(one, old=mask(number, one.label, "原文", one.old), new=mask(number, one.label, "现文", one.new))
        for number, one in enumerate(found)
    ]
    return differences, {n: mask(n, found[n].label, "理由", text) for n, text in reasons.items()}, inspection
