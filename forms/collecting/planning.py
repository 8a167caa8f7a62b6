"""Planning what a Word form that came back would change; a plan changes nothing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from forms.answers import FormState
from forms.collecting.boxes import understand_boxes, understand_pledge, understand_yes_no
from forms.collecting.content import Table, WordContent
from forms.collecting.judging import UNKNOWN, Unknown, asked, judge, not_asked_then, not_found
from forms.collecting.marks import parts_of_tag
from forms.collecting.outcome import Outcome
from forms.collecting.scope import fields_to_fill, filled_in_by_entity, has_boxes
from forms.collecting.tables import WordGrid, header_of, joined_rows, read_table
from forms.collecting.tolerant import Understood, understand
from forms.collecting.word_places import REPEATED, Spot, WordPlaces, texts_of
from forms.definition import Field
from forms.field_types import TABLE
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

SEVERAL = "这个栏目名称在表里出现了{count}次：{texts}。请确认以哪一处为准。"


def plan_word(content: WordContent, state: FormState, handed: Mapping[str, Plain] | None, programme: "Programme") -> tuple[Outcome, ...]:
    """Return what each field of a form says, in the form's order.

    Args:
        content: The file.
        state: The document as it stands.
        handed: What the document held when it was handed out; ``None`` when nobody knows.
        programme: The pack.
    """
    fields = fields_to_fill(state.form)
    others = tuple(field for field in state.form.fields() if not filled_in_by_entity(field))
    places = WordPlaces(content, fields, others, state.form.renamed)
    earlier = {new: old for old, new in state.form.renamed.items()}
    outcomes = []
    for section in state.form.section:
        for field in section.field:
            if not filled_in_by_entity(field):
                continue
            if handed is not None and not {field.key, earlier.get(field.key)} & handed.keys() and not places.has(field):
                outcomes.append(not_asked_then(field, section.title, state.values.get(field.key), programme))
                continue
            base: Plain | Unknown = UNKNOWN if handed is None else handed.get(field.key, handed.get(earlier.get(field.key, "")))
            read = _table_outcome if field.type == "table" else _field_outcome
            outcomes.append(read(content, places, field, section.title, base, state.values.get(field.key), programme))
    return tuple(outcomes)


def read_spot(field: Field, spot: Spot, programme: "Programme") -> Understood:
    """Return what the place of a field says."""
    if has_boxes(field, programme):
        checked = {
            parts_of_tag(control.tag)[1]: bool(control.checked)
            for control in spot.controls
            if control.checked is not None and len(parts_of_tag(control.tag)) == 2
        }
        return understand_boxes(field, spot.text, checked, programme)
    if field.type == "yes_no_note":
        return understand_yes_no(field, spot.text, programme)
    if field.type == "pledge":
        return understand_pledge(field, spot.text, [control.checked for control in spot.controls if control.checked is not None])
    return understand(field, spot.text, programme)


def _field_outcome(
    content: WordContent, places: WordPlaces, field: Field, section: str, base: "Plain | Unknown", now: Plain, programme: "Programme"
) -> Outcome:
    spots = places.spots(field)
    if not spots:
        return not_found(field, section, now, programme)
    if len(spots) > 1:
        return asked(field, section, texts_of(spots), SEVERAL.format(count=len(spots), texts=texts_of(spots)), now, programme)
    (spot,) = spots
    understood = read_spot(field, spot, programme)
    if spot.doubt and not understood.doubt:
        understood = Understood(understood.value, spot.doubt)
    return judge(field, section, understood, spot.text, base, now, programme)


def _table_outcome(
    content: WordContent, places: WordPlaces, field: Field, section: str, base: "Plain | Unknown", now: Plain, programme: "Programme"
) -> Outcome:
    blocks = places.tables(field) or _tables_like(content, field)
    if not blocks:
        return not_found(field, section, now, programme)
    if len(blocks) > 1:
        return asked(field, section, "", f"表里有{len(blocks)}张表格都像“{field.label}”，请确认以哪一张为准。", now, programme)
    block = content.blocks[blocks[0]]
    tags = {place: found for place, found in places.row_tags(field).items() if place[0]}
    read = read_table(field, WordGrid(block), programme, tags) if isinstance(block, Table) else None
    if read is None:
        return not_found(field, section, now, programme)
    current = TABLE.rows(now)
    handed = current if isinstance(base, Unknown) else TABLE.filled_rows(field, base)
    rows, doubts = joined_rows(field, read, handed, current)
    if places.is_repeated(blocks[0]):
        doubts.insert(0, REPEATED)
    understood = Understood(rows or None, " ".join(doubts[:6]))
    return judge(field, section, understood, "", base, now, programme)


def _tables_like(content: WordContent, field: Field) -> list[int]:
    """Return the tables whose header names the columns of a field, those that name most."""
    columns = [column for column in field.column if not column.hidden]
    found: list[tuple[int, int]] = []
    for index, table in content.tables():
        head = header_of(WordGrid(table), columns)
        if head is not None:
            found.append((len(head[1]), index))
    most = max((count for count, _ in found), default=0)
    return [index for count, index in found if count == most]
