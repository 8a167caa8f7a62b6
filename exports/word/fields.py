"""The form table of a section: label cells and value cells, one layout a field type."""

from collections.abc import Callable, Iterable

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
EMPTY_TEXT_HEIGHT = mm(40)
SIGNATURE_MM = 35
"""Least height of a signature cell: a round seal of 42 mm may overlap its edges, but must not cover other cells."""

SHORT_TEXT = 24
"""Longest text, in characters, that fits half the width in at most three lines."""

WHOLE_TEXT = 240
"""Longest text that keeps its row on one page; longer ones flow over pages."""

MOST_OPTIONS = 12
"""Longest list of choices that is printed whole, with the chosen ones marked."""

CHOSEN, OPEN = "■", "□"
"""☑ is absent from the usual Chinese fonts."""

MAIN = "（主）"

_HALF_WIDTH = frozenset({"integer", "decimal", "money", "date", "month", "auto"})


def form_tables(section: Section, fields: Iterable[Field], sheet: Sheet) -> str:
    """Return the form table for consecutive fields of a section."""
    rows: list[str] = []
    waiting: Field | None = None
    for field in fields:
        if _is_short(field):
            if waiting is None:
                waiting = field
            else:
                rows.append(row((*_half(waiting, sheet), *_half(field, sheet)), height=LINE_HEIGHT))
                waiting = None
            continue
        if waiting is not None:
            rows.append(_across(waiting, paragraphs(sheet.looks.cell, sheet.shown(waiting)), sheet))
            waiting = None
        rows += LAYOUTS.get(field.type, _text)(field, section, sheet)
    if waiting is not None:
        rows.append(_across(waiting, paragraphs(sheet.looks.cell, sheet.shown(waiting)), sheet))
    return table(GRID, rows) if rows else ""


def _is_short(field: Field) -> bool:
    return field.type in _HALF_WIDTH or (field.type == "text" and 0 < field.max_length <= SHORT_TEXT)


def _label(field: Field, sheet: Sheet, merge: str = "") -> str:
    look = sheet.looks.label
    return cell(paragraph(look, run(label_of(field.label, field.unit), look)), LABEL, merge=merge)


def _half(field: Field, sheet: Sheet) -> tuple[str, str]:
    return _label(field, sheet), cell(paragraphs(sheet.looks.centred, sheet.shown(field)), VALUE)


def _across(field: Field, content: str, sheet: Sheet, *, height: int = LINE_HEIGHT, whole: bool = True) -> str:
    return row((_label(field, sheet), cell(content, REST, span=3)), height=height, whole=whole)


def _text(field: Field, section: Section, sheet: Sheet) -> list[str]:
    shown = sheet.shown(field)
    return [_across(field, paragraphs(sheet.looks.cell, shown), sheet, whole=len(shown) <= WHOLE_TEXT)]


def _long_text(field: Field, section: Section, sheet: Sheet) -> list[str]:
    """A text of its own; under a heading of the same words it needs no label and takes the full width."""
    shown = sheet.shown(field)
    content, whole = paragraphs(sheet.looks.long_text, shown), len(shown) <= WHOLE_TEXT
    height = LINE_HEIGHT if shown else EMPTY_TEXT_HEIGHT
    if field.label == section.title:
        return [row((cell(content, FULL, span=4, align="top"),), height=height, whole=whole)]
    return [_across(field, content, sheet, height=height, whole=whole)]


def _items(field: Field, section: Section, sheet: Sheet) -> list[str]:
    value, look = sheet.value(field), sheet.looks.long_text
    lines = value if isinstance(value, list) else []
    content = "".join(paragraph(look, run(f"{number}. {line}", look)) for number, line in enumerate(lines, start=1))
    shown = sheet.shown(field)
    return [_across(field, content or paragraphs(look, shown), sheet, whole=len(shown) <= WHOLE_TEXT)]


def _choices(field: Field, section: Section, sheet: Sheet) -> list[str]:
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
    return [_across(field, content, sheet)]


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


def _yes_no_note(field: Field, section: Section, sheet: Sheet) -> list[str]:
    value, look = sheet.value(field), sheet.looks.cell
    if isinstance(value, dict) and isinstance(value.get("yes"), bool):
        yes, note = value["yes"], str(value.get("note", ""))
    elif sheet.shown(field):
        return _text(field, section, sheet)
    else:
        yes, note = None, ""
    marks = f"{CHOSEN if yes else OPEN}是　　{CHOSEN if yes is False else OPEN}否"
    return [_across(field, paragraph(look, run(marks, look)) + (paragraphs(look, f"说明：{note}") if note else ""), sheet)]


def _pledge(field: Field, section: Section, sheet: Sheet) -> list[str]:
    look = sheet.looks.cell
    mark = CHOSEN if sheet.value(field) is True else OPEN
    return [_across(field, paragraphs(look, field.text) + paragraph(look, run(f"{mark}已阅知并承诺", look)), sheet)]


def _fixed(field: Field, section: Section, sheet: Sheet) -> list[str]:
    return [row((cell(paragraphs(sheet.looks.cell, field.text), FULL, span=4),), height=LINE_HEIGHT)]


def _signature(field: Field, section: Section, sheet: Sheet) -> list[str]:
    """A cell left blank for signature, seal and date; the district's opinion stands above the blank part."""
    look = sheet.looks.cell
    sign = paragraph(look, run("负责人签字：　　　　　　　　（盖章）　　", look), align="right")
    day = paragraph(look, run("年　　月　　日　　", look), align="right")
    height = mm(max(SIGNATURE_MM, field.height_mm))
    opinion = _opinion(sheet) if field.bind == OPINION_BIND else ""
    if not opinion:
        return [row((_label(field, sheet), cell(sign + day, REST, span=3, align="bottom")), height=height)]
    text = "".join(paragraph(look, run(line, look), keep_next=True) for line in opinion.splitlines())
    return [
        row((_label(field, sheet, "restart"), cell(text, REST, span=3, open_side="bottom", align="top"))),
        row((_label(field, sheet, "continue"), cell(sign + day, REST, span=3, open_side="top", align="bottom")), height=height),
    ]


def _opinion(sheet: Sheet) -> str:
    rank = sheet.snapshot.rank
    place = f"推荐排序：第{rank}位。" if rank else ""
    return "\n".join(part for part in (sheet.snapshot.opinion.strip(), place) if part)


LAYOUTS: dict[str, Callable[[Field, Section, Sheet], list[str]]] = {
    "long_text": _long_text,
    "items": _items,
    "choice": _choices,
    "choices": _choices,
    "choices_main": _choices,
    "yes_no_note": _yes_no_note,
    "pledge": _pledge,
    "fixed": _fixed,
    "signature": _signature,
}
"""The layout of each field type that is more than its shown text; tables and attachments have tables of their own."""
