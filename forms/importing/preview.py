"""What importing a spreadsheet would do, row by row: what is new, what is there already, what is wrong and what would be accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from forms.collecting.content import Sheet
from forms.collecting.labels import compact, is_not_data
from forms.collecting.scope import offered
from forms.collecting.tolerant import Understood, is_nothing, understand_cell
from forms.definition import Level
from forms.field_types import FIELD_TYPES
from forms.importing.facts import CODE, NAME, TITLE, Fact
from forms.importing.layout import Cells, Layout
from forms.normalising import unparsed_text
from models.plain import Plain
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme

MOST_ITEMS = 20
"""Longest list whose items are named where one was not understood."""


class Finding(NamedTuple):
    """Something wrong or doubtful in one cell.

    Attributes:
        row: Row of the sheet.
        column: Its column; 0 for the row as a whole.
        head: Head of the column.
        level: An error keeps the row from being imported.
        message: What is wrong (Chinese sentence).
        accepted: What is accepted.
        text: What stands in the cell.
    """

    row: int
    column: int
    head: str
    level: Level
    message: str
    accepted: str = ""
    text: str = ""


class Action(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    NEW_PROJECT = "new_project"
    THERE = "there"
    BAD = "bad"


ACTION_LABELS = {
    Action.NEW: "新增",
    Action.NEW_PROJECT: "主体已有，新增项目",
    Action.THERE: "已经有了，不重复导入",
    Action.BAD: "有错误，不导入",
}


@dataclass(slots=True)
class ImportRow:
    """One row of the spreadsheet.

    Attributes:
        number: Its row in the sheet.
        values: Plain values by fact.
        findings: What is wrong or doubtful.
        action: What becomes of it.
        entity_id: The entity of the register that it is about; empty: a new one.
    """

    number: int
    values: dict[str, Plain]
    findings: list[Finding] = field(default_factory=list)
    action: Action = Action.NEW
    entity_id: str = ""

    @property
    def reason(self) -> str:
        """Why it is not imported, as one text."""
        return "；".join(
            f"{f'“{finding.head}”：' if finding.head else ''}{finding.message}{f'（可填：{finding.accepted}）' if finding.accepted else ''}"
            for finding in self.findings
            if finding.level is Level.ERROR
        )


class Held(NamedTuple):
    """An entity of the register with the titles of its projects."""

    id: str
    name: str
    code: str
    titles: frozenset[str]


def read_held(reader: Reader) -> list[Held]:
    """Return the entities of the register with the titles of their projects, compact."""
    titles: dict[str, set[str]] = {}
    for entity, title in reader.rows("SELECT entity_id, title FROM project WHERE deleted_at IS NULL"):
        titles.setdefault(entity, set()).add(compact(title))
    rows = reader.rows("SELECT id, name, uscc FROM pilot_entity WHERE deleted_at IS NULL ORDER BY name, id")
    return [Held(id, compact(name), code, frozenset(titles.get(id, ()))) for id, name, code in rows]


def preview(
    sheet: Sheet, layout: Layout, columns: Mapping[int, str], facts: tuple[Fact, ...], reader: Reader, programme: "Programme"
) -> list[ImportRow]:
    """Return what becomes of each row; nothing is changed.

    Args:
        sheet: The sheet.
        layout: Its header.
        columns: Which fact each column is.
        facts: What columns can be.
        reader: The workspace.
        programme: The pack.
    """
    cells, by_key = Cells(sheet), {fact.key: fact for fact in facts}
    held = read_held(reader)
    rows: list[ImportRow] = []
    for number in range(layout.first, sheet.rows + 1):
        texts = [cells.text(number, column) for column in range(1, sheet.columns + 1)]
        if is_not_data(texts) or all(is_nothing(cells.text(number, column)) for column in columns):
            continue
        row = ImportRow(number, {})
        for column, key in columns.items():
            understood, findings = _read(cells, number, column, by_key[key], layout, programme)
            row.values[key] = understood.value
            row.findings += findings
        _judge(row, rows, held, columns, layout)
        rows.append(row)
    return rows


def _read(
    cells: Cells, row: int, column: int, fact: Fact, layout: Layout, programme: "Programme"
) -> tuple[Understood, Iterator[Finding] | list[Finding]]:
    cell = cells.cell(row, column)
    understood = understand_cell(fact.field, cell, programme) if cell else Understood(None)
    kind, head, text = FIELD_TYPES[fact.field.type], layout.heads.get(column, ""), cell.text if cell else ""
    accepted = _items(fact, programme) or kind.accepted(fact.field)
    if understood.doubt or unparsed_text(understood.value) is not None:
        message = understood.doubt or f"“{text[:30]}”没有看懂。"
        return understood, [Finding(row, column, head, Level.ERROR, message, accepted, text)]
    found = [
        Finding(row, column, head, fault.level, fault.message, fault.accepted, text)
        for fault in kind.check(fact.field, understood.value, programme)
        if fault.level is not Level.HINT
    ]
    return understood, found


def _items(fact: Fact, programme: "Programme") -> str:
    """Return what a short list offers, for a spreadsheet has no list to choose from; empty for a long one or none."""
    names = [item.name for item in offered(fact.field, programme)] if fact.field.dictionary else []
    return "、".join(names) if len(names) <= MOST_ITEMS else ""


def _judge(row: ImportRow, earlier: list[ImportRow], held: list[Held], columns: Mapping[int, str], layout: Layout) -> None:
    """Decide what becomes of a row by the register and by the rows before it."""
    name, code = str(row.values.get(NAME) or ""), str(row.values.get(CODE) or "")
    title = compact(str(row.values.get(TITLE) or ""))

    def refuse(message: str, key: str = NAME) -> None:
        column = next((column for column, mapped in columns.items() if mapped == key), 0)
        row.findings.append(Finding(row.number, column, layout.heads.get(column, ""), Level.ERROR, message))

    if not name:
        refuse("没有单位名称。")
    by_code = [one for one in held if code and one.code == code]
    by_name = [one for one in held if one.name == compact(name)]
    if len(by_code) > 1 or (not by_code and len(by_name) > 1):
        refuse("主体库里有几家这样的单位，分不清是哪一家。")
    elif by_code and by_code[0].name != compact(name):
        refuse("主体库里这个信用代码是另一个名称的单位，请核对。", CODE)
    elif not by_code and by_name and code and by_name[0].code and by_name[0].code != code:
        refuse("主体库里同名单位的信用代码不同，请核对。", CODE)
    for other in earlier:
        same_name = compact(str(other.values.get(NAME) or "")) == compact(name)
        same_code = bool(code) and other.values.get(CODE) == code
        if same_code and not same_name:
            refuse(f"与第{other.number}行的信用代码相同，单位名称不同，请核对。", CODE)
        elif same_name and code and other.values.get(CODE) and not same_code:
            refuse(f"与第{other.number}行的单位名称相同，信用代码不同，请核对。", CODE)
        elif same_name and compact(str(other.values.get(TITLE) or "")) == title:
            refuse(f"与第{other.number}行重复。", TITLE)
    if any(finding.level is Level.ERROR for finding in row.findings):
        row.action = Action.BAD
        return
    if not (by_code or by_name):
        return
    known = (by_code or by_name)[0]
    row.entity_id = known.id
    row.action = Action.NEW_PROJECT if title and title not in known.titles else Action.THERE
