"""One row of a spreadsheet on its way in: what it says, what is wrong with it, what becomes of it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from forms.collecting.labels import compact
from forms.definition import Level
from forms.importing.facts import NAME, PROBLEM, PROGRESS, REQUEST, TITLE
from forms.importing.numbers import Number
from models.plain import Plain


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

    @property
    def sentence(self) -> str:
        """What is wrong, with the head of the column unless it begins with it anyway."""
        named = f"“{self.head}”"
        return self.message if not self.head or self.message.startswith(named) else f"{named}：{self.message}"


class Action(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    NEW_PROJECT = "new_project"
    MORE = "more"
    THERE = "there"
    BAD = "bad"


ACTION_LABELS = {
    Action.NEW: "新增",
    Action.NEW_PROJECT: "主体已有，新增项目",
    Action.MORE: "已有，补充空缺",
    Action.THERE: "已有，没有新内容",
    Action.BAD: "有错误，不导入",
}


@dataclass(slots=True)
class ImportRow:
    """One row of the spreadsheet.

    Attributes:
        number: Its row in the sheet.
        values: Plain values by fact.
        numbers: What it says of indicators.
        on: Day of its entries and of what was reached.
        findings: What is wrong or doubtful.
        action: What becomes of it.
        entity_id: The entity of the register that it is about; empty: a new one.
        project_id: Its project; empty: a new one, or none.
    """

    number: int
    values: dict[str, Plain]
    numbers: list[Number] = field(default_factory=list)
    on: date | None = None
    findings: list[Finding] = field(default_factory=list)
    action: Action = Action.NEW
    entity_id: str = ""
    project_id: str = ""

    @property
    def name(self) -> str:
        """Name of the entity, compact."""
        return compact(str(self.values.get(NAME) or ""))

    @property
    def title(self) -> str:
        """Title of the project, compact."""
        return compact(str(self.values.get(TITLE) or ""))

    @property
    def is_bad(self) -> bool:
        """Whether an error keeps it out."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    def entries(self) -> list[tuple[str, str]]:
        """Return what it notes: kind and text of progress, problems and support requests."""
        return [(key, str(self.values[key])) for key in (PROGRESS, PROBLEM, REQUEST) if self.values.get(key)]

    @property
    def reason(self) -> str:
        """Why it is not imported, as one text."""
        return "；".join(
            f"{finding.sentence}{f'（可填：{finding.accepted}）' if finding.accepted else ''}"
            for finding in self.findings
            if finding.level is Level.ERROR
        )

    @property
    def remarks(self) -> str:
        """What the officer should know although it does not keep the row out, as one text."""
        return "；".join(finding.sentence for finding in self.findings if finding.level is not Level.ERROR)


TAKEN = (Action.NEW, Action.NEW_PROJECT, Action.MORE)
"""What becomes of rows that are imported."""
