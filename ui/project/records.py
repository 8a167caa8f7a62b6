"""What is recorded while a project is tracked: milestones, progress, problems, support requests; one description each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.definition import Field
from models.programme.pack import Programme
from models.queries.tracking import MilestoneRow, milestones, problems, progress, support_requests
from models.reading import Reader
from models.things import Thing
from ui.dialogs.excerpt import ask
from ui.table.columns import ColumnKind, ColumnSpec
from ui.tone import Tone


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record.

    Attributes:
        thing: What it is to search, recycle bin and history.
        name: The officer's word for one.
        columns: Columns of its list; areas are shown by the programme's titles.
        fields: What its dialog asks, for a given day.
        read: Reads the records of a project as they stand on a day.
        operation: Name of the operation in `models.operations.tracking`.
        opening: Key of the date that a new one begins with today; empty: none.
        closing: Key of the date by which it is done; empty: it needs no end.
        closing_words: What the officer does to end it.
        empty: What to show while there is none: heading and what to do first.
    """

    thing: Thing
    name: str
    columns: Callable[[Programme], tuple[ColumnSpec, ...]]
    fields: Callable[[date], tuple[Field, ...]]
    read: Callable[[Reader, str, date], Sequence[Any]]
    operation: str
    opening: str
    closing: str
    closing_words: str
    empty: tuple[str, str]


def milestone_state(row: MilestoneRow) -> str:
    """Say how a milestone stands."""
    if row.done_on is not None:
        return "延后完成" if row.late else "已完成"
    if row.planned_on is None:
        return "待定日期"
    return "已逾期" if row.late else "未到期"


_STATE_TONES = {
    "已完成": Tone.OK,
    "延后完成": Tone.OK,
    "已逾期": Tone.ERROR,
    "待定日期": Tone.WARNING,
    "未到期": Tone.NEUTRAL,
    "未解决": Tone.WARNING,
    "已解决": Tone.OK,
    "待答复": Tone.WARNING,
    "已答复": Tone.OK,
}


def _state(show: Callable[[Any], str]) -> ColumnSpec:
    return ColumnSpec("state", "状态", ColumnKind.STATE, width=6, value=show, tone=lambda words: _STATE_TONES.get(words, Tone.NEUTRAL))


def _day(key: str, title: str) -> ColumnSpec:
    return ColumnSpec(key, title, ColumnKind.DATE, width=7, show=lambda day: day.isoformat() if day else "")


def _milestone_columns(programme: Programme) -> tuple[ColumnSpec, ...]:
    shorts = {area.key: area.short for area in programme.areas}
    return (
        ColumnSpec("title", "里程碑", width=16, stretch=True),
        ColumnSpec("area", "试点方向", width=6, show=lambda key: shorts.get(key, key) or "自定"),
        _day("planned_on", "计划日期"),
        _day("done_on", "完成日期"),
        _state(milestone_state),
        ColumnSpec("note", "备注", width=12),
    )


def _milestone_fields(today: date) -> tuple[Field, ...]:
    return (
        ask("title", "里程碑", "text", True, max_length=60, guidance="写成能判断做没做到的事，如“联合体章程签署”。"),
        ask("area", "试点方向", "choice", dictionary="pilot_area", guidance="属于哪个方向；项目自己定的可以不选。"),
        ask("planned_on", "计划日期", "date", guidance="打算哪一天做到。到期没有完成的会在首页和本页提醒。"),
        _past("done_on", "完成日期", today, "实际做到的日期；还没有做到就不填。"),
        ask("note", "备注", "long_text", lines=2, guidance="推迟的原因、完成的依据等。"),
    )


def _past(key: str, label: str, today: date, guidance: str, required: bool = False) -> Field:
    return ask(key, label, "date", required, max=today.isoformat(), guidance=guidance)


