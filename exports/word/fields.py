"""The form table of a section: label cells and value cells, one layout a field type."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from exports.word.body import CELL_MARGIN, cell, paragraph, paragraphs, row, run, table
from exports.word.looks import TWIPS_PER_POINT, mm
from exports.word.sheet import OPINION_BIND, Sheet, label_of
from forms.definition import Field, Section
from models.plain import Plain
from models.programme.types import DictionaryItem

LABEL, VALUE = mm(30), mm(48)
GRID = (LABEL, VALUE, LABEL, VALUE)
"""Two fields a row: label columns of 28–35 mm are the practice for forms."""

FULL, REST = sum(GRID), sum(GRID) - LABEL
LINE_HEIGHT = mm(9)
EMPTY_TEXT_HEIGHT, EMPTY_ITEMS_HEIGHT = mm(40), mm(20)
"""Room to write by hand."""

SIGNATURE_MM = 35
"""Least height of a signature cell: a round seal of 42 mm may overlap its edges, but must not cover other cells."""

SIGN_LINES = "负责人签字：　　　　　　　　（盖章）\n年　　月　　日"

SHORT_TEXT = 30
"""Longest text, in characters, that fits half the width in at most three lines."""

LONG_CODE = 16
"""Codes from this length on are set smaller, so that their capitals never push the last sign into a second line."""

WHOLE_TEXT = 240
"""Longest text that keeps its row on one page; longer ones flow over pages."""

MOST_OPTIONS = 12
"""Longest list of choices that is printed whole, with the chosen ones marked."""

CHOSEN, OPEN = "■", "□"
"""☑ is absent from the usual Chinese fonts."""

MAIN = "（主）"

_HALF_WIDTH = frozenset({"integer", "decimal", "money", "date", "month", "auto"})


def form_tables(section: Section, fields: Sequence[Field], sheet: Sheet) -> str:
    """Return the form table for consecutive fields of a section: two short ones a row, every other one across."""
    rows: list[str] = []
    waiting: Field | None = None
    opinion = ""
    for field, following in zip_longest(fields, fields[1:]):
        if _is_short(field) and waiting is None and following is not None and _is_short(following):
            waiting = field
        elif waiting is not None:
            rows.append(row((*_half(waiting, sheet), *_half(field, sheet)), height=LINE_HEIGHT))
            waiting = None
        elif field.bind == OPINION_BIND and following is not None and following.type == "signature":
            opinion = _opinion(field, sheet)
        elif field.type == "signature":
            rows += _signature(field, opinion, sheet)
            opinion = ""
        else:
            rows.append(LAYOUTS.get(field.type, _text)(field, section, sheet))
    return table(GRID, rows) if rows else ""


def _is_short(field: Field) -> bool:
    return field.type in _HALF_WIDTH or (field.type == "text" and (0 < field.max_length <= SHORT_TEXT or _is_code(field)))


def _is_code(field: Field) -> bool:
    return bool(field.pattern) and not field.max_length


def _label(field: Field, sheet: Sheet, merge: str = "") -> str:
    look = sheet.looks.label
    content = paragraph(look, run(label_of(field.label, field.unit), look))
    if field.filled_by == "city":
        content += paragraph(look, run(f"（{sheet.programme.levels.city}级填写）", look))
    return cell(content, LABEL, merge=merge)


def _half(field: Field, sheet: Sheet) -> tuple[str, str]:
    shown = sheet.shown(field)
    look = sheet.looks.column_centred if shown.isascii() and len(shown) >= LONG_CODE else sheet.looks.centred
    return _label(field, sheet), cell(paragraphs(look, shown), VALUE)


def _across(field: Field, content: str, sheet: Sheet, *, height: int = LINE_HEIGHT, whole: bool = True) -> str:
    return row((_label(field, sheet), cell(content, REST, span=3)), height=height, whole=whole)


def _text(field: Field, section: Section, sheet: Sheet) -> str:
    shown = sheet.shown(field)
    return _across(field, paragraphs(sheet.looks.cell, shown), sheet, whole=len(shown) <= WHOLE_TEXT)


def _long_text(field: Field, section: Section, sheet: Sheet) -> str:
    """A text of its own; under a heading of the same words it needs no label and takes the full width."""
    shown = sheet.shown(field)
    content, whole = paragraphs(sheet.looks.long_text, shown), len(shown) <= WHOLE_TEXT
    height = LINE_HEIGHT if shown else EMPTY_TEXT_HEIGHT if field.max_length > WHOLE_TEXT else EMPTY_ITEMS_HEIGHT
    if section.title.endswith(field.label):
        return row((cell(content, FULL, span=4, align="top"),), height=height, whole=whole)
    return _across(field, content, sheet, height=height, whole=whole)


def _items(field: Field, section: Section, sheet: Sheet) -> str:
    value, look = sheet.value(field), sheet.looks.long_text
    lines = value if isinstance(value, list) else []
    content = "".join(paragraph(look, run(f"{number}. {line}", look)) for number, line in enumerate(lines, start=1))
    shown = sheet.shown(field)
    height = LINE_HEIGHT if shown else EMPTY_ITEMS_HEIGHT
    return _across(field, content or paragraphs(look, shown), sheet, height=height, whole=len(shown) <= WHOLE_TEXT)


def _choices(field: Field, section: Section, sheet: Sheet) -> str:
    """All choices of a short list, the chosen ones marked; only the chosen ones of a long list."""
    items = sheet.programme.dictionary(field.dictionary).item
    upper = {item.parent for item in items}
    offered = [item for item in items if item.key not in upper]
    if len(offered) > MOST_OPTIONS:
        return _text(field, section, sheet)
    chosen = _keys(sheet.value(field))
    main = chosen[0] if field.type == "choices_main" and chosen else ""
    options = [_option(item, chosen, main) for item in offered]
    content = _columns(options, sheet)
    known = {item.key for item in offered}
    if (chosen and not known.issuperset(chosen)) or (not chosen and sheet.shown(field)):
        content += paragraphs(sheet.looks.cell, f"填写内容：{sheet.shown(field)}")
    return _across(field, content, sheet)


def _keys(value: Plain) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


def _option(item: DictionaryItem, chosen: list[str], main: str) -> str:
    return f"{CHOSEN if item.key in chosen else OPEN}{item.name}{MAIN if item.key == main else ''}"


def _columns(options: list[str], sheet: Sheet) -> str:
    """Set options in as many columns as the longest one allows."""
    look = sheet.looks.cell
    room = REST - 2 * CELL_MARGIN
    widest = round((max(map(len, options), default=1) + 1) * look.size * TWIPS_PER_POINT)
    count = max(1, min(4, room // widest))
    stops = [room // count * number for number in range(1, count)]
    lines = [options[start : start + count] for start in range(0, len(options), count)]
    return "".join(paragraph(look, run("\t".join(line), look), stops=stops) for line in lines)


def _yes_no_note(field: Field, section: Section, sheet: Sheet) -> str:
    value, look = sheet.value(field), sheet.looks.cell
    if isinstance(value, dict) and isinstance(value.get("yes"), bool):
        yes, note = value["yes"], str(value.get("note", ""))
    elif sheet.shown(field):
        return _text(field, section, sheet)
    else:
        yes, note = None, ""
    marks = f"{CHOSEN if yes else OPEN}是　　{CHOSEN if yes is False else OPEN}否"
    return _across(field, paragraph(look, run(marks, look)) + (paragraphs(look, f"说明：{note}") if note else ""), sheet)


def _pledge(field: Field, section: Section, sheet: Sheet) -> str:
    look = sheet.looks.cell
    mark = CHOSEN if sheet.value(field) is True else OPEN
    return _across(field, paragraphs(look, field.text) + paragraph(look, run(f"{mark}已阅知并承诺", look)), sheet)


def _fixed(field: Field, section: Section, sheet: Sheet) -> str:
    return row((cell(paragraphs(sheet.looks.cell, field.text), FULL, span=4),), height=LINE_HEIGHT)


def _signature(field: Field, opinion: str, sheet: Sheet) -> list[str]:
    """A cell left blank for signature, seal and date; an opinion stands above the blank part."""
    look, line_look = sheet.looks.cell, sheet.looks.sign
    lines = (field.text or SIGN_LINES).split("\n")
    sign = "".join(paragraph(line_look, run(line.strip(), line_look), indents=(0, mm(4))) for line in lines)
    height = mm(max(SIGNATURE_MM, field.height_mm))
    if not opinion:
        return [row((_label(field, sheet), cell(sign, REST, span=3, align="bottom")), height=height)]
    text = "".join(paragraph(look, run(line, look), keep_next=True) for line in opinion.splitlines())
    return [
        row((_label(field, sheet, "restart"), cell(text, REST, span=3, open_side="bottom", align="top"))),
        row(
            (cell(paragraph(sheet.looks.label), LABEL, merge="continue"), cell(sign, REST, span=3, open_side="top", align="bottom")),
            height=height,
        ),
    ]


def _opinion(field: Field, sheet: Sheet) -> str:
    rank = sheet.snapshot.rank
    place = f"推荐排序：第{rank}位。" if rank else ""
    return "\n".join(part for part in (sheet.shown(field).strip(), place) if part)


LAYOUTS: dict[str, Callable[[Field, Section, Sheet], str]] = {
    "long_text": _long_text,
    "items": _items,
    "choice": _choices,
    "choices": _choices,
    "choices_main": _choices,
    "yes_no_note": _yes_no_note,
    "pledge": _pledge,
    "fixed": _fixed,
}
"""The layout of each field type that is more than its shown text, but for signatures; tables and attachments have tables of their own."""
