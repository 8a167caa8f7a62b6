"""What the city says of a form: things to mend of a returned one (整改), questions about fields (字段询问); then, now, the answer."""

from datetime import date
from typing import NamedTuple

from forms import snapshots
from forms.answers import read_form
from forms.definition import Field, Form
from forms.field_types import TABLE, show_cell
from forms.snapshot import FormSnapshot
from models.programme.pack import Programme
from models.queries import feedback
from models.reading import Reader


class ToMend(NamedTuple):
    """One comment of the city on a returned form, or one question about a field, in the order of its list.

    `number` is the returned revision, or the one that was asked about; `field_key` is empty for the whole form, `row` for the whole
    field; `section` and `label` say where it is; `submitted` and `now` are what the field showed then and shows now. A `query` asks and
    leaves the form frozen; `closed` says that the city needs no answer any more.
    """

    comment_id: str
    number: int
    field_key: str
    row: str
    section: str
    label: str
    text: str
    submitted: str
    now: str
    answer: str
    query: bool = False
    closed: bool = False

    @property
    def changed(self) -> bool:
        """Whether the field shows something else than was submitted."""
        return self.submitted != self.now


def to_mend(reader: Reader, programme: Programme, document_id: str, on: date) -> list[ToMend]:
    """Return the questions about a document, then the comments on it, those of the newest return first, each with the field then and now.

    Args:
        reader: One consistent state.
        programme: The pack.
        document_id: The document.
        on: Today.

    Raises:
        UserError: The document is gone, or a frozen revision is damaged.
    """
    comments: list[tuple[feedback.QueryRow | feedback.CommentRow, bool, bool]]
    comments = [(row, True, row.closed) for row in feedback.queries(reader, document_id)]
    comments += [(row, False, False) for row in feedback.comments(reader, document_id)]
    if not comments:
        return []
    places = _places(read_form(reader, programme, document_id).form)
    now = snapshots.current(reader, programme, document_id, on)
    then = {number: snapshots.of_revision(reader, document_id, number) for number in {comment.number for comment, _, _ in comments}}
    found = []
    for comment, query, closed in comments:
        section, field = places.get(comment.field_key, ("", None))
        label = field.label if field else comment.field_key or "整份文书"
        submitted, present = (_shown(field, comment.row, snapshot, programme) if field else "" for snapshot in (then[comment.number], now))
        found.append(
            ToMend(
                comment.id,
                comment.number,
                comment.field_key,
                comment.row,
                section,
                label,
                comment.text,
                submitted,
                present,
                comment.answer,
                query,
                closed,
            )
        )
    return found


def _places(form: Form) -> dict[str, tuple[str, Field]]:
    return {field.key: (section.title, field) for section in form.section for field in section.field}


def _shown(field: Field, row: str, snapshot: FormSnapshot, programme: Programme) -> str:
    """Return what a field, or one row of it, shows in a snapshot."""
    if field.type == "attachment":
        return "；".join(f"{file.title}（{file.file_name}）" for file in snapshot.attachments.get(field.key, ()))
    if field.type != "table":
        return snapshot.shown.get(field.key, "")
    value = snapshot.values.get(field.key)
    if not row:
        return TABLE.show(field, value, programme)
    cells = next((held for held in TABLE.filled_rows(field, value) if held["id"] == row), None)
    columns = [column for column in field.column if not column.hidden]
    return "；".join(text for column in columns if (text := show_cell(column, cells.get(column.key), programme))) if cells else ""
