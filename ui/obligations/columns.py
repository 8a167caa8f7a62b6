"""The columns of the two lists of the obligations page."""

from models.queries.obligations import Standing
from ui.table.columns import ColumnKind, ColumnSpec
from ui.tone import Tone

_CALM = {Standing.OPEN.value: Tone.WARNING, Standing.OVERDUE.value: Tone.ERROR}
_GOOD = (Standing.DONE.value, Standing.DONE_LATE.value, Standing.NIL.value)


def _tone(standing: str) -> Tone:
    return Tone.OK if standing in _GOOD else _CALM.get(standing, Tone.NEUTRAL)


COLUMNS = (
    ColumnSpec("title", "报送任务", width=8, stretch=True),
    ColumnSpec("standing", "状态", ColumnKind.STATE, width=6, tone=_tone),
    ColumnSpec("remaining", "剩余时间", width=6),
    ColumnSpec("progress", "已报/应报", ColumnKind.PROGRESS, width=7),
    ColumnSpec("opens", "开始办理", ColumnKind.DATE, width=6),
    ColumnSpec(
        "due_shown",
        "截止日期",
        width=8,
        show=lambda due: f"{due[0].isoformat()}{' 已改' if due[1] else ''}" if due else "",
        sort_key=lambda due: due[0],
    ),
    ColumnSpec("original_due", "原截止日期", ColumnKind.DATE, width=6, visible=False),
    ColumnSpec("on_time_until", "算按时到", ColumnKind.DATE, width=6, visible=False),
    ColumnSpec("locked", "停止接收", ColumnKind.DATE, width=6, show=lambda day: day.isoformat() if day else "不停止"),
    ColumnSpec("written_by", "谁填写", width=7),
    ColumnSpec("forwarded_by", "谁转报", width=7, visible=False),
    ColumnSpec("recipient", "报给谁", width=7, visible=False),
    ColumnSpec("clause", "依据条款", width=4),
)
MET_COLUMNS = (
    ColumnSpec("number", "申报编号", width=8),
    ColumnSpec("title", "名称", width=14, stretch=True),
    ColumnSpec("entity", "试点主体", width=12),
    ColumnSpec("standing", "状态", ColumnKind.STATE, width=6, tone=_tone),
    ColumnSpec("due", "截止日期", ColumnKind.DATE, width=7),
    ColumnSpec("outcome", "办理结果", width=5),
    ColumnSpec("met_on", "报送日期", ColumnKind.DATE, width=7),
    ColumnSpec("note", "备注", width=12),
)
