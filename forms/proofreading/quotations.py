"""Where a text quotes: between “ and ”, 《 and 》, 「 and 」, and pairs of straight quotation marks."""

from dataclasses import dataclass

from forms.passages import lines

_CLOSING = {"“": "”", "《": "》", "「": "」", '"': '"'}
_OPENING = {closing: opening for opening, closing in _CLOSING.items() if closing != opening}


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation; what stands inside another one is not looked into.

    Attributes:
        start: First character behind the opening mark.
        end: Place of the closing mark, or the end of what cannot be told from a quotation.
        mark: Opening mark.
        closed: Both marks are there. Without its partner a mark protects what may be quoted: up to the end of the line,
            or back to the quotation before.
    """

    start: int
    end: int
    mark: str
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text in order; each line stands alone."""
    found: list[Quotation] = []
    for start, line in lines(text):
        found += _in_line(line, start)
    return found


def _in_line(line: str, offset: int) -> list[Quotation]:
    found: list[Quotation] = []
    free_from = 0
    mark, opened, depth = "", 0, 0
    for place, sign in enumerate(line):
        if mark:
            # The closing mark first: opening and closing straight marks are the same sign.
            if sign == _CLOSING[mark]:
                depth -= 1
            elif sign == mark:
                depth += 1
            if not depth:
                found.append(Quotation(offset + opened, offset + place, mark, closed=True))
                mark, free_from = "", place + 1
        elif sign in _CLOSING:
            mark, opened, depth = sign, place + 1, 1
        elif sign in _OPENING:
            found.append(Quotation(offset + free_from, offset + place, _OPENING[sign], closed=False))
            free_from = place + 1
    if mark:
        found.append(Quotation(offset + opened, offset + len(line), mark, closed=False))
    return found