MILESTONES = Record(
    thing=Thing.MILESTONE,
    name="里程碑",
    columns=_milestone_columns,
    fields=_milestone_fields,
    read=milestones,
    operation="save_milestone",
    opening="",
    closing="done_on",
    closing_words="登记完成…",
    empty=("还没有里程碑", "可以先按试点方向添加建议的里程碑，再改名称、定日期；也可以自己新增。"),
)

PROGRESS = Record(
    thing=Thing.PROGRESS,
    name="进展",
    columns=lambda _programme: (
        _day("on", "日期"),
        ColumnSpec("text", "进展情况", width=30, stretch=True, show=lambda text: " ".join(text.split())),
        ColumnSpec("by", "记录人", width=5),
    ),
    fields=lambda today: (
        _past("on", "日期", today, "这件事发生的日期。", True),
        ask("text", "进展情况", "long_text", True, lines=6, guidance="做了什么、到什么程度、有什么数字。年度报告的“开展情况”从这里取材。"),
    ),
    read=lambda reader, project_id, _today: progress(reader, project_id),
    operation="save_progress",
    opening="on",
    closing="",
    closing_words="",
    empty=("还没有进展记录", "每次走访、来电或收到材料后记一条，写年度报告时就不用再问一遍。"),
)

PROBLEMS = Record(
    thing=Thing.PROBLEM,
    name="问题",
    columns=lambda _programme: (
        _state(lambda row: "未解决" if row.resolved_on is None else "已解决"),
        _day("on", "提出日期"),
        ColumnSpec("text", "问题", width=22, stretch=True, show=lambda text: " ".join(text.split())),
        _day("resolved_on", "解决日期"),
        ColumnSpec("resolution", "解决情况", width=14, show=lambda text: " ".join(text.split())),
    ),
    fields=lambda today: (
        _past("on", "提出日期", today, "主体提出或走访时发现的日期。", True),
        ask("text", "问题", "long_text", True, lines=4, guidance="遇到什么困难、影响什么。年度报告的“存在的问题”从这里取材。"),
        _past("resolved_on", "解决日期", today, "问题解决的日期；没有解决就不填。"),
        ask("resolution", "解决情况", "long_text", lines=3, guidance="怎么解决的、谁来解决的。"),
    ),
    read=lambda reader, project_id, _today: problems(reader, project_id),
    operation="save_problem",
    opening="on",
    closing="resolved_on",
    closing_words="登记解决…",
    empty=("没有记录问题", "主体反映的困难记在这里，解决后登记解决日期。"),
)

SUPPORT = Record(
    thing=Thing.SUPPORT_REQUEST,
    name="支持事项",
    columns=lambda _programme: (
        _state(lambda row: "待答复" if row.answered_on is None else "已答复"),
        _day("on", "提出日期"),
        ColumnSpec("text", "支持事项", width=22, stretch=True, show=lambda text: " ".join(text.split())),
        ColumnSpec("addressed_to", "请求对象", width=8),
        _day("answered_on", "答复日期"),
        ColumnSpec("answer", "答复情况", width=12, show=lambda text: " ".join(text.split())),
    ),
    fields=lambda today: (
        _past("on", "提出日期", today, "主体提出请求的日期。", True),
        ask("text", "支持事项", "long_text", True, lines=4, guidance="请求什么支持、为什么。年度报告的“寻求支持事项”从这里取材。"),
        ask("addressed_to", "请求对象", "text", max_length=40, guidance="请求哪个部门支持，如“市人力社保局”。"),
        _past("answered_on", "答复日期", today, "收到答复的日期；没有答复就不填。"),
        ask("answer", "答复情况", "long_text", lines=3, guidance="答复了什么。"),
    ),
    read=lambda reader, project_id, _today: support_requests(reader, project_id),
    operation="save_support_request",
    opening="on",
    closing="answered_on",
    closing_words="登记答复…",
    empty=("没有寻求支持的事项", "主体请求部门协调、政策支持的事项记在这里，有答复时登记。"),
)

RECORDS = (MILESTONES, PROGRESS, PROBLEMS, SUPPORT)
"""The kinds of record, in the order of the tabs."""
