"""What a tracking workbook (进度表) that came back means for its project: targets cell by cell, values and entries row by row."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.collecting.content import Sheet, Workbook
from forms.collecting.judging import UNKNOWN, judge
from forms.collecting.labels import compact
from forms.collecting.marks import ROW_TAG
from forms.collecting.outcome import Outcome, Standing
from forms.collecting.tables import ReadRow, ReadTable, SheetGrid, header_of, read_table
from forms.collecting.tolerant import Understood, same
from forms.collecting.tracking import PROBLEMS, PROGRESS, REQUESTS, TARGETS, VALUES, tracking_form
from forms.definition import TARGET_PREFIX, Column, Field, Form, Origin
from forms.field_types import show_cell
from forms.normalising import unparsed_text
from models.plain import Plain
from models.programme.types import IndicatorKind
from models.queries import indicators, tracking
from models.queries.indicators import IndicatorStanding
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme

NEW_ROW = "+"


def plan_tracking(
    content: Workbook, reader: Reader, project_id: str, handed: Mapping[str, Plain] | None, programme: "Programme", on: date
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Return what each target, value and entry of a workbook says, and what else the officer should know.

    Args:
        content: The file.
        reader: Where to read the project.
        project_id: The project.
        handed: What was handed out; ``None`` when nobody knows.
        programme: The pack.
        on: Today.
    """
    form = tracking_form(programme)
    known = indicators.standings(reader, programme, project_id, on)
    outcomes: list[Outcome] = []
    notes: list[str] = []
    for field in form.fields():
        found = _sheets_of(content, field, form)
        if len(found) != 1:
            words = f"有{len(found)}张表都像“{field.label}”" if found else f"没有找到“{field.label}”表"
            notes.append(f"{words}，这一部分没有读取，请核对。")
            continue
        grid = SheetGrid(found[0])
        read = read_table(field, grid, programme)
        if read is None:
            continue
        notes += [f"“{field.label}”表：{doubt}" for doubt in read.doubts]
        ids = _row_ids(grid, read)
        reading = _Reading(field, read, ids, programme, on)
        if field.key == TARGETS:
            outcomes += _targets(reading, known, _rows_by_id(handed, TARGETS))
        elif field.key == VALUES:
            outcomes += _values(reading, known, reader)
        else:
            outcomes += _entries(reading, _held_entries(reader, project_id, field.key))
    return tuple(outcomes), tuple(notes)


class _Reading:
    """One table of the workbook as it was read."""

    def __init__(self, field: Field, read: ReadTable, ids: dict[int, str], programme: "Programme", on: date) -> None:
        self.field = field
        self.read = read
        self.ids = ids
        self.programme = programme
        self.on = on
        self.columns = {column.key: column for column in field.column}

    def shown(self, values: Mapping[str, Plain]) -> str:
        """Return a row in words."""
        parts = ((column, show_cell(column, values.get(column.key), self.programme)) for column in self.field.column)
        return "；".join(f"{column.label}：{text}" for column, text in parts if text)

    def outcome(self, row: ReadRow, standing: Standing, values: Mapping[str, Plain], **more: Any) -> Outcome:
        """Return the outcome of a whole row."""
        return Outcome(
            key=f"{self.field.key}/{row.number}",
            section=self.field.label,
            label=f"第{row.number}行",
            standing=standing,
            new=dict(values),
            new_shown=self.shown(values),
            **more,
        )

    def doubt(self, row: ReadRow) -> str:
        """Return why a row cannot be taken as it is; empty: it can."""
        unread = [self.columns[key].label for key, value in row.values.items() if unparsed_text(value) is not None]
        return " ".join(row.doubts[:4]) or (f"“{'、'.join(unread)}”没有看懂。" if unread else "")


def _sheets_of(content: Workbook, field: Field, form: Form) -> list[Sheet]:
    """Return the sheets that hold a table: by title, else those whose head names its columns better than any other table's."""
    titled = [sheet for sheet in content.sheets if not sheet.hidden and compact(sheet.title) == compact(field.label)]
    if titled:
        return titled
    titles = {compact(other.label) for other in form.fields()}
    found = []
    for sheet in content.sheets:
        if sheet.hidden or compact(sheet.title) in titles:
            continue
        grid = SheetGrid(sheet)
        matches = {other.key: len(head[1]) for other in form.fields() if (head := header_of(grid, other.column)) is not None}
        best = max(matches.values(), default=0)
        if best and matches.get(field.key) == best and sum(count == best for count in matches.values()) == 1:
            found.append(sheet)
    return found


