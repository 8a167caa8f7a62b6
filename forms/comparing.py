"""Comparing two snapshots of one form, field by field (版本对照)."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from forms.definition import Field, Form
from forms.field_types import TABLE, show_cell
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


_SHOWN_FACTS = (
    ("project.number", "申报编号", "number"),
    ("project.title", "项目名称", "title"),
    ("entity.name", "申报主体", "entity"),
    ("office.name", "报送单位", "office"),
)
"""What is printed beside the fields: the fact that a field may be bound to, its label, its name in the snapshot."""


def of_both(old: Form, new: Form) -> Form:
    """Return a definition with the fields of two versions of a form; what the new one no longer has stands at the end of its section."""
    if old == new:
        return new
    known = {field.key for field in new.fields()} | new.renamed.keys()
    gone = {section.key: tuple(field for field in section.field if field.key not in known) for section in old.section}
    kept = {section.key for section in new.section}
    sections = [replace(section, field=(*section.field, *gone.get(section.key, ()))) for section in new.section]
    sections += [replace(section, field=gone[section.key]) for section in old.section if section.key not in kept and gone[section.key]]
    return replace(new, section=tuple(sections))


def compare(form: Form, old: FormSnapshot, new: FormSnapshot, programme: Programme) -> list[Difference]:
    """Return what differs between two snapshots of `form`: what is printed beside the fields, then the fields in the form's order."""
    found = list(_facts(form, old, new))
    for section in form.section:
        for field in section.field:
            if field.type == "attachment":
                found += _files(section.title, field, old, new)
                continue
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
    found += _explanations(old, new)
    return found


def _facts(form: Form, old: FormSnapshot, new: FormSnapshot) -> Iterator[Difference]:
    bound = {field.bind for field in form.fields()}
    for bind, label, name in _SHOWN_FACTS:
        if bind not in bound and getattr(old, name) != getattr(new, name):
            yield Difference("", label, getattr(old, name), getattr(new, name))


def _shown(field: Field, snapshot: FormSnapshot) -> str:
    return snapshot.shown.get(field.key, "")


def _files(section: str, field: Field, old: FormSnapshot, new: FormSnapshot) -> Iterator[Difference]:
    """Compare attached files by title, name and content."""
    before, after = (snapshot.attachments.get(field.key, []) for snapshot in (old, new))
    if [(file.title, file.file_name, file.digest) for file in before] == [(file.title, file.file_name, file.digest) for file in after]:
        return
    was, shown = ("；".join(f"{file.title}（{file.file_name}）" for file in files) for files in (before, after))
    yield Difference(section, field.label, was, f"{shown}（文件内容已更换）" if was == shown else shown)


def _explanations(old: FormSnapshot, new: FormSnapshot) -> Iterator[Difference]:
    """Compare the explanations (说明) of warnings; those belong together that answer the same warning of the same field."""
    before, after = ({(e.field_label, e.message): e.explanation for e in snapshot.explained} for snapshot in (old, new))
    for label, message in dict.fromkeys((*after, *before)):
        was, shown = before.get((label, message), ""), after.get((label, message), "")
        if was != shown:
            yield Difference("", f"{label}（说明）", was, shown)


def _rows(section: str, field: Field, old: Plain, new: Plain, programme: Programme) -> Iterator[Difference]:
    """Compare two tables row by row; rows belong together by their id."""
    if any(value is not None and not isinstance(value, list) for value in (old, new)):  # a text that is no table
        was, shown = (TABLE.show(field, value, programme) for value in (old, new))
        if was != shown:
            yield Difference(section, field.label, was, shown)
        return
    before, after = ({row["id"]: row for row in TABLE.filled_rows(field, value)} for value in (old, new))
    columns = [column for column in field.column if not column.hidden]
    for number, (row_id, row) in enumerate(after.items(), start=1):
        earlier = before.get(row_id)
        for column in columns:
            shown = show_cell(column, row.get(column.key), programme)
            was = show_cell(column, earlier.get(column.key), programme) if earlier else ""
            if shown != was:
                added = "" if earlier else "（新增）"
                yield Difference(section, f"{field.label} 第{number}行{added} {column.label}", was, shown)
    for number, (row_id, row) in enumerate(before.items(), start=1):
        if row_id not in after:
            shown = "；".join(text for column in columns if (text := show_cell(column, row.get(column.key), programme)))
            yield Difference(section, f"{field.label} 原第{number}行（删除）", shown, "")
    was_order, order = [id for id in before if id in after], [id for id in after if id in before]
    if was_order != order:
        names = {id: show_cell(columns[0], row.get(columns[0].key), programme) for id, row in after.items()}
        yield Difference(section, f"{field.label} 行的顺序", "、".join(names[id] for id in was_order), "、".join(names[id] for id in order))
