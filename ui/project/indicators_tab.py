"""The tab of the indicators: targets and what has been reached at the left, one indicator year by year at the right."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout

from models.arithmetic import actual, plain_number, target_of, to_number
from models.queries.indicators import IndicatorStanding, ValueRow, decimals_of, numbers
from models.things import Thing
from ui import messages, metrics
from ui.charts.indicator_chart import Bar, IndicatorChart
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.labels import ElidedLabel, card, label
from ui.project.list_tab import WITHIN, ListTab
from ui.project.project_presenter import ProjectPresenter, readings
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import export_shown
from ui.table.view import TableView
from ui.tone import Tone

EMPTY = ("还没有指标", "可以先按试点方向添加核心指标，再填基期值和各年目标；也可以从指标库另选或自己新增。")
REACHED, BEHIND = Decimal(1), Decimal("0.6")


def number_words(number: Decimal | None) -> str:
    """Show a number, nothing when there is none."""
    return "" if number is None else plain_number(number)


def rate_words(rate: Decimal | None) -> str:
    """Show a rate in percent."""
    return "" if rate is None else f"{rate * 100:.0f}%"


def rate_tone(rate: Decimal | None) -> Tone:
    """Return the tone of a rate: reached, on its way, far behind."""
    if rate is None:
        return Tone.NEUTRAL
    return Tone.OK if rate >= REACHED else Tone.HINT if rate >= BEHIND else Tone.WARNING


def _target(year: int) -> ColumnSpec:
    return ColumnSpec(
        f"target_{year}",
        f"{year % 100}年目标",
        ColumnKind.NUMBER,
        width=5,
        value=lambda row: row.targets.get(year, ""),
        sort_key=lambda text: to_number(text) or Decimal(-1),
    )


def columns(years: Sequence[int]) -> tuple[ColumnSpec, ...]:
    """Return the columns for the years of the programme."""
    return (
        ColumnSpec("name", "指标", width=11, stretch=True),
        ColumnSpec("kind_title", "性质", width=3),
        ColumnSpec("unit", "单位", width=3),
        ColumnSpec("baseline", "基期", ColumnKind.NUMBER, width=4, sort_key=lambda text: to_number(text) or Decimal(-1), visible=False),
        *(_target(year) for year in years),
        ColumnSpec("actual", "最近完成", ColumnKind.NUMBER, width=5, show=number_words),
        ColumnSpec("actual_on", "截至", ColumnKind.DATE, width=6, visible=False, show=lambda day: day.isoformat() if day else ""),
        ColumnSpec("rate", "完成率", ColumnKind.STATE, width=4, show=rate_words, tone=rate_tone, sort_key=lambda rate: rate),
    )


VALUE_COLUMNS = (
    ColumnSpec("on", "日期", ColumnKind.DATE, width=5, show=lambda day: day.isoformat()),
    ColumnSpec("value", "完成值", ColumnKind.NUMBER, width=4, sort_key=lambda text: to_number(text) or Decimal(-1)),
    ColumnSpec("source", "数据来源", width=6, stretch=True),
    ColumnSpec("evidence_title", "佐证材料", width=5),
    ColumnSpec("note", "备注", width=6, visible=False),
)


class IndicatorsTab(ListTab):
    """Indicators and their values."""

    def __init__(self, presenter: ProjectPresenter) -> None:
        years = presenter.context.programme.period.years
        super().__init__(presenter, Thing.INDICATOR, "指标", columns(years), EMPTY, "添加核心指标")
        self.table.empty_pressed.disconnect(self.add)
        self.table.empty_pressed.connect(self._propose)
        self.chosen: IndicatorStanding | None = None
        self._lay_out_side()
        self._make_actions()
        self.table.grid.selectionModel().currentRowChanged.connect(lambda *_: self.show_side())
        self.enable()

    def read(self) -> Sequence[Any]:
        """Return the indicators."""
        return self.presenter.indicators()

    def words_of(self, row: Any) -> str:
        """Return an indicator's name."""
        return str(row.name)

    def refresh(self) -> int:
        """Show the present indicators, and one at the side."""
        count = super().refresh()
        if count and self.table.current() is None:
            self.table.select(lambda _row: True)
        self.show_side()
        return count

    def add(self) -> None:
        """Add an indicator of the officer's own."""
        if self.editable:
            self._indicator_dialog(None)

    def edit(self, row: Any) -> None:
        """Open an indicator."""
        self._indicator_dialog(row)

    def show_side(self) -> None:
        """Show the current indicator at the side."""
        self.chosen = self.table.current()
        self.side.setVisible(self.chosen is not None)
        if self.chosen is None:
            return
        held = self.presenter.values(self.chosen.id)
        self.name.setText(self.chosen.name)
        self.rule.setText(self.chosen.counting_rule)
        self.rule.setVisible(bool(self.chosen.counting_rule))
        self.chart.set_bars(self._bars(self.chosen, held), self.chosen.unit)
        self.values.set_rows(held)
        self._enable_values()

    def show_value(self, value_id: str) -> None:
        """Put the cursor on one value of the current indicator."""
        self.values.select(lambda row: row.id == value_id)
        self.values.grid.setFocus()

    def add_value(self) -> None:
        """Record a value of the current indicator."""
        if self.chosen is not None and self.editable:
            self._value_dialog(None)

    def _bars(self, chosen: IndicatorStanding, held: Sequence[ValueRow]) -> list[Bar]:
        """Return the baseline and every year of the programme; a year that has not begun has no actual value."""
        programme, today = self.context.programme, self.context.today()
        known, goals = readings(held), numbers(chosen.targets)
        decimals = decimals_of(programme, chosen.key)
        bars = [Bar("基期", to_number(chosen.baseline), None)]
        for year in programme.period.years:
            reached = None
            if year <= today.year:
                reached = actual(chosen.kind, known, min(date(year, 12, 31), today), unit=chosen.unit, decimals=decimals)
            bars.append(Bar(f"{year}年", reached, goals.get(year, target_of(chosen.kind, goals, year) if year == today.year else None)))
        return bars

    def _lay_out_side(self) -> None:
        box = card()
        self.side = QScrollArea()
        self.side.setWidgetResizable(True)
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setMinimumWidth(300)
        self.name = ElidedLabel(role="heading")
        self.rule = label(role="small", wrap=True)
        self.chart = IndicatorChart()
        words = "区县报来以后显示在这里。" if self.reported else "按日期登记完成值，并注明数据来源。"
        empty = EmptyState("还没有完成值", words, "登记完成值" if self.editable else "", "chart")
        settings = self.context.settings
        self.values = TableView("project.values", "完成值", VALUE_COLUMNS, settings, empty, filter_hint="筛选完成值", exportable=False)
        self.values.row_activated.connect(self._value_dialog)
        self.values.empty_pressed.connect(self.add_value)
        self.values.selection_changed.connect(self._enable_values)
        self.values.export_requested.connect(lambda shown: export_shown(self.context, shown))
        self.values.grid.setMinimumHeight(110)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(metrics.M, metrics.M, metrics.M, metrics.M)
        layout.setSpacing(metrics.S)
        for part in (self.name, self.rule, self.chart):
            layout.addWidget(part)
        layout.addWidget(self.values, 1)
        self.side.setWidget(box)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.layout_.removeWidget(self.table)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([760, 370])
        self.layout_.addWidget(self.splitter)

    def _make_actions(self) -> None:
        group = self.title
        self.record_action = self.row_action("登记完成值…", self.add_value, "Ctrl+D")
        self.tool(self.record_action, "check")
        self.add_action = action(self, "新增指标…", self.add, "", group)
        self.propose_action = action(self, "添加核心指标", self._propose, "Ctrl+Shift+P", group)
        self.pick_action = action(self, "从指标库选择…", self._pick, "Ctrl+L", group)
        for made, icon in ((self.pick_action, "indicators"), (self.add_action, "add")):
            made.setEnabled(self.editable)
            button = self.tool(made, icon)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(metrics.ICON, metrics.ICON))
        self.propose_action.setEnabled(self.editable)
        self.propose_action.setVisible(not self.reported)
        self.table.add_row_action(self.propose_action)
        grid = self.values.grid
        self.remove_value = action(grid, "删除完成值", self._remove_value, "Del", group, WITHIN)
        self.open_evidence = action(grid, "打开佐证材料", self._open_evidence, "Ctrl+O", group, WITHIN)
        self.remove_value.setVisible(not self.reported)
        for made in (self.open_evidence, self.remove_value):
            self.values.add_row_action(made)

    def _enable_values(self) -> None:
        row = self.values.current()
        self.remove_value.setEnabled(row is not None and self.editable)
        self.open_evidence.setEnabled(row is not None and bool(row.evidence_id))

    def _indicator_dialog(self, held: IndicatorStanding | None) -> None:
        from ui.dialogs.indicator_dialog import make_indicator_dialog

        dialog = make_indicator_dialog(self.context, self.presenter, held, self.window())
        show_dialog(dialog)
        if dialog.outcome is not None:
            self.show_thing(dialog.outcome.id)

    def _value_dialog(self, held: ValueRow | None) -> None:
        from ui.dialogs.value_dialog import ValueDialog

        if self.chosen is None:
            return
        dialog = ValueDialog(self.context, self.presenter, self.chosen, held, self.window())
        show_dialog(dialog)
        if dialog.outcome is not None:
            self.show_value(dialog.outcome.id)

    def _remove_value(self) -> None:
        row = self.values.current()
        if row is not None and messages.question(
            self.window(), f"删除{row.on.isoformat()}的完成值“{row.value}”？", "删除后可以在回收站恢复。", yes="删除", danger=True
        ):
            self.presenter.delete(Thing.INDICATOR_VALUE, row.id)

    def _open_evidence(self) -> None:
        from ui.evidence_files import open_evidence

        row = self.values.current()
        if row is not None and row.evidence_id:
            open_evidence(self.context, row.evidence_id)

    def _propose(self) -> None:
        if not self.editable or self.presenter.summary is None:
            return
        if not self.presenter.summary.main_area:
            self.context.complain("项目还没有选试点方向，不知道建议哪些指标。", "请先在“修改项目信息”里选定主方向，或自己新增指标。")
            return
        changes = self.presenter.propose_indicators()
        if changes is not None:
            added = bool(changes.kinds)
            self.context.announce("已添加核心指标，请填写基期值和各年目标（参考，可改）。" if added else "这些方向的核心指标都已经有了。")

    def _pick(self) -> None:
        from ui.editors.picker import pick_keys
        from ui.form.indicator_picker import indicator_dictionary

        project = self.presenter.summary
        if not self.editable or project is None:
            return
        areas = [key for key in (project.main_area, *project.other_areas) if key]
        used = {row.key for row in self.table.model.rows if row.key}
        for key in pick_keys(self.window(), "指标", indicator_dictionary(self.context.programme, areas, used), []) or ():
            self.presenter.add_indicator(key)