def _row_ids(grid: SheetGrid, read: ReadTable) -> dict[int, str]:
    """Return the hidden id of each row that has one."""
    columns = {
        column
        for row in range(1, min(grid.rows, 12) + 1)
        for column in range(1, grid.columns + 1)
        if grid.text(row, column).strip() == ROW_TAG
    }
    if len(columns) != 1:
        return {}
    (column,) = columns
    return {row.number: text for row in read.rows if (text := grid.text(row.number, column).strip())}


def _rows_by_id(handed: Mapping[str, Plain] | None, key: str) -> dict[str, dict[str, Any]] | None:
    if handed is None:
        return None
    rows = handed.get(key)
    return {str(row["id"]): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}


def _indicator_of(reading: _Reading, row: ReadRow, known: list[IndicatorStanding]) -> tuple[IndicatorStanding | None, str]:
    """Return the indicator that a row is about, and why that is not certain."""
    name = compact(str(row.values.get("name") or ""))
    by_name = [one for one in known if compact(one.name) == name]
    by_id = next((one for one in known if one.id == reading.ids.get(row.number)), None)
    if by_id is not None:
        if not name or compact(by_id.name) == name:
            return by_id, ""
        return by_id, f"这一行原来是指标“{by_id.name}”，现在写的是“{row.values.get('name')}”，请核对是改名还是另一项。"
    if len(by_name) == 1:
        return by_name[0], ""
    return None, "有几个指标都叫这个名称，请核对。" if by_name else ""


def _targets(reading: _Reading, known: list[IndicatorStanding], handed: dict[str, dict[str, Any]] | None) -> Iterator[Outcome]:
    now = {row.id: row for row in known}
    counted = Counter(indicator.id for row in reading.read.rows if (indicator := _indicator_of(reading, row, known)[0]) is not None)
    for row in reading.read.rows:
        indicator, doubt = _indicator_of(reading, row, known)
        if indicator is not None and counted[indicator.id] > 1:
            doubt = f"指标“{indicator.name}”在表里有{counted[indicator.id]}行，请核对。"
        if indicator is None and not doubt:
            doubt = reading.doubt(row)
            standing = Standing.ASKED if doubt or not row.values.get("name") else Standing.NEW
            yield replace(
                reading.outcome(row, standing, row.values, why=doubt or ("" if row.values.get("name") else "没有填写指标名称。")),
                key=f"{TARGETS}/{NEW_ROW}/{row.number}",
                label=f"新增指标“{row.values.get('name') or ''}”",
                takeable=bool(row.values.get("name")) and not doubt,
            )
            continue
        if indicator is None or doubt:
            yield reading.outcome(row, Standing.ASKED, row.values, why=doubt, takeable=False)
            continue
        held = now[indicator.id]
        before = (handed or {}).get(indicator.id)
        current = _cells_of(held, reading)
        for key, value in row.values.items():
            if key == "name":
                continue
            cell_doubt = next((d for d in row.doubts if f"“{reading.columns[key].label}”" in d), "")
            field = _as_field(reading.columns[key], f"{TARGETS}/{indicator.id}/{key}", f"{indicator.name}：{reading.columns[key].label}")
            base = UNKNOWN if before is None else before.get(key)
            one = judge(field, reading.field.label, Understood(value, cell_doubt), "", base, current.get(key), reading.programme)
            if one.standing is not Standing.SAME or current.get(key) is not None:
                yield replace(one, target=indicator.id)


def _cells_of(indicator: IndicatorStanding, reading: _Reading) -> dict[str, Plain]:
    """Return what the workspace holds in the cells of an indicator's row."""
    cells: dict[str, Plain] = {key: getattr(indicator, key) or None for key in ("unit", "kind", "baseline", "counting_rule")}
    for key in reading.columns:
        if key.startswith(TARGET_PREFIX):
            cells[key] = indicator.targets.get(int(key.removeprefix(TARGET_PREFIX))) or None
    return cells


