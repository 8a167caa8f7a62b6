"""The tables of 全市汇总: indicators, problems and support requests by area, cases, each with the way to what it is counted from."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.city.indicators import CityIndicator
from models.queries.city.sums import MatterRow
from models.queries.indicator_report import IndicatorLine
from ui import metrics
from ui.chips import Chips
from ui.context import Context
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec, Row
from ui.table.view import TableView
from ui.tone import Tone

OPEN, ALL = "未办结", "*"
LEAST_HEIGHT = 170


def number_words(number: Decimal | None) -> str:
    """Return a number as it is read; nothing where there is none."""
    return plain_number(number) if number is not None else ""


def rate_words(rate: Decimal | None) -> str:
    """Return a share as percent with one digit."""
    return f"{rate * 100:.1f}%" if rate is not None else ""


def rate_tone(rate: Decimal | None) -> Tone:
    """Return the tone of a share: reached or not."""
    if rate is None:
        return Tone.NEUTRAL
    return Tone.OK if rate >= 1 else Tone.HINT


def _reached(line: Callable[[Row], IndicatorLine]) -> tuple[ColumnSpec, ...]:
    """Return the columns for what an indicator has reached."""

    def number(key: str, title: str, width: int = 5) -> ColumnSpec:
        return ColumnSpec(key, title, ColumnKind.NUMBER, width=width, value=lambda row: getattr(line(row), key), show=number_words)

    return (
        ColumnSpec("projects", "选用项目", ColumnKind.NUMBER, width=5, value=lambda row: line(row).projects),
        ColumnSpec("reporting", "已报数", ColumnKind.NUMBER, width=4, value=lambda row: line(row).reporting),
        number("baseline", "基期"),
        number("target", "本年目标"),
        number("actual", "完成"),
        ColumnSpec(
            "rate", "完成率", ColumnKind.STATE, width=5, value=lambda row: line(row).rate, show=rate_words, tone=rate_tone, sort_key=float
        ),
        ColumnSpec("on", "最近填报", width=6, value=lambda row: line(row).on),
        ColumnSpec("remark", "说明", width=10, value=lambda row: line(row).remark),
    )


def _area(programme: Programme, key: str, title: str) -> ColumnSpec:
    """Return a column for a pilot area: its short title, in the pack's order; what belongs to none is said and stands last."""
    short = {area.title: area.short for area in programme.areas}
    places = {area.title: area.number for area in programme.areas}
    return ColumnSpec(key, title, width=5, show=lambda area: short.get(area, area), sort_key=lambda area: places.get(area, len(places) + 1))


INDICATORS = (
    ColumnSpec("areas", "试点方向", width=7),
    ColumnSpec("name", "指标", width=12, stretch=True, value=lambda row: row.whole.name),
    ColumnSpec("kind", "性质", width=3, value=lambda row: row.whole.kind_title),
    ColumnSpec("unit", "单位", width=3, value=lambda row: row.whole.unit),
    *_reached(lambda row: row.whole),
)
"""One indicator over the whole city."""
DISTRICTS = (ColumnSpec("district", "区县", width=9, stretch=True), *_reached(lambda row: row.line))
"""The same in each district."""


def case_columns(programme: Programme) -> tuple[ColumnSpec, ...]:
    """Return the columns of the library of cases."""
    return (
        ColumnSpec("district", "区县", width=6),
        ColumnSpec("title", "案例", width=16, stretch=True),
        ColumnSpec("project", "试点项目名称", width=14),
        ColumnSpec("entity", "试点主体", width=12),
        _area(programme, "area", "主方向"),
        ColumnSpec("revision", "版本", width=4, show=lambda number: f"第{number}版"),
        ColumnSpec("submitted_on", "报送日期", ColumnKind.DATE, width=6),
    )


