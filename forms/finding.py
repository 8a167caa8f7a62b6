"""Findings (校验结果): what is wrong or doubtful, where, and what is accepted."""

from dataclasses import dataclass

from forms.definition import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        level: Error, warning or hint.
        code: The rule that found it, e.g. ``required``, ``too_long``, or the key of a cross-field check.
        section: Key of the section.
        field: Key of the field it is shown at.
        message: What is wrong, in the officer's words.
        accepted: What is accepted, in a few words.
        row: Id of the table row, or empty.
        column: Key of the table column, or empty.
        row_number: Number of the row as shown, from 1; 0 when not in a row.
    """

    level: Level
    code: str
    section: str
    field: str
    message: str
    accepted: str = ""
    row: str = ""
    column: str = ""
    row_number: int = 0

    @property
    def id(self) -> str:
        """Stable id, by which an explanation (说明) belongs to it."""
        return ":".join((self.code, self.field, self.row, self.column))
