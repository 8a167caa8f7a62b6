"""The columns of lists of documents."""

from collections.abc import Callable

from models.queries.documents import DocumentState
from ui.table.columns import ColumnKind, ColumnSpec
from ui.tone import Tone

_TONES = {DocumentState.DRAFT: Tone.HINT, DocumentState.RETURNED: Tone.WARNING, DocumentState.HANDED_IN: Tone.OK}


def columns(name_of: Callable[[str], str], *, of_one_project: bool = False) -> tuple[ColumnSpec, ...]:
    """Return the columns.

    Args:
        name_of: What a kind of document is called, by the key of its form.
        of_one_project: The list is of one project, so that its name need not stand in every row.
    """
    project = (
        ColumnSpec("project_title", "所属项目", width=10, stretch=True, show=lambda title: title or "本区县"),
        ColumnSpec("number", "申报编号", width=8, visible=False),
        ColumnSpec("entity", "试点主体", width=10, visible=False),
    )
    return (
        ColumnSpec("title", "文书", width=11, stretch=of_one_project),
        *(() if of_one_project else project),
        ColumnSpec("form", "种类", width=7, visible=False, show=name_of),
        ColumnSpec("period", "年度", width=4, visible=False),
        ColumnSpec("state", "状态", ColumnKind.STATE, width=6, show=str, tone=lambda state: _TONES[state]),
        ColumnSpec("progress", "填写", ColumnKind.PROGRESS, width=7, value=lambda row: (row.filled, row.applicable)),
        ColumnSpec(
            "findings",
            "待处理",
            ColumnKind.STATE,
            width=4,
            show=lambda count: str(count or ""),
            tone=lambda _count: Tone.WARNING,
            sort_key=lambda count: count,
        ),
        ColumnSpec("submitted_on", "报送日期", ColumnKind.DATE, width=6),
        ColumnSpec("has_scan", "盖章件", width=4, show=lambda has: "有" if has else ""),
        ColumnSpec("revision", "版本", ColumnKind.NUMBER, width=4, show=lambda number: f"第{number}版", visible=False),
        ColumnSpec("updated", "最近修改", ColumnKind.DATE, width=9, visible=False),
    )
