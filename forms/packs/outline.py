"""What the city can edit of the next version of a pack: its parts in order, and what can be said of each entry."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from forms.definition import Field, Origin
from forms.packs.comparing import AREAS, BASIC, INDICATORS, OBLIGATIONS
from forms.packs.draft import MAIN, Address, Draft
from forms.packs.words import TYPES, attribute_words
from models.errors import ResourceError

OBLIGATION_FILE, INDICATOR_FILE = "obligations.toml", "indicators.toml"

ADDABLE = (
    "text", "long_text", "items", "integer", "decimal", "money", "date", "month", "month_range", "choice", "choices",
    "yes_no_note", "attachment",
)  # fmt: skip
"""Types of field that can be added in the window."""

CHOICES = frozenset({"choice", "choices", "choices_main", "cascade"})
_NUMBERS = frozenset({"integer", "decimal", "money"})
_TEXTS = frozenset({"text", "long_text", "items", "yes_no_note"})


class Node(NamedTuple):
    """One line of the outline.

    Attributes:
        title: What it is called.
        address: The entry; ``None`` for a heading.
        asks: What can be said of it.
        children: What stands below it.
        adds: The list to which an entry like it, or below it, can be added; empty: none can.
        removable: It can be taken out of use.
        movable: It can be moved up and down.
    """

    title: str
    address: Address | None
    asks: tuple[Field, ...] = ()
    children: tuple["Node", ...] = ()
    adds: str = ""
    removable: bool = False
    movable: bool = False


def _ask(key: str, type: str = "text", label: str = "", guidance: str = "", **more: Any) -> Field:
    return Field(key=key, label=label or attribute_words(key), type=type, origin=Origin.ADDED, guidance=guidance, **more)


def _yes(key: str, label: str = "") -> Field:
    return _ask(key, "pledge", label, text="是")


_BASIC = (
    _ask("version", guidance="每下发一版换一个，如 2026.1。只用数字、字母和点。"),
    _ask("title"),
    _ask("short_title"),
    _ask("notice"),
)
_LEVELS = (_ask("district"), _ask("city"))
_AREA = (
    _ask("title"),
    _ask("short", guidance="至多六个字。"),
    _ask("explanation", "long_text", lines=5),
    _ask("clause"),
    _ask("milestones", "items"),
)
_CHECK_ITEM = (_ask("text", "long_text", lines=3), _ask("clause"))
_OBLIGATION = (
    _ask("title"),
    _ask("opens", "date", guidance="从哪天起可以办理，提醒从这天开始。"),
    _ask("due", "date"),
    _ask("on_time_until", "date", guidance="到哪天为止算按时；没有宽限的与截止日期相同。"),
    _ask("locked", "date", guidance="从哪天起不再受理；不填表示逾期仍可补报。"),
    _ask("contents", "items"),
    _ask("written_by"),
    _ask("forwarded_by"),
    _ask("recipient"),
    _ask("clause"),
    _ask("quote", "long_text", lines=4),
    _yes("nil_allowed"),
)
_STEP = (_ask("title"), _ask("working_days", "integer", guidance="各单位可以改成自己的；0表示没有这一步。"))
_INDICATOR = (
    _ask("name"),
    _ask("unit"),
    _ask("kind", "choice", dictionary="indicator_kind"),
    _yes("core"),
    _ask("areas", "choices", dictionary="pilot_area", guidance="不选表示各方向通用。"),
    _ask("counting_rule", "long_text", lines=4),
    _ask("decimals", "integer"),
    _ask("numerator", guidance="只有比率指标才填。"),
    _ask("denominator", guidance="只有比率指标才填。"),
    _yes("distinct"),
    _ask("clause"),
    _ask("quote", "long_text", lines=3),
)
_FORM = (_ask("title"), _ask("name", guidance="列表里的简称。"), _ask("instructions", "items"))
_SECTION = (_ask("title"), _ask("note", "long_text", lines=2))
_CHECK = (_ask("message", "long_text", lines=3, guidance="花括号里的名称由程序填写，请保留。"), _ask("accepted"))

MADE: dict[str, dict[str, Any]] = {
    "field": {"label": "新填写项", "type": "text", "origin": "added"},
    "indicator": {"name": "新指标", "unit": "个", "kind": "cumulative", "core": False, "counting_rule": "请写明统计口径。"},
    "check_item": {"text": "新的审核要点"},
}
"""What an entry that is added says at first, by its list."""


def asked_of_input(entry: dict[str, Any], *, column: bool = False) -> tuple[Field, ...]:
    """Return what can be said of a field or a table's column."""
    type = str(entry.get("type", ""))
    asks = [_ask("label"), _ask("guidance", "long_text", lines=3)]
    if type not in ("fixed", "auto", "signature", "pledge"):
        asks.append(_yes("required"))
    if not column:
        asks.append(_ask("example"))
    if type in ("pledge", "fixed"):
        asks.append(_ask("text", "long_text", lines=4))
    if type in _NUMBERS:
        asks += [_ask("min"), _ask("max"), _ask("unit")]
    if type in ("date", "month", "month_range"):
        said = "写成 2025-07-03。" if type == "date" else "写成 2025-07。"
        asks += [_ask("min", label="最早", guidance=said), _ask("max", label="最晚", guidance=said)]
    if type in ("decimal", "money"):
        asks.append(_ask("decimals", "integer"))
    if type in _TEXTS:
        asks += [_ask("min_length", "integer"), _ask("max_length", "integer")]
    if type in ("items", "table", "choices", "choices_main", "cascade", "attachment") and not column:
        asks += [_ask("min_items", "integer"), _ask("max_items", "integer")]
    if type == "items" and not column:
        asks.append(_ask("item_length", "integer"))
    if not column:
        asks.append(_ask("clause"))
    return tuple(asks)


