"""What the month view shows, in words and tones."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QObject

from models.queries.month import Mark, MonthItem, month
from ui.context import Context
from ui.obligations.words import AD_HOC_MARK, WEEKDAYS, tone_of
from ui.tone import Tone

_WORDS = {Mark.OPENS: "开始", Mark.LOCKED: "停收"}


class DayItem(NamedTuple):
    """One thing on one day.

    Attributes:
        word: The word before the title on the day's cell: how it stands where it is due, else what happens.
        title: What it is.
        short: The same for the narrow cell.
        detail: What the list beside the month says below it.
        badge: How it stands.
        due: It is due on this day.
        key: The obligation.
        owner_id: The only project or entity it holds for; empty: all.
    """

    word: str
    title: str
    short: str
    detail: str
    badge: str
    tone: Tone
    due: bool
    key: str
    owner_id: str


class MonthCell(NamedTuple):
    """One day; `mark` is 休 or 班 where a holiday or a day worked in return makes it another day than its weekday says."""

    day: date
    working: bool
    mark: str
    name: str
    items: tuple[DayItem, ...]

    @property
    def heading(self) -> str:
        """The day in words."""
        name = f"　{self.name}" if self.name else "" if self.working else "　休息日"
        return f"{self.day.month}月{self.day.day}日　星期{WEEKDAYS[self.day.weekday()]}{name}"


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """One month; `note` says that its year is not covered by the calendar of holidays."""

    year: int
    month: int
    cells: tuple[MonthCell, ...]
    note: str

    @property
    def title(self) -> str:
        """The month in words."""
        return f"{self.year}年{self.month}月"


class MonthPresenter(QObject):
    """Reads months."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def read(self, day: date) -> MonthPicture:
        """Return the month of a day as it stands today."""
        today = self._context.today()
        found = month(self._context.reader, self._context.programme, day.year, day.month, today)
        cells = tuple(
            MonthCell(
                cell.day,
                cell.working,
                ("班" if cell.working else "休") if cell.name else "",
                cell.name,
                tuple(_item(item, cell.day, today) for item in cell.items),
            )
            for cell in found.days
        )
        return MonthPicture(day.year, day.month, cells, found.note)


def _item(item: MonthItem, day: date, today: date) -> DayItem:
    due = item.mark is Mark.DUE
    words = [f"{item.due_time} 前截止" if item.due_time else "截止"] if due else []
    if item.mark is Mark.STEP:
        words = [f"最晚今天开始{item.step_title}" if day == today else f"最晚这天开始{item.step_title}"]
    elif not due:
        words = [item.mark.value]
    if item.original_due:
        words.append(f"原 {item.original_due.isoformat()}")
    if item.owner:
        words.append(item.owner)
    tone = tone_of(item.standing, (day - today).days) if due else Tone.NEUTRAL
    if item.mark is Mark.STEP:
        tone = Tone.HINT if day >= today else Tone.WARNING
    return DayItem(
        word=item.standing.value if due else item.step_title or _WORDS[item.mark],
        title=f"{AD_HOC_MARK if item.ad_hoc else ''}{item.title}",
        short=f"{'急·' if item.ad_hoc else ''}{item.title}",
        detail="　".join(words),
        badge=item.standing.value if due else "应在办" if item.mark is Mark.STEP and day < today else item.mark.value,
        tone=tone,
        due=due,
        key=item.key,
        owner_id=item.owner_id,
    )