def _as_field(column: Column, key: str, label: str) -> Field:
    return Field(key=key, label=label, type=column.type, origin=Origin.ADDED, dictionary=column.dictionary, unit=column.unit)


def _values(reading: _Reading, known: list[IndicatorStanding], reader: Reader) -> Iterator[Outcome]:
    for row in reading.read.rows:
        if not any(row.values.get(key) for key in ("on", "value", "numerator", "denominator")) and not row.doubts:
            continue  # as handed out: the indicator's name only
        indicator, doubt = _indicator_of(reading, row, known)
        doubt = doubt or reading.doubt(row)
        if indicator is None:
            doubt = doubt or f"这个项目没有指标“{row.values.get('name') or ''}”，请先在“指标目标”里新增。"
        doubt = doubt or _incomplete_value(row, indicator, reading.on)
        label = f"{indicator.name if indicator else row.values.get('name') or ''}：完成值"
        if doubt or indicator is None:
            yield replace(reading.outcome(row, Standing.ASKED, row.values, why=doubt, takeable=False), label=label)
            continue
        new = {**row.values, "indicator": indicator.id}
        held = [value for value in indicators.values(reader, indicator.id) if value.on.isoformat() == row.values["on"]]
        outcome = replace(reading.outcome(row, Standing.NEW, new), label=label)
        if not held:
            yield outcome
            continue
        old: dict[str, Plain] = {key: text or None for key, text in held[0]._asdict().items() if key in reading.columns and key != "on"}
        old |= {"name": indicator.name, "unit": indicator.unit or None, "on": row.values["on"]}
        compared = ("numerator", "denominator") if indicator.kind == IndicatorKind.RATIO else ("value",)
        keys = [key for key in (*compared, "source", "note") if key in row.values and row.values[key] is not None]
        agree = all(same(_as_field(reading.columns[key], key, key), row.values[key], old.get(key)) for key in keys)
        if agree:
            yield replace(outcome, standing=Standing.SAME, old=old, old_shown=reading.shown(old), target=held[0].id, takeable=False)
            continue
        # The value of that day was entered here: only the officer can tell whose is right.
        standing, why = (
            (Standing.CONFLICT, "账套里这一天已有另一个完成值，请选择以哪一个为准。")
            if len(held) == 1
            else (Standing.ASKED, "这一天已经有几个完成值，请核对改哪一个。")
        )
        takeable = standing is Standing.CONFLICT
        yield replace(outcome, standing=standing, old=old, old_shown=reading.shown(old), target=held[0].id, why=why, takeable=takeable)


def _incomplete_value(row: ReadRow, indicator: IndicatorStanding | None, on: date) -> str:
    day = row.values.get("on")
    if not day:
        return "没有填写数据日期。"
    if str(day) > on.isoformat():
        return "数据日期晚于今天。"
    ratio = indicator is not None and indicator.kind == IndicatorKind.RATIO
    if ratio and not (row.values.get("numerator") and row.values.get("denominator")):
        return "比率类指标要填分子和分母。"
    if not ratio and not row.values.get("value"):
        return "没有填写完成值。"
    return ""


def _held_entries(reader: Reader, project_id: str, key: str) -> list[tuple[str, str]]:
    read = {PROGRESS: tracking.progress, PROBLEMS: tracking.problems, REQUESTS: tracking.support_requests}[key]
    return [(row.on.isoformat(), row.text) for row in read(reader, project_id)]  # type: ignore[attr-defined]


def _entries(reading: _Reading, held: list[tuple[str, str]]) -> Iterator[Outcome]:
    known = {(on, " ".join(text.split())) for on, text in held}
    for row in reading.read.rows:
        doubt = reading.doubt(row)
        day, text = row.values.get("on"), row.values.get("text")
        if not doubt and not day:
            doubt = "没有填写日期。"
        elif not doubt and str(day) > reading.on.isoformat():
            doubt = "日期晚于今天。"
        elif not doubt and not text:
            doubt = "没有填写内容。"
        if doubt:
            yield reading.outcome(row, Standing.ASKED, row.values, why=doubt, takeable=False)
            continue
        there = (str(day), " ".join(str(text).split())) in known
        yield reading.outcome(row, Standing.SAME if there else Standing.NEW, row.values, takeable=not there)
