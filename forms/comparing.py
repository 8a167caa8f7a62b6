"""Comparing two snapshots of one form, field by field (版本对照)."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.definition import Field, Form
from forms.field_types import show_cell
from forms.snapshot import FormSnapshot
from models.plain import Plain
from models.programme.pack import Programme


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        section: Title of the section.
        label: Label of the field; for tables with the row and column.
        old: What the older one shows.
        new: What the newer one shows.
    """

    section: str
    label: str
    old: str
    new: str


def compare(form: Form, old: FormSnapshot, new: FormSnapshot, programme: Programme) -> list[Difference]:
    """Return what differs between two snapshots of `form`, in the form's order."""
    found: list[Difference] = []
    for section in form.section:
        for field in section.field:
            if field.type == "table":
                found += _rows(section.title, field, old.values.get(field.key), new.values.get(field.key), programme)
                continue
            before, after = _shown(field, old), _shown(field, new)
            if before != after:
                found.append(Difference(section.title, field.label, before, after))
    if old.opinion != new.opinion and not any(field.bind == "review.opinion" for field in form.fields()):
        found.append(Difference("", "区县意见", old.opinion, new.opinion))
    if old.rank != new.rank:
        found.append(Difference("", "推荐排序", str(old.rank or ""), str(new.rank or "")))
    return found


def _shown(field: Field, snapshot: FormSnapshot) -> str:
    if field.type == "attachment":
        return "；".join(f"{file.title}（{file.file_name}）" for file in snapshot.attachments.get(field.key, []))
    return snapshot.shown.get(field.key, "")


def _rows(section: str, field: Field, old: Plain, new: Plain, programme: Programme) -> Iterator[Difference]:
    """Compare two tables row by row; rows belong together by their id."""
    before = {row["id"]: row for row in old} if isinstance(old, list) else {}
    after = {row["id"]: row for row in new} if isinstance(new, list) else {}
    for number, (row_id, row) in enumerate(after.items(), start=1):
        earlier = before.get(row_id)
        for column in field.column:
            shown = show_cell(column, row.get(column.key), programme)
            was = show_cell(column, earlier.get(column.key), programme) if earlier else ""
            if shown != was:
                added = "" if earlier else "（新增）"
                yield Difference(section, f"{field.label} 第{number}行{added} {column.label}", was, shown)
    for number, (row_id, row) in enumerate(before.items(), start=1):
        if row_id not in after:
            shown = "；".join(text for column in field.column if (text := show_cell(column, row.get(column.key), programme)))
            yield Difference(section, f"{field.label} 原第{number}行（删除）", shown, "")