def matter_columns(programme: Programme, *, settled: str, settlement: str, addressed: bool) -> tuple[ColumnSpec, ...]:
    """Return the columns of problems or of support requests.

    Args:
        programme: The pack.
        settled: Title of the day on which it was settled.
        settlement: Title of how.
        addressed: Whether it says to whom it is addressed.
    """
    to = (ColumnSpec("addressed_to", "寻求谁支持", width=6),) if addressed else ()
    return (
        ColumnSpec("stands", "情况", ColumnKind.STATE, width=5, tone=lambda stands: Tone.WARNING if stands == OPEN else Tone.OK),
        _area(programme, "area", "主方向"),
        ColumnSpec("district", "区县", width=6),
        ColumnSpec("text", "内容", width=20, stretch=True),
        *to,
        ColumnSpec("project", "试点项目名称", width=10),
        ColumnSpec("entity", "试点主体", width=10, visible=False),
        ColumnSpec("on", "提出日期", ColumnKind.DATE, width=6),
        ColumnSpec("settled_on", settled, ColumnKind.DATE, width=6),
        ColumnSpec("settlement", settlement, width=8),
    )


class Indicators(QWidget):
    """The indicators over the whole city, the chosen one by district below."""

    def __init__(self, context: Context, nothing: EmptyState) -> None:
        super().__init__()
        self.table = TableView("sums_indicators", "指标汇总", INDICATORS, context.settings, nothing)
        self.heading = label(role="heading")
        self.districts = TableView("sums_indicator_districts", "各区县指标", DISTRICTS, context.settings)
        self.table.selection_changed.connect(lambda _rows: self._show_districts())
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, metrics.S, 0, 0)
        column.setSpacing(metrics.XS)
        column.addWidget(self.heading)
        column.addWidget(self.districts, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        for place, part in enumerate((self.table, lower)):
            part.setMinimumHeight(LEAST_HEIGHT)
            split.addWidget(part)
            split.setStretchFactor(place, 3 - place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.addWidget(split)

    def show_lines(self, lines: Sequence[CityIndicator]) -> None:
        """Show other numbers; one indicator is always chosen."""
        self.table.set_rows(lines)
        if lines and self.table.current() is None:
            self.table.select(lambda _row: True)
        self._show_districts()

    def _show_districts(self) -> None:
        row: CityIndicator | None = self.table.current()
        self.heading.setText(f"{row.indicator.name}　各区县" if row is not None else "")
        self.districts.set_rows(row.districts if row is not None else ())


class Matters(QWidget):
    """Problems, or support requests: chips by area above, the list below.

    Signals:
        opened: The project of the line that was opened.
    """

    opened = Signal(str)

    def __init__(self, context: Context, key: str, title: str, columns: tuple[ColumnSpec, ...], nothing: EmptyState) -> None:
        super().__init__()
        self.stands = Chips("按情况筛选")
        self.areas = Chips("按主方向筛选")
        self.table = TableView(key, title, columns, context.settings, nothing)
        self._known = [(area.title, area.short) for area in context.programme.areas]
        self._rows: Sequence[MatterRow] = ()
        for chips in (self.stands, self.areas):
            chips.chosen.connect(lambda _key: self._narrow())
        self.table.row_activated.connect(lambda row: self.opened.emit(row.project_id))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.stands)
        layout.addWidget(self.areas)
        layout.addWidget(self.table, 1)

    @property
    def open_count(self) -> int:
        """How many are open."""
        return sum(row.stands == OPEN for row in self._rows)

    def show_rows(self, rows: Sequence[MatterRow]) -> None:
        """Show other rows."""
        self._rows = rows
        settled = len(rows) - self.open_count
        self.stands.offer([(ALL, "全部", len(rows)), (OPEN, OPEN, self.open_count), ("已办结", "已办结", settled)])
        self._narrow()

    def _narrow(self) -> None:
        """Put the chips in force; those of the areas count what the others leave."""
        rows = [row for row in self._rows if self.stands.current in (ALL, row.stands)]
        counts = Counter(row.area for row in rows)
        offered = [(ALL, "全部方向", len(rows)), *((title, short, counts[title]) for title, short in self._known)]
        offered += [("", "未选方向", counts[""])] if counts[""] else []
        self.areas.offer(offered)
        for chips in (self.stands, self.areas):
            chips.setVisible(bool(self._rows))
        self.table.set_rows([row for row in rows if self.areas.current in (ALL, row.area)])