def outline(draft: Draft) -> list[Node]:
    """Return everything that can be edited, in the order of the pack."""
    main, duties = draft.data(MAIN), draft.data(OBLIGATION_FILE)
    at = Address(MAIN)
    basic = Node(BASIC, at, _BASIC, (Node("层级称谓", Address(MAIN, ("levels",)), _LEVELS),))
    areas = tuple(Node(one["title"], at.inside("area", one["key"]), _AREA) for one in main["area"])
    items = tuple(
        Node(_short(one["text"]), at.inside("check_item", one["key"]), _CHECK_ITEM, adds="check_item", removable=True, movable=True)
        for one in main["check_item"]
    )
    at = Address(OBLIGATION_FILE)
    owed = tuple(Node(one["title"], at.inside("obligation", one["key"]), _OBLIGATION, movable=True) for one in duties["obligation"])
    steps = tuple(Node(one["title"], at.inside("step", one["key"]), _STEP) for one in duties["step"])
    at = Address(INDICATOR_FILE)
    counted = tuple(
        Node(one["name"], at.inside("indicator", one["key"]), _INDICATOR, adds="indicator", removable=True, movable=True)
        for one in draft.data(INDICATOR_FILE)["indicator"]
    )
    forms = [_form(draft, file) for file in sorted(draft.files) if file.startswith("forms/") and file.endswith(".toml")]
    forms.sort(key=lambda found: found[0])
    return [
        basic,
        Node(AREAS, None, children=areas),
        Node(OBLIGATIONS, None, children=(*owed, Node("报送前的工作步骤", None, children=steps))),
        Node(INDICATORS, None, children=counted, adds="indicator"),
        *(node for _, node in forms),
        Node("区县审核要点", None, children=items, adds="check_item"),
    ]


def _form(draft: Draft, file: str) -> tuple[int, Node]:
    data, at = draft.data(file), Address(file)
    sections = []
    for section in data["section"]:
        own = at.inside("section", section["key"])
        fields = tuple(_field(own, field) for field in section.get("field", ()))
        sections.append(Node(section["title"], own, _SECTION, fields, adds="field"))
    rules = tuple(Node(_short(one["message"]), at.inside("check", one["key"]), _CHECK, removable=True) for one in data.get("check", ()))
    below = (*sections, Node("校验规则", None, children=rules)) if rules else tuple(sections)
    return data.get("document", {}).get("place", 0), Node(f"表：{data['name']}", at, _FORM, below)


