"""Reports of the district (进展汇总表, 任务清单, 问题清单, 支持事项清单, 主体名录): frozen pictures for the Excel files.

Give every reader a reader of one transaction (`Workspace.snapshot`). All page through by key, so that nothing grows with the rows but
the packed rows themselves.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from models.programme.pack import Programme
from models.queries.report_parts import PAGE, AreaLine, ByArea, Pages, Reporter, of_page, project_pages, read_reporter
from models.queries.showing import joined, keys, namer, period
from models.reading import Reader

TASKS_FIELD = "tasks"
"""Table of the application form that holds the tasks (主要任务与进度安排)."""


class Mark(StrEnum):
    """How a milestone stands on a day; the value is what the officer reads."""

    DONE = "已完成"
    DONE_LATE = "逾期完成"
    LATE = "逾期未完成"
    PLANNED = "未到期"
    UNDATED = "未定日期"


def mark_of(planned: str | None, done: str | None, until: str) -> Mark:
    """Judge a milestone on the day `until`; all days as ``YYYY-MM-DD``."""
    if done and done <= until:
        return Mark.DONE_LATE if planned and done > planned else Mark.DONE
    if not planned:
        return Mark.UNDATED
    return Mark.LATE if planned < until else Mark.PLANNED


class ProgressLine(NamedTuple):
    """One project of 进展汇总表.

    Attributes:
        done: Milestones reached.
        late: Milestones whose day has passed.
        planned: Milestones still to come, with or without a day.
        next: The milestone that comes next, with its day.
        open: Problems that are not solved.
        solved: Problems that are.
    """

    number: str
    title: str
    entity: str
    area_title: str
    state: str
    on: str
    progress: str
    done: int
    late: int
    planned: int
    next: str
    open: int
    solved: int


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """进展汇总表; `areas` count projects, those without progress, milestones done, late and planned, open problems."""

    reporter: Reporter
    rows: Pages[ProgressLine]
    areas: tuple[AreaLine, ...]


def read_progress(reader: Reader, programme: Programme, on: date) -> ProgressReport:
    """Read 进展汇总表 as it stands on a day."""
    until = on.isoformat()
    rows: Pages[ProgressLine] = Pages(ProgressLine._make, prose=(6, 10))
    areas = ByArea(programme, 6)
    for page in project_pages(reader, programme):
        entries = of_page(reader, page, 'c."on", c.text', "progress_entry", order='c."on", c.id')
        steps = of_page(reader, page, "c.title, c.planned_on, c.done_on", "milestone", order="c.seq, c.id")
        problems = of_page(reader, page, 'c."on", c.resolved_on', "problem")
        for project in page.projects:
            on_text, progress = next((entry for entry in reversed(entries[project.id]) if entry[0] <= until), ("", ""))
            marks = [(mark_of(planned, done, until), title, planned) for title, planned, done in steps[project.id]]
            done = sum(mark in (Mark.DONE, Mark.DONE_LATE) for mark, _, _ in marks)
            late = sum(mark is Mark.LATE for mark, _, _ in marks)
            raised = [solved for raised_on, solved in problems[project.id] if raised_on <= until]
            solved = sum(bool(day) and day <= until for day in raised)
            rows.add(
                [
                    ProgressLine(
                        number=project.number,
                        title=project.title,
                        entity=project.entity,
                        area_title=project.area_title,
                        state=project.state,
                        on=on_text,
                        progress=progress,
                        done=done,
                        late=late,
                        planned=len(marks) - done - late,
                        next=_next(marks),
                        open=len(raised) - solved,
                        solved=solved,
                    )
                ]
            )
            figures = (1, not progress, done, late, len(marks) - done - late, len(raised) - solved)
            for column, count in enumerate(figures):
                areas.add(project.area, column, int(count))
    return ProgressReport(read_reporter(reader, programme, on), rows.measured(), areas.lines())


def _next(marks: list[tuple[Mark, str, str | None]]) -> str:
    """Return the milestone to come with the nearest day, else the first without one."""
    dated = [(planned, title) for mark, title, planned in marks if mark is Mark.PLANNED and planned]
    if dated:
        planned, title = min(dated)
        day = date.fromisoformat(planned)
        return f"{title}（{day.year}年{day.month}月{day.day}日）"
    return next((title for mark, title, _ in marks if mark is Mark.UNDATED), "")


class TaskLine(NamedTuple):
    """One task (任务—项目—责任); `timing` says where the day stands in its period."""

    number: str
    title: str
    entity: str
    area_title: str
    name: str
    content: str
    owner: str
    period: str
    output: str
    timing: str


class MilestoneLine(NamedTuple):
    """One milestone; days as ``YYYY-MM-DD`` or empty."""

    number: str
    project: str
    entity: str
    area_title: str
    title: str
    planned_on: str
    done_on: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskReport:
    """任务清单; `areas` count tasks not begun, under way, past their end, and with a period that cannot be read."""

    reporter: Reporter
    tasks: Pages[TaskLine]
    milestones: Pages[MilestoneLine]
    areas: tuple[AreaLine, ...]


TIMINGS = ("未到开始时间", "在计划期内", "已过完成时限", "时间未填全")


def read_tasks(reader: Reader, programme: Programme, on: date) -> TaskReport:
    """Read 任务清单: the tasks of the application forms as they stand now, and the milestones on a day."""
    until = on.isoformat()
    tasks: Pages[TaskLine] = Pages(TaskLine._make, prose=(4, 5, 6, 8))
    milestones: Pages[MilestoneLine] = Pages(MilestoneLine._make, prose=(4, 8))
    areas = ByArea(programme, len(TIMINGS))
    for page in project_pages(reader, programme):
        answers = of_page(
            reader,
            page,
            "s.value",
            "document",
            join="JOIN answer s ON s.document_id = c.id",
            where="s.field_key = :field AND c.id = c.project_id",
            field=TASKS_FIELD,
        )
        steps = of_page(reader, page, "c.title, c.planned_on, c.done_on, c.note", "milestone", order="c.seq, c.id")
        for project in page.projects:
            owner = (project.number, project.title, project.entity, project.area_title)
            for task in _tasks(answers[project.id]):
                timing = _timing(task.get("start"), task.get("end"), until[:7])
                areas.add(project.area, timing)
                name, content, person, output, start, end = (_typed(task.get(key)) for key in _TASK_COLUMNS)
                tasks.add([TaskLine(*owner, name, content, person, period(start, end), output, TIMINGS[timing])])
            milestones.add(
                MilestoneLine(
                    *owner, title, planned or "", done if done and done <= until else "", mark_of(planned, done, until).value, note
                )
                for title, planned, done, note in steps[project.id]
            )
    return TaskReport(read_reporter(reader, programme, on), tasks.measured(), milestones.measured(), areas.lines())


_TASK_COLUMNS = ("name", "content", "owner", "output", "start", "end")


def _tasks(answers: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    value = json.loads(answers[0][0]) if answers and answers[0][0] else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _typed(value: object) -> str:
    """Return a cell of a table as text; one that could not be read as it was typed."""
    if isinstance(value, dict):
        value = value.get("unparsed")
    return "" if value is None else str(value)


def _timing(start: object, end: object, month: str) -> int:
    if not (isinstance(start, str) and isinstance(end, str)):
        return 3
    return 0 if month < start else 1 if month <= end else 2


class MatterLine(NamedTuple):
    """One problem (问题) or support request (支持事项).

    Attributes:
        on: Day it was raised.
        to: Whom a request is addressed to; empty for a problem.
        closed_on: Day it was solved or answered, or empty.
        outcome: How.
        days: Days it took, or has been open.
    """

    number: str
    title: str
    entity: str
    area_title: str
    on: str
    text: str
    to: str
    state: str
    closed_on: str
    outcome: str
    days: int


@dataclass(frozen=True, slots=True)
class MatterReport:
    """问题清单 or 支持事项清单; `areas` count open and closed ones."""

    reporter: Reporter
    rows: Pages[MatterLine]
    areas: tuple[AreaLine, ...]


def read_problems(reader: Reader, programme: Programme, on: date) -> MatterReport:
    """Read 问题清单 as it stands on a day."""
    columns = "c.\"on\", c.text, '', c.resolved_on, c.resolution"
    return _matters(reader, programme, on, "problem", columns, ("未解决", "已解决"))


def read_requests(reader: Reader, programme: Programme, on: date) -> MatterReport:
    """Read 支持事项清单 as it stands on a day."""
    columns = 'c."on", c.text, c.addressed_to, c.answered_on, c.answer'
    return _matters(reader, programme, on, "support_request", columns, ("未答复", "已答复"))


def _matters(reader: Reader, programme: Programme, on: date, table: str, columns: str, states: tuple[str, str]) -> MatterReport:
    until, today = on.isoformat(), on.toordinal()
    rows: Pages[MatterLine] = Pages(MatterLine._make, prose=(5, 6, 9))
    areas = ByArea(programme, 2)
    ordinal = date.fromisoformat
    for page in project_pages(reader, programme):
        found = of_page(reader, page, columns, table, where='c.deleted_at IS NULL AND c."on" <= :until', order='c."on", c.id', until=until)
        for project in page.projects:
            for raised, text, to, closed, outcome in found[project.id]:
                is_closed = bool(closed) and closed <= until
                areas.add(project.area, int(is_closed))
                end = ordinal(closed).toordinal() if is_closed else today
                rows.add(
                    [
                        MatterLine(
                            number=project.number,
                            title=project.title,
                            entity=project.entity,
                            area_title=project.area_title,
                            on=raised,
                            text=text,
                            to=to,
                            state=states[is_closed],
                            closed_on=closed if is_closed else "",
                            outcome=outcome if is_closed else "",
                            days=end - ordinal(raised).toordinal(),
                        )
                    ]
                )
    return MatterReport(read_reporter(reader, programme, on), rows.measured(), areas.lines())


class EntityLine(NamedTuple):
    """One entity of 主体名录, in words."""

    name: str
    kind: str
    uscc: str
    industry: str
    tags: str
    legal_rep: str
    contact: str
    contact_title: str
    phone: str
    address: str
    projects: int
    areas: str
    remark: str


class KindLine(NamedTuple):
    """Entities of one kind, how many of them have projects, and their projects."""

    kind: str
    entities: int
    with_projects: int
    projects: int


@dataclass(frozen=True, slots=True)
class EntityReport:
    """主体名录."""

    reporter: Reporter
    rows: Pages[EntityLine]
    kinds: tuple[KindLine, ...]


def read_entities(reader: Reader, programme: Programme, on: date) -> EntityReport:
    """Read 主体名录 as it stands now; `on` is the day it carries."""
    kind, tag, industry, area = (namer(programme, key) for key in ("entity_kind", "entity_tag", "gbt4754", "pilot_area"))
    order = {chosen.key: place for place, chosen in enumerate(programme.areas)}
    rows: Pages[EntityLine] = Pages(EntityLine._make, prose=(9, 12))
    counts: dict[str, list[int]] = {item.name: [0, 0, 0] for item in programme.dictionary("entity_kind").item}
    after = ("", "")
    while True:
        page = reader.rows(
            "SELECT e.name, e.id, e.kind, e.kind_other, e.uscc, e.industry, e.tags, e.legal_rep, e.contact, e.contact_title, e.mobile,"
            " e.tel, e.address, e.remark,"
            " (SELECT COUNT(*) FROM project p WHERE p.entity_id = e.id AND p.deleted_at IS NULL),"
            " (SELECT string_agg(p.main_area, ',') FROM project p WHERE p.entity_id = e.id AND p.deleted_at IS NULL)"
            " FROM pilot_entity e WHERE e.deleted_at IS NULL AND (e.name, e.id) > (:name, :id) ORDER BY e.name, e.id LIMIT :count",
            name=after[0],
            id=after[1],
            count=PAGE,
        )
        if not page:
            break
        after = page[-1][:2]
        for name, _, kind_key, other, uscc, codes, tags, legal, contact, post, mobile, tel, address, remark, projects, mains in page:
            chosen = sorted(set((mains or "").split(",")), key=lambda key: order.get(key, len(order)))
            rows.add(
                [
                    EntityLine(
                        name=name,
                        kind=other or kind(kind_key),
                        uscc=uscc,
                        industry=joined(map(industry, codes.split(","))),
                        tags=joined(map(tag, keys(tags))),
                        legal_rep=legal,
                        contact=contact,
                        contact_title=post,
                        phone="\n".join(filter(None, (mobile, tel))),
                        address=address,
                        projects=projects,
                        areas=joined(map(area, chosen)),
                        remark=remark,
                    )
                ]
            )
            line = counts.setdefault(kind(kind_key) or "（未填类型）", [0, 0, 0])
            for place, count in enumerate((1, int(projects > 0), projects)):
                line[place] += count
    kinds = tuple(KindLine(title, *line) for title, line in counts.items() if line[0])
    return EntityReport(read_reporter(reader, programme, on), rows.measured(), kinds)
