"""Boxes to tick, yes or no, and pledges as people mark them: ■ √ ☑ in front of an item, names without boxes, boxes half cleaned."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from forms.collecting.marks import BLANKS, TICKS
from forms.collecting.scope import offered
from forms.collecting.tolerant import EMPTY, Understood, is_nothing, understand
from forms.definition import Field, Input
from forms.field_types import FIELD_TYPES
from forms.normalising import half_width, unparsed
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

MAIN_LABEL = "其中为主的一项"
_MAIN_LINE = re.compile(rf"{MAIN_LABEL}[:：]?(.*)")
_EARLIER_LINE = re.compile(r"(?m)^原填写内容[:：].*$")
_NOTE = re.compile(r"(?s)说明[:：](.*)$")
_UNWRITTEN = re.compile(r"[\s　_＿、,，;；.。:：/()（）]*")
AMBIGUOUS = "方框的勾选不能确定选了哪些项，请核对。"


def ticked_items(field: Input, text: str, programme: "Programme") -> Understood:
    """Return the items whose boxes are ticked in a text such as ``■甲 □乙 √丙``; of a single choice exactly one."""
    keys = ticked(text, {item.name: item.key for item in offered(field, programme)})
    if keys is None:
        return Understood(unparsed(text), AMBIGUOUS)
    if field.type != "choice":
        return Understood(list(keys) or None)
    if len(keys) > 1:
        return Understood(unparsed(text), "只能选一项，这里勾了几项，请核对。")
    return Understood(keys[0]) if keys else EMPTY


def ticked(text: str, names: Mapping[str, str]) -> list[str] | None:
    """Return the keys of the ticked items, ``None`` when it is not certain which.

    Args:
        text: Items with a sign in front of each.
        names: Name to key.
    """
    compact = "\n".join(line for line in ("".join(half_width(line).split()) for line in text.splitlines()) if line)
    known = {half_width("".join(name.split())): key for name, key in names.items()}
    pattern = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    chosen: list[str] = []
    seen: set[str] = set()
    position = 0
    for found in pattern.finditer(compact):
        before, _, sign = compact[position : found.start()].rpartition("\n")
        marks = [mark for mark in sign if mark in TICKS | BLANKS]
        mixed = len({mark in TICKS for mark in marks}) > 1
        # A sign at the end of a line, or two different ones within a line, may belong to the item before.
        if not marks or not _is_gap(before, ()) or not _is_gap(sign, marks) or sign[-1] not in marks or found[0] in seen:
            return None
        if mixed and position and "\n" not in compact[position : found.start()]:
            return None
        seen.add(found[0])
        if any(mark in TICKS for mark in marks):
            chosen.append(known[found[0]])
        position = found.end()
    return chosen if seen and _is_gap(compact[position:], ()) else None


def _is_gap(text: str, marks: Sequence[str]) -> bool:
    """Tell whether nothing was written between two items but the marks named."""
    return _UNWRITTEN.fullmatch("".join(sign for sign in text if sign not in marks)) is not None


def understand_boxes(field: Field, text: str, checked: Mapping[str, bool], programme: "Programme") -> Understood:
    """Return what a place with boxes says.

    Args:
        field: A field of several choices.
        text: The text of the place.
        checked: State of the boxes that are controls, by item key; empty when an office program has lost them.
        programme: The pack.
    """
    main_line = _MAIN_LINE.search(text)
    listed = _EARLIER_LINE.sub("", text[: main_line.start()] + text[main_line.end() :] if main_line else text)
    understood = _chosen(field, listed, checked, programme)
    if field.type != "choices_main" or understood.unread or understood.doubt:
        return understood
    keys = [str(key) for key in understood.value] if isinstance(understood.value, list) else []
    named = main_line[1].strip() if main_line else ""
    if is_nothing(named):
        if len(keys) <= 1:
            return understood
        return Understood(list(keys), "选了几项，没有写明哪一项为主，请核对。") if main_line else understood
    from forms.field_types.choosing import find_key

    main = find_key(field.dictionary, named, programme)
    if main is None or (keys and main not in keys):
        return Understood(list(keys) or unparsed(named), f"写明为主的“{named}”不在勾选的项里，请核对。")
    if not keys:
        return Understood([main], "只写了为主的一项，方框都没有勾选，请核对。")
    return Understood([main, *(key for key in keys if key != main)])


def _chosen(field: Field, text: str, checked: Mapping[str, bool], programme: "Programme") -> Understood:
    names = {item.name: item.key for item in offered(field, programme)}
    signs = (TICKS | BLANKS) & set(text)
    if not signs:
        if is_nothing(text):
            return EMPTY
        return understand(field, text, programme)
    by_text = ticked(text, names)
    complete = set(names.values()) <= set(checked)
    by_controls = [key for key in names.values() if checked.get(key)] if complete else None
    if by_text is None:
        return Understood(list(by_controls) if by_controls else unparsed(text), AMBIGUOUS)
    if by_controls is not None and set(by_controls) != set(by_text):
        return Understood(list(by_text) or None, "方框的状态与写在旁边的符号不一致，请核对。")
    return Understood(list(by_text) or None)


def understand_yes_no(field: Field, text: str, programme: "Programme") -> Understood:
    """Return what ``是 / 否`` with a note says, boxes or not."""
    found = _NOTE.search(text)
    note = found[1].strip() if found else ""
    note = "" if is_nothing(note) else note
    answer = (text[: found.start()] if found else text).strip()
    if is_nothing(answer):
        return EMPTY if not note else Understood(unparsed(note), "写了说明，没有选“是”或“否”，请核对。")
    if (TICKS | BLANKS) & set(answer):
        keys = ticked(answer, {"是": "yes", "否": "no"})
        if keys is None or len(keys) > 1:
            return Understood(unparsed(text.strip()), AMBIGUOUS)
        if not keys:
            return EMPTY if not note else Understood(unparsed(note), "写了说明，没有选“是”或“否”，请核对。")
        return Understood({"yes": keys[0] == "yes", "note": note})
    value = FIELD_TYPES[field.type].read(field, answer, programme)
    if isinstance(value, dict) and isinstance(value.get("yes"), bool):
        return Understood({"yes": value["yes"], "note": note or str(value.get("note", ""))})
    return Understood(unparsed(text.strip()), "没有看出是“是”还是“否”，请核对。")


def understand_pledge(field: Field, text: str, checked: Sequence[bool]) -> Understood:
    """Return whether a pledge has been ticked."""
    last = text.replace(field.text, "").strip()
    ticks, blanks = sum(sign in TICKS for sign in last), sum(sign in BLANKS for sign in last)
    by_text: Plain = True if ticks and not blanks else None
    if (ticks and blanks) or (checked and any(checked) != bool(by_text)):
        return Understood(True, "承诺的方框不能确定是否勾选，请核对。")
    if not ticks and not blanks and not is_nothing(last):
        return Understood(True if FIELD_TYPES["pledge"].read(field, last, None) is True else None, "承诺的方框不见了，请核对是否已承诺。")  # type: ignore[arg-type]
    return Understood(by_text)