def _field(section: Address, field: dict[str, Any]) -> Node:
    own = section.inside("field", field["key"])
    columns = tuple(
        Node(f"列：{column['label']}", own.inside("column", column["key"]), asked_of_input(column, column=True), movable=True)
        for column in field.get("column", ())
        if not column.get("hidden")
    )
    title = f"{field['label']}（{TYPES.get(field['type'], field['type'])}）"
    return Node(title, own, asked_of_input(field), columns, "field", removable=not field.get("mandated"), movable=True)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}…"


class Problem(NamedTuple):
    """What is wrong with a draft, in plain words, and the entry it is about where there is one."""

    words: str
    address: Address | None


_LISTS = {
    "area": "试点方向", "check_item": "审核要点", "column": "列", "check": "校验规则", "document": "依据文件", "field": "填写项",
    "indicator": "指标", "item": "选项", "obligation": "报送任务", "section": "章节", "state": "项目状态", "step": "工作步骤",
}  # fmt: skip
_FILES = {MAIN: BASIC, OBLIGATION_FILE: OBLIGATIONS, INDICATOR_FILE: INDICATORS}
_NAMES = ("title", "label", "name", "text", "message")


def labels_of(data: Any) -> dict[str, str]:
    """Return what the entries of a file are called, by their keys."""
    if isinstance(data, list):
        return {key: words for one in data for key, words in labels_of(one).items()}
    if not isinstance(data, dict):
        return {}
    own = {str(data["key"]): words} if "key" in data and (words := next((str(data[n]) for n in _NAMES if data.get(n)), "")) else {}
    return own | {key: words for below in data.values() for key, words in labels_of(below).items()}


def problem_of(draft: Draft, failure: ResourceError, labels: Mapping[str, str]) -> Problem:
    """Return what is wrong in plain words: which part, which entry, which of its attributes, and why.

    Args:
        draft: The draft.
        failure: What the loading code says.
        labels: What entries are called, by key, that are not in the draft any more.
    """
    file = failure.file.partition(f"programmes/{draft.id}/")[2] or failure.file
    data = draft.data(file) if file in draft.files and file.endswith(".toml") else {}
    part = _FILES.get(file) or (str(data["name"]) if file.startswith("forms/") and "name" in data else str(data.get("title", file)))
    words, path, entry = [], [], data
    parts = re.findall(r"(\w+)\[([^\]]*)\]|(\w+)", failure.key)
    for name, key, attribute in parts:
        if attribute:
            words.append(f"“{attribute_words(attribute)}”")
            continue
        found = _find(entry, name, key)
        if found is None:
            words.append(f"{_LISTS.get(name, attribute_words(name))}“{key}”")
            continue
        way, entry = found
        path += way
        title = next((str(entry[one]) for one in _NAMES if entry.get(one)), key)
        words.append(f"{_LISTS.get(name, attribute_words(name))}“{_short(title)}”")
    known = {**labels, **labels_of(data)}
    reason = re.sub(r"“(\w+)”", lambda found: f"“{known.get(found[1], found[1])}”", failure.reason)
    reason = re.sub(r" ?\b[a-z][a-z_]*[a-z]\b ?", lambda found: attribute_words(found[0].strip()), reason)
    reason = reason.replace("，加引号", "").replace("，不加引号", "")
    place = "的".join(words)
    place = place if place.startswith(part) else "，".join(filter(None, (part, place)))
    return Problem(f"{place}：{reason}。", Address(file, tuple(path)) if data else None)


def _find(entry: dict[str, Any], name: str, key: str) -> tuple[list[str], dict[str, Any]] | None:
    """Find an entry by list and key in an entry or anywhere below it, and the way there."""
    for held, below in entry.items():
        if not isinstance(below, list):
            continue
        for one in below:
            if not isinstance(one, dict) or "key" not in one:
                continue
            if held == name and one["key"] == key:
                return [held, key], one
            deeper = _find(one, name, key)
            if deeper is not None:
                return [held, one["key"], *deeper[0]], deeper[1]
    return None
