"""Numbers that contradict each other (前后打架检查): parts and totals, text and tables, this report and earlier ones.

Pure functions over plain figures with exact decimal arithmetic. What cannot be told for certain is a hint, never an error.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from forms.definition import Level
from forms.passages import BlockKind, TextBlock, sentences
from models.arithmetic import PERCENT, plain_number
from models.programme.types import IndicatorKind

NEAR = 30
"""How many characters behind a name its number may stand."""

YEAR_BEFORE = 60
"""How many characters before a name the year its number belongs to may stand."""

APPROXIMATE = Decimal("0.1")
"""How far a number written with 约, 近, 余 and the like may be from the table's, as a share of it."""

_FACTORS = {"": Decimal(1), "千": Decimal(1_000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NUMBER = r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?P<fraction>\.\d{1,6})?(?![\d.])"
_MARGIN = r"(?P<margin>[余多]?)\s?(?P<factor>[千万亿]?)(?P<more>[余多]?)"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_VAGUE_BEFORE = re.compile(r"(?:约|近|超|逾|超过|大约|将近|不少于|不低于|达到或超过)$")
_VAGUE_AFTER = re.compile(r"(?:左右|上下|以上|以内)")
_DOUBTFUL = re.compile(
    r"目标|计划|力争|预计|拟|将|新增|其中|同比|环比|增长|增加|提高|下降|减少|占|较|上年|去年|前年|每年|年均|平均|原有|剩余|分别"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number somewhere in a report.

    Attributes:
        name: What it counts; an indicator's name.
        unit: Its unit, such as 个, 万元 or %.
        kind: Key of the indicator kind (`models.programme.types.IndicatorKind`).
        period: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty when it has none.
        place: Where it stands, in the officer's words.
        subject: Whose number it is (a project, an entity); figures of different subjects are never compared.
        block: Key of the cell it stands in; empty when it stands elsewhere than in this report.
    """

    name: str
    unit: str
    kind: str
    period: str
    value: Decimal
    place: str
    subject: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts it should be made of."""

    total: Figure
    parts: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion rate (完成率, in %) and what it should be computed from."""

    actual: Figure
    target: Figure
    rate: Figure


@dataclass(frozen=True, slots=True)
class Spot:
    """One side of a contradiction.

    Attributes:
        place: Where, in the officer's words.
        number: The number with its unit, as text.
        block: Key of the text block or of the cell; empty when it stands elsewhere than in this report.
        start: First character of the number in the block.
        end: Behind its last character.
    """

    place: str
    number: str
    block: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two numbers that contradict each other.

    Attributes:
        code: ``sum``, ``completion``, ``text_table``, ``falls`` or ``earlier_report``.
        name: What is counted.
        message: What is wrong, in the officer's words.
    """

    code: str
    level: Level
    name: str
    message: str
    first: Spot
    second: Spot


def disagreements(
    now: Sequence[Figure],
    earlier: Sequence[Figure] = (),
    blocks: Sequence[TextBlock] = (),
    sums: Sequence[Sum] = (),
    completions: Sequence[Completion] = (),
) -> list[Disagreement]:
    """Return everything that contradicts itself in one report.

    Args:
        now: The figures of the tables of this report.
        earlier: The figures of reports sent before.
        blocks: The text of this report.
        sums: Totals with their parts.
        completions: Completion rates with what they come from.
    """
    return [
        *failing_sums(sums),
        *failing_completions(completions),
        *text_against_tables(blocks, now),
        *against_earlier(now, earlier),
        *falling([*earlier, *now]),
    ]


def failing_sums(sums: Iterable[Sum]) -> list[Disagreement]:
    """Return the totals that are not the sum of their parts.

    Shares in % may miss the total by what rounding each of them can add up to; everything else must be exact. Ratios other than
    shares of one whole are not sums: do not pass them.
    """
    found: list[Disagreement] = []
    for entry in sums:
        total, parts = entry.total, entry.parts
        if not parts:
            continue
        places = _places([part.place for part in parts])
        scales = [_scale(figure.unit) for figure in (total, *parts)]
        if len({base for _, base in scales}) > 1:
            message = f"“{total.name}”的合计与分项单位不同，不能直接相加，请核对。"
            units = "、".join(dict.fromkeys(part.unit for part in parts))
            found.append(Disagreement("sum", Level.HINT, total.name, message, _spot(total), Spot(places, units)))
            continue
        added = sum((part.value * scale for part, (scale, _) in zip(parts, scales[1:], strict=True)), Decimal(0)) / scales[0][0]
        allowed = sum((_half_step(part.value) for part in parts), Decimal(0)) if total.unit in PERCENT else Decimal(0)
        if abs(added - total.value) > allowed:
            message = f"“{total.name}”合计为{_shown(total)}，分项相加为{_with_unit(added, total.unit)}，请核对。"
            found.append(Disagreement("sum", Level.ERROR, total.name, message, _spot(total), Spot(places, _with_unit(added, total.unit))))
    return found


def failing_completions(completions: Iterable[Completion]) -> list[Disagreement]:
    """Return the completion rates that are not actual ÷ target, rounded to the digits they are written with."""
    found: list[Disagreement] = []
    for entry in completions:
        (above, base), (below, other) = _scale(entry.actual.unit), _scale(entry.target.unit)
        if base != other or not entry.target.value:
            continue
        exact = entry.actual.value * above / (entry.target.value * below) * 100
        if abs(exact - entry.rate.value) > _half_step(entry.rate.value):
            right = exact.quantize(_half_step(entry.rate.value) * 2, rounding=ROUND_HALF_UP)
            message = f"“{entry.rate.name}”写为{_shown(entry.rate)}，按完成{_shown(entry.actual)}、目标{_shown(entry.target)}计算应为"
            message += f"{_with_unit(right, '%')}，请核对。"
            second = Spot(_places([entry.actual.place, entry.target.place]), _with_unit(right, "%"))
            found.append(Disagreement("completion", Level.ERROR, entry.rate.name, message, _spot(entry.rate), second))
    return found


def falling(figures: Iterable[Figure]) -> list[Disagreement]:
    """Return the cumulative figures (累计) that are smaller than one of an earlier period."""
    found: list[Disagreement] = []
    for group in _grouped(figure for figure in figures if figure.kind == IndicatorKind.CUMULATIVE):
        dated = sorted(((end, figure) for figure in group if (end := _last_day(figure.period))), key=lambda pair: pair[0])
        for (before, earlier), (after, later) in pairwise(dated):
            if before < after and _size(later) < _size(earlier):
                message = (
                    f"“{later.name}”是累计数，只增不减：{earlier.period}为{_shown(earlier)}，{later.period}却为{_shown(later)}，请核对。"
                )
                found.append(Disagreement("falls", Level.ERROR, later.name, message, _spot(later), _spot(earlier)))
    return found


def against_earlier(now: Iterable[Figure], earlier: Iterable[Figure]) -> list[Disagreement]:
    """Return the figures that say something else for the same period than a report sent before."""
    known: dict[tuple[str, str, str, str], list[Figure]] = defaultdict(list)
    for figure in earlier:
        known[(*_identity(figure), figure.period)].append(figure)
    found: list[Disagreement] = []
    for figure in now:
        if not figure.period:
            continue
        for old in known.get((*_identity(figure), figure.period), ()):
            if _size(old) != _size(figure):
                message = f"“{figure.name}”{figure.period}的数与已报送的不一致：现为{_shown(figure)}，已报{_shown(old)}；如属更正，请说明。"
                found.append(Disagreement("earlier_report", Level.WARNING, figure.name, message, _spot(figure), _spot(old)))
    return found


def text_against_tables(blocks: Iterable[TextBlock], figures: Sequence[Figure]) -> list[Disagreement]:
    """Return the numbers in the text that differ from those the tables give for the same name.

    A number belongs to a name when it stands, with the table's unit, directly before it or within `NEAR` characters behind it in the same
    sentence. It is an error only when the tables hold one number for that name and nothing near it makes it another one
    (a target, an increase, a share, an approximation); otherwise a hint.
    """
    tables: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.name.strip():
            tables[_plain_name(figure.name)].append(figure)
    if not tables:
        return []
    names = re.compile("|".join(_name_pattern(name) for name in sorted(tables, key=len, reverse=True)))
    found: list[Disagreement] = []
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            for start, sentence in sentences(block.text):
                found += _in_sentence(block, start, sentence, names, tables)
    return found


@dataclass(frozen=True, slots=True)
class _Mention:
    """A number with its unit in a sentence; `step` is half of its last written digit."""

    value: Decimal
    step: Decimal
    text: str
    start: int
    end: int
    vague: bool


def _in_sentence(
    block: TextBlock, offset: int, sentence: str, names: re.Pattern[str], tables: dict[str, list[Figure]]
) -> Iterator[Disagreement]:
    mentions = list(names.finditer(sentence))
    free_from = 0
    for number, mention in enumerate(mentions):
        candidates = tables[_plain_name(mention[0])]
        limit = mentions[number + 1].start() if number + 1 < len(mentions) else len(sentence)
        for base in dict.fromkeys(_scale(figure.unit)[1] for figure in candidates):
            same_unit = [figure for figure in candidates if _scale(figure.unit)[1] == base]
            written = _number_of(sentence, mention.start(), mention.end(), free_from, limit, base)
            if written is None:
                continue
            disagreement = _judged(block, offset, sentence, mention, written, same_unit)
            if disagreement:
                yield disagreement
            free_from = max(free_from, written.end)
        free_from = max(free_from, mention.end())


def _number_of(sentence: str, start: int, end: int, free_from: int, limit: int, base: str) -> _Mention | None:
    """Return the number that belongs to the name at `start`–`end`."""
    unit = "[%％]" if base in PERCENT else re.escape(base) + ("(?!次)" if base == "人" else "")
    expression = re.compile(_NUMBER + _MARGIN + unit)
    for found in expression.finditer(sentence, max(free_from, start - NEAR), start):
        if sentence[found.end() : start] in ("", "的"):
            return _mention(sentence, found)
    found_behind = expression.search(sentence, end, min(limit, end + NEAR))
    # A number that the following name claims for itself stands directly before that name.
    if found_behind and not (limit < len(sentence) and sentence[found_behind.end() : limit] in ("", "的")):
        return _mention(sentence, found_behind)
    return None


def _mention(sentence: str, found: re.Match[str]) -> _Mention:
    factor = _FACTORS[found["factor"]]
    number = Decimal(found["number"].replace(",", "") + (found["fraction"] or ""))
    behind = sentence[found.end() : found.end() + 4]
    before = sentence[max(0, found.start() - 5) : found.start()]
    vague = bool(found["margin"] or found["more"] or _VAGUE_BEFORE.search(before) or _VAGUE_AFTER.match(behind))
    return _Mention(number * factor, _half_step(number) * factor, found[0], found.start(), found.end(), vague)


def _judged(
    block: TextBlock, offset: int, sentence: str, name: re.Match[str], written: _Mention, candidates: list[Figure]
) -> Disagreement | None:
    """Compare a number of the text with the tables' numbers of the same name and unit."""
    years = _YEAR.findall(sentence, max(0, name.start() - YEAR_BEFORE), max(name.end(), written.start))
    if years and any(figure.period for figure in candidates):
        candidates = [figure for figure in candidates if not figure.period or figure.period.startswith(years[-1])]
    if not candidates or any(_matches(figure, written) for figure in candidates):
        return None
    stretch = sentence[max(0, min(name.start(), written.start) - 8) : max(name.end(), written.end)].replace(name[0], "")
    mixed = "累计" in stretch and any(figure.kind == IndicatorKind.YEARLY for figure in candidates)
    sure = len({_size(figure) for figure in candidates}) == 1 and not written.vague and not mixed and not _DOUBTFUL.search(stretch)
    figure = candidates[0]
    message = f"“{figure.name}”正文写为{written.text}，表中为{_shown(figure)}，请核对。"
    if not sure:
        message = f"“{figure.name}”正文写为{written.text}，与表中的{_shown(figure)}不同；说的不是同一个数的，不必修改。"
    first = Spot(block.label, written.text, block.key, offset + written.start, offset + written.end)
    return Disagreement("text_table", Level.ERROR if sure else Level.HINT, figure.name, message, first, _spot(figure))


def _matches(figure: Figure, written: _Mention) -> bool:
    allowed = abs(_size(figure)) * APPROXIMATE if written.vague else Decimal(0)
    # A whole number in the text may not swallow a difference of the table's own digits: half a step covers rounding only.
    rounding = written.step if _exponent(_size(figure)) < _exponent(written.step * 2) else Decimal(0)
    return abs(_size(figure) - written.value) <= max(allowed, rounding)


def _scale(unit: str) -> tuple[Decimal, str]:
    """Split a unit into factor and base: 万元 is (10000, 元)."""
    plain = unit.strip().replace("％", "%")
    return (_FACTORS[plain[0]], plain[1:]) if len(plain) > 1 and plain[0] in _FACTORS else (Decimal(1), plain)


def _size(figure: Figure) -> Decimal:
    """Return the value in the base unit."""
    return figure.value * _scale(figure.unit)[0]


def _exponent(number: Decimal) -> int:
    """Return the place of the last significant digit: -1 for 0.5, 0 for 5, 2 for 500."""
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _half_step(number: Decimal) -> Decimal:
    """Return half of the last digit a number is written with."""
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb((min(exponent, 0) if isinstance(exponent, int) else 0) - 1)


def _last_day(period: str) -> str:
    """Return the last day of a period as ISO text; empty when it is none."""
    if re.fullmatch(r"\d{4}", period, re.ASCII):
        return f"{period}-12-31"
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period, re.ASCII) and period[:4] != "0000":
        return f"{period}-{monthrange(int(period[:4]), int(period[5:]))[1]}"
    return period if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period, re.ASCII) else ""


def _identity(figure: Figure) -> tuple[str, str, str]:
    return figure.subject, _plain_name(figure.name), _scale(figure.unit)[1]


def _grouped(figures: Iterable[Figure]) -> list[list[Figure]]:
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[_identity(figure)].append(figure)
    return list(groups.values())


def _plain_name(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def _name_pattern(name: str) -> str:
    return re.escape(name).replace(r"\(", "[(（]").replace(r"\)", "[)）]")


def _with_unit(number: Decimal, unit: str) -> str:
    return plain_number(number) + unit


def _shown(figure: Figure) -> str:
    return _with_unit(figure.value, figure.unit)


def _spot(figure: Figure) -> Spot:
    return Spot(figure.place, _shown(figure), figure.block)


def _places(places: Sequence[str]) -> str:
    different = list(dict.fromkeys(places))
    return "、".join(different[:3]) + (f"等{len(different)}处" if len(different) > 3 else "")
