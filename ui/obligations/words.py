"""How obligations are put into words and tones, the same in list, month view and on the home page."""

from datetime import date

from models.calendar import PlannedStep
from models.queries.obligations import ChangeRow, Standing
from ui.tone import Tone

SOON_DAYS = 15
"""From this many days before the due day on, an obligation stands out."""
WEEKDAYS = "一二三四五六日"
EVERYONE = "全部"
AD_HOC_MARK = "【急件】"
_TONES = {Standing.DONE: Tone.OK, Standing.DONE_LATE: Tone.OK, Standing.NIL: Tone.OK, Standing.OVERDUE: Tone.ERROR}


def tone_of(standing: Standing, days_left: int | None) -> Tone:
    """Return how a standing is shown: what is history or still to come stays calm."""
    if standing is Standing.OPEN:
        return Tone.WARNING if days_left is not None and days_left <= SOON_DAYS else Tone.HINT
    return _TONES.get(standing, Tone.NEUTRAL)


def day_words(day: date) -> str:
    """Say a day with its day of the week: ``11-30 周一``."""
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}"


def change_words(change: ChangeRow) -> str:
    """Say what a change of dates did, and for whom."""
    told = {(day.old, day.new) for day in change.dates if day.label == "截止日期"}
    # The last day that counts as on time mostly is the due day and moves with it: said once.
    shown = [day for day in change.dates if day.label != "按时截至" or (day.old, day.new) not in told]
    dates = "；".join(f"{day.label} {_day(day.old)} → {_day(day.new)}" for day in shown)
    return f"{change.owner}：{dates}" if change.owner else dates


def step_standing(step: PlannedStep, today: date) -> tuple[str, Tone]:
    """Say how a step of working back stands on a day."""
    if step.finish_by < today:
        return "最晚完成日已过", Tone.ERROR
    if step.start_by < today:
        return "应在办", Tone.WARNING
    if step.start_by == today:
        return "今天开始", Tone.WARNING
    return f"还有 {(step.start_by - today).days} 天", Tone.HINT if (step.start_by - today).days < 7 else Tone.NEUTRAL


def _day(day: date | None) -> str:
    return day.isoformat() if day else "不限"
