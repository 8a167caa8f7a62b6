"""Labels as people leave them: spaces, stars, numbers in front, brackets behind; when two texts name the same field."""

import re
from collections import Counter
from collections.abc import Iterable

from forms.definition import Input
from forms.normalising import half_width, plain_dashes

_NUMBER_IN_FRONT = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．])(?=\D)")
_BRACKETS_BEHIND = re.compile(r"(?<=.)\([^()]*\)$")
_DECORATION = "*＊★☆:：。. 　"
_QUOTES = str.maketrans("", "", "“”‘’\"'《》「」")

_TOTALS = re.compile(r"(?:合计|小计|总计|累计|本页合计|合计数)(?:\([^()]*\))?[:：]?")
_NOTES = re.compile(r"(?:注|说明|备注|填表说明)\d*[:：].*", re.DOTALL)
_SIGNATURES = re.compile(
    r"(?:示例|例)(?:$|[:：].*)"
    r"|(?:填表人|审核人|复核人|单位负责人|负责人|负责人签[字名]|联系电话|联系人|填报单位|填报时间|填表时间|填报日期|填表日期|制表人?|单位)(?:\([^()]*\))?[:：].*",
    re.DOTALL,
)
"""What the first cell of a row says that is no data: totals, notes, examples, the line where people sign."""


def compact(text: str) -> str:
    """Return a label half-width, without white space, quotation marks, stars and colons."""
    bare = "".join(plain_dashes(half_width(text)).split()).translate(_QUOTES).strip(_DECORATION)
    return _NUMBER_IN_FRONT.sub("", bare).strip(_DECORATION)


def without_brackets(label: str) -> str:
    """Return a compact label without what stands in brackets at its end: a unit or a remark."""
    return _BRACKETS_BEHIND.sub("", label)


def names_of(inputs: Iterable[Input]) -> dict[str, Input | None]:
    """Return the texts that name each field; ``None`` for a text that names several.

    A label counts with and without the brackets at its end, where the shorter form still names one field only.
    """
    fields = list(inputs)
    whole = [compact(field.label) for field in fields]
    with_unit = [compact(f"{field.label}({field.unit})") if field.unit else name for field, name in zip(fields, whole, strict=True)]
    short = [without_brackets(name) for name in whole]
    counted = Counter(whole)
    counted_short = Counter(short)
    names: dict[str, Input | None] = {}
    for field, long, unit, brief in zip(fields, whole, with_unit, short, strict=True):
        names[long] = field if counted[long] == 1 else None
        names.setdefault(unit, field if counted[long] == 1 else None)
        if brief not in counted:
            names[brief] = field if counted_short[brief] == 1 else None
    return names


def named_by(text: str, names: dict[str, Input | None]) -> tuple[Input | None, bool]:
    """Return the field that a text names, and whether it is a label at all (it may name several fields)."""
    if len(text) > 80:
        return None, False
    name = compact(text)
    if name in names:
        return names[name], True
    brief = without_brackets(name)
    return names.get(brief), brief in names


def is_note(text: str) -> bool:
    """Tell whether a text is a note below a table."""
    return _NOTES.fullmatch("".join(half_width(text).split())) is not None


def is_not_data(texts: Iterable[str]) -> bool:
    """Tell whether the cells of a row are totals, signatures, notes or an example instead of data.

    A note with something else beside it may be data that people wrote over the note's row: that is not left out.
    """
    filled = [name for text in texts if (name := "".join(half_width(text).split()))]
    first = next(iter(filled), "")
    return bool(_TOTALS.fullmatch(first) or _SIGNATURES.fullmatch(first)) or (is_note(first) and set(filled) == {first})
