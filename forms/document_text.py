"""The text of a document as the text checks (公文体检, 前后打架检查) see it: title, headings, paragraphs, annexes, cells."""

from collections.abc import Iterator, Mapping

from forms.checking import applies
from forms.definition import Field, Form, Place, Section
from forms.field_types import FIELD_TYPES, TABLE, show_cell
from forms.passages import BlockKind, TextBlock
from models.plain import Plain
from models.programme.pack import Programme

_PROSE = frozenset({"long_text", "items"})
_KINDS = {Place.TITLE: BlockKind.TITLE, Place.RECIPIENT: BlockKind.RECIPIENT}
_RUNNING = (Place.TITLE, Place.SUBTITLE, Place.RECIPIENT, Place.OPENING)


def block_key(field: str, row: str = "", column: str = "") -> str:
    """Return the key of a block: field, row and column of the text, parted by tabs; headings made by the form have no tab in theirs."""
    return "\t".join((field, row, column))


def text_blocks(form: Form, values: Mapping[str, Plain], programme: Programme) -> list[TextBlock]:
    """Return the texts of a document in the order in which they are printed.

    Args:
        form: Its definition.
        values: Plain values by field key, of a `FormState` or a `FormSnapshot`.
        programme: The pack.
    """
    fields = [field for field in form.fields() if applies(field, values, programme) and not _empty(field, values)]
    annexes = [field for field in fields if field.place is Place.ANNEX]
    found: list[TextBlock] = []
    for place in _RUNNING:
        found += [_block(field, values, programme) for field in fields if field.place is place]
    for section in form.section:
        found += _section(section, [field for field in fields if field in section.field and field.place is Place.TEXT], values, programme)
    found += [_block(field, values, programme) for field in fields if field.place is Place.CLOSING]
    found += _annex_lines(annexes, values)
    for field in annexes:
        value = values.get(field.key)
        if field.type == "table":
            found.append(TextBlock(f"annex {field.key}", field.label, BlockKind.ANNEX_TITLE, field.label))
            found += _cells(field, values, programme)
        elif field.type == "items" and isinstance(value, list):
            # Papers bound separately follow with their own title page.
            found += [
                TextBlock(f"annex {field.key} {place}", field.label, BlockKind.ANNEX_TITLE, str(name)) for place, name in enumerate(value)
            ]
    return found


def _empty(field: Field, values: Mapping[str, Plain]) -> bool:
    value = values.get(field.key)
    if field.type == "table":
        return not TABLE.filled_rows(field, value)
    return not FIELD_TYPES[field.type].filled or FIELD_TYPES[field.type].is_empty(value)


def _section(section: Section, fields: list[Field], values: Mapping[str, Plain], programme: Programme) -> Iterator[TextBlock]:
    """Yield a section under its title; of several texts each under its own label."""
    if not fields:
        return
    yield TextBlock(f"section {section.key}", section.title, BlockKind.HEADING, section.title)
    several = sum(field.type in _PROSE for field in section.field if field.place is Place.TEXT) > 1
    for field in fields:
        if field.type == "table":
            yield from _cells(field, values, programme)
            continue
        if several and field.type in _PROSE:
            yield TextBlock(f"label {field.key}", field.label, BlockKind.HEADING, field.label)
        yield _block(field, values, programme)


def _block(field: Field, values: Mapping[str, Plain], programme: Programme) -> TextBlock:
    text = FIELD_TYPES[field.type].show(field, values.get(field.key), programme)
    kind = _KINDS.get(field.place, BlockKind.PARAGRAPH)
    return TextBlock(block_key(field.key), field.label, kind, f"{text}：" if kind is BlockKind.RECIPIENT else text)


def _annex_lines(annexes: list[Field], values: Mapping[str, Plain]) -> Iterator[TextBlock]:
    """Yield the list of annexes: a table by its name, of papers bound separately each by its own."""
    named: list[tuple[str, str]] = []
    for field in annexes:
        value = values.get(field.key)
        if field.type == "table":
            named.append((f"annex-line {field.key}", field.label))
        elif field.type == "items" and isinstance(value, list):
            named += [(block_key(field.key, str(place)), str(name)) for place, name in enumerate(value, start=1)]
    for number, (key, name) in enumerate(named, start=1):
        label = "附件：" if number == 1 else ""
        yield TextBlock(key, "附件说明", BlockKind.ANNEX_LINE, f"{label}{f'{number}.' if len(named) > 1 else ''}{name}")


def _cells(field: Field, values: Mapping[str, Plain], programme: Programme) -> Iterator[TextBlock]:
    for number, row in enumerate(TABLE.filled_rows(field, values.get(field.key)), start=1):
        for column in field.column:
            text = "" if column.hidden else show_cell(column, row.get(column.key), programme)
            if text:
                key = block_key(field.key, str(row.get("id")), column.key)
                yield TextBlock(key, f"{field.label}第{number}行“{column.label}”", BlockKind.CELL, text)
