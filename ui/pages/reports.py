"""The reports page (报表导出): every report of the district, the ledger and all application forms, one by one or all together."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forms.definition import Field, Origin
from models.plain import Plain
from ui import metrics
from ui.banner import open_path
from ui.context import Context
from ui.editors.choice import CalmComboBox
from ui.editors.text import TextEditor
from ui.labels import badge, card, label
from ui.page import Page
from ui.reports.catalogue import APPLICATIONS, OFFERS, Offer
from ui.reports.exporting import every_report, export_many, export_report
from ui.shortcuts import action

GROUP = "报表导出"
TWO_COLUMNS = 860
"""From this width of the page on there are two cards beside each other."""
DAY = Field(key="day", label="统计截至", type="date", origin=Origin.ADDED, example="示例：2026-09-30")
OTHER = "指定日期"


def quick_days(today: date) -> dict[str, date]:
    """Return the days an officer usually reports for."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    before = timedelta(days=1)
    return {"今天": today, "上月末": month - before, "上季度末": quarter - before, "上年末": date(today.year, 1, 1) - before}


class OfferCard(QFrame):
    """One offer: what it is called, what it is for, what stands in it, when it was last exported from this computer."""

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self.setProperty("role", "card")
        self.export = QPushButton("导出…")
        self.export.setAccessibleName(f"导出{offer.title}")
        self.last = QPushButton()
        self.last.setProperty("role", "link")
        self.last.setVisible(False)
        self._path = Path()
        self.last.clicked.connect(lambda: open_path(self._path if self._path.exists() else self._path.parent))
        head = QHBoxLayout()
        head.setSpacing(metrics.S)
        head.addWidget(label(offer.title, role="strong"))
        head.addWidget(badge(offer.made_with))
        head.addStretch(1)
        head.addWidget(self.last)
        head.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.M, metrics.S, metrics.M, metrics.S)
        layout.setSpacing(metrics.XS)
        layout.addLayout(head)
        layout.addWidget(label(offer.purpose, wrap=True))
        layout.addWidget(label(f"内容：{offer.holds}", role="small", wrap=True))
        layout.addStretch(1)

    def show_last(self, when: str, path: str) -> None:
        """Show when it was last exported and offer the file."""
        self._path = Path(path)
        self.last.setText(f"上次 {when}" if when else "")
        self.last.setToolTip(f"打开上次导出的文件：\n{path}")
        self.last.setAccessibleName(f"打开上次导出的{self.offer.title}，{when}")
        self.last.setVisible(bool(when))


class ReportsPage(Page):
    """All reports as cards, the day they are made for above."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.day = TextEditor(DAY, context.programme)
        self.quick = CalmComboBox()
        self.quick.setAccessibleName("统计截至哪一天")
        self.quick.addItems([*quick_days(context.today()), OTHER])
        self.with_forms = QCheckBox("同时导出全部申请表")
        self.cards = {offer.key: OfferCard(offer) for offer in OFFERS}
        self._columns = 0
        self._lay_out()
        self.primary = action(self, "全部导出到文件夹…", self.export_all, "Ctrl+E", GROUP)
        self.quick.activated.connect(self._show_quick)
        self.day.edited.connect(self._day_typed)
        for key, one in self.cards.items():
            one.export.clicked.connect(partial(self.export_one, key))
        self._show_quick()

    def refresh(self) -> None:
        """Show when each was last exported; a day that moves with the calendar moves."""
        self._show_quick()
        for key in self.cards:
            self._show_last(key)

    def focus_filter(self) -> None:
        """Put the cursor into the choice of the day."""
        self.quick.setFocus()

    def on(self) -> date | None:
        """Return the day chosen; ``None`` when what was typed is no day."""
        try:
            return date.fromisoformat(str(self.day.value))
        except ValueError:
            return None

    def export_one(self, key: str) -> None:
        """Export one offer."""
        on = self._day_or_complain()
        if on is None:
            return
        if key == APPLICATIONS:
            export_many(self.context, [key], self.context.today(), self._written)
        else:
            export_report(self.context, key, on, self._written)

    def export_all(self) -> None:
        """Export all reports and the ledger into one folder, with the application forms when wanted."""
        on = self._day_or_complain()
        if on is not None:
            export_many(self.context, [*every_report(), *[APPLICATIONS] * self.with_forms.isChecked()], on, self._written)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards in one column or two."""
        super().resizeEvent(event)
        self._place_cards()

    def _day_or_complain(self) -> date | None:
        on = self.on()
        if on is None:
            self.context.complain("“统计截至”不是一个日期。", "请写成 2026-09-30 这样的日期，或在左边选一个常用日期。")
            self.day.line.setFocus()
        return on

    def _show_quick(self) -> None:
        day = quick_days(self.context.today()).get(self.quick.currentText())
        if day is not None:
            self.day.show_value(day.isoformat())
        elif self.isVisible():
            self.day.line.setFocus()
            self.day.line.selectAll()

    def _day_typed(self, _value: Plain, _entered: str) -> None:
        self.quick.setCurrentText(OTHER)

    def _written(self, key: str, path: Path) -> None:
        now = self.context.workspace.clock().astimezone()
        choices = self.context.settings.values.choices
        choices[self._remembered(key)] = f"{now:%Y-%m-%d %H:%M}|{path.parent if key == APPLICATIONS else path}"
        self.context.settings.save()
        self._show_last(key)

    def _show_last(self, key: str) -> None:
        when, _, path = self.context.settings.values.choices.get(self._remembered(key), "").partition("|")
        self.cards[key].show_last(when, path)

    def _remembered(self, key: str) -> str:
        """Name of the note on when this workspace's report was last exported."""
        return f"exported {key} {self.context.workspace.place}"

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(metrics.S)
        row.addWidget(label("统计截至"))
        row.addWidget(self.quick)
        row.addWidget(self.day)
        row.addWidget(label("只统计这一天及以前登记的内容", role="muted", wrap=True), 1)
        row.addWidget(self.with_forms)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(metrics.M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        box = card()
        box.setLayout(row)
        row.setContentsMargins(metrics.M, metrics.S, metrics.M, metrics.S)
        layout.addWidget(box)
        layout.addWidget(self._grid_holder)
        to_documents = QPushButton("推荐报告、年度报告、报送函等公文在“文书”里写，带初稿 →")
        to_documents.setProperty("role", "link")
        to_documents.clicked.connect(lambda: self.context.navigate("documents"))
        layout.addWidget(to_documents, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._place_cards()

    def _place_cards(self) -> None:
        columns = 2 if self.width() >= TWO_COLUMNS else 1
        if columns == self._columns:
            return
        self._columns = columns
        for one in self.cards.values():
            self._grid.removeWidget(one)
        for number, one in enumerate(self.cards.values()):
            self._grid.addWidget(one, number // columns, number % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))
