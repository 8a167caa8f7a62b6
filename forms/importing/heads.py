"""What the head of a column says of an indicator: its name, its unit, and whether it is a target, a baseline or what was reached."""

import re
from typing import TYPE_CHECKING, NamedTuple

from forms.collecting.labels import compact
from forms.importing.facts import BASELINE, TARGET, VALUE

if TYPE_CHECKING:
    from models.programme.pack import Programme

_BRACKETS = re.compile(r"\(([^()]*)\)")
_YEAR_BEFORE, _YEAR_BEHIND = re.compile(r"^(20\d\d)年[度末底]?"), re.compile(r"(20\d\d)年[度末底]?$")
_PARTS = (
    (re.compile(r"(?:目标|计划|任务)[值数]?$"), TARGET),
    (re.compile(r"(?:实际|累计|目前|已)?完成[值数]?$"), VALUE),
    (re.compile(r"基期[值数]?$"), BASELINE),
)
_SIZE = re.compile(r"([十百千万亿]*)(.+)")
_JOINTS = "-_:：、,，·"


class IndicatorHead(NamedTuple):
    """What a head says; empty where it does not.

    Attributes:
        name: The indicator, compact.
        unit: Its unit, from brackets.
        part: Key of the fact it is (`VALUE`, `BASELINE`, `TARGET` with a year).
    """

    name: str
    unit: str
    part: str


def indicator_head(head: str, programme: "Programme") -> IndicatorHead:
    """Take a head such as ``新增就业人数（人） 2026年目标`` apart."""
    known = {compact(one.name) for one in programme.indicators}
    text = compact(head)
    if text in known:
        return IndicatorHead(text, "", "")
    units = _BRACKETS.findall(text)
    text, year, part = _BRACKETS.sub("", text), "", ""
    for _ in range(2):  # the year stands before or behind what it is
        for pattern in (_YEAR_BEHIND, _YEAR_BEFORE):
            found = pattern.search(text)
            if found and text not in known and not year:
                year, text = found[1], pattern.sub("", text).strip(_JOINTS)
        for pattern, key in _PARTS:
            if text not in known and not part and pattern.search(text):
                part, text = key, pattern.sub("", text).strip(_JOINTS)
    if part == TARGET:
        part = f"{TARGET}{year}" if year else ""
    return IndicatorHead(text, units[0] if len(units) == 1 else "", part)


def unit_contradicts(head: str, unit: str) -> bool:
    """Tell whether a head gives another size of the same unit: 元 or 亿元 for 万元, 万人 for 人."""
    stated = (_BRACKETS.findall(compact(head)) or [""])[-1].removeprefix("单位").lstrip(":：")
    given, wanted = _SIZE.fullmatch(stated), _SIZE.fullmatch(unit)
    return given is not None and wanted is not None and given[2] == wanted[2] and given[1] != wanted[1]
