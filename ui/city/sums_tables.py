"""The tables of 全市汇总: indicators, problems and support requests by area, cases, each with the way to what it is counted from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.city.sums import MatterRow
from ui import metrics
from ui.chips import Chips
from ui.context import Context
from ui.empty_state import EmptyState
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

OPEN, ALL = "未办结", "*"
ACROSS = "全市合计"


def _number(key: str, title: str) -> ColumnSpec:
    return ColumnSpec(key, title, ColumnKind.NUMBER, width=5, show=number_words)


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


def _area(programme: Programme, key: str, title: str) -> ColumnSpec:
    """Return a column for a pilot area: its short title, in the pack's order; what belongs to none is said and stands last."""
    short = {area.title: area.short for area in programme.areas}
    places = {area.title: area.number for area in programme.areas}
    return ColumnSpec(key, title, width=5, show=lambda area: short.get(area, area), sort_key=lambda area: places.get(area, len(places) + 1))


def indicator_columns(programme: Programme) -> tuple[ColumnSpec, ...]:
    """Return the columns of the indicators; a line of no area is summed over all that use the indicator."""
    return (
        replace(_area(programme, "area_title", "试点方向"), value=lambda line: line.area_title or ACROSS),
        ColumnSpec("name", "指标", width=12, stretch=True),
        ColumnSpec("kind_title", "性质", width=3),
        ColumnSpec("unit", "单位", width=3),
        ColumnSpec("projects", "选用项目", ColumnKind.NUMBER, width=5),
        ColumnSpec("reporting", "已报数", ColumnKind.NUMBER, width=4),
        _number("baseline", "基期"),
        _number("target", "本年目标"),
        _number("actual", "完成"),
        ColumnSpec("rate", "完成率", ColumnKind.STATE, width=5, show=rate_words, tone=rate_tone, sort_key=lambda rate: rate),
        ColumnSpec("on", "最近填报", width=6),
        ColumnSpec("remark", "说明", width=8, visible=False),
    )


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
