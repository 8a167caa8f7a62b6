"""What one entry alone cannot show: duplicates, references, orders of dates, rules of the life cycle."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import pairwise

from models.errors import ResourceError
from models.programme.types import (
    Area,
    CalendarYear,
    Definition,
    Dictionary,
    District,
    Indicator,
    IndicatorKind,
    LifeCycle,
    Obligation,
    Period,
    Recurrence,
    Scope,
    WorkStep,
)

SATURDAY = 5


def check_definition(file: str, definition: Definition, folder: str) -> None:
    """Check ``programme.toml``, which lies in `folder`.

    Raises:
        ResourceError: Naming file, key path and reason; the same for every function of this module.
    """
    if definition.id != folder:
        raise ResourceError(file, "id", f"应与所在文件夹的名称“{folder}”相同")
    _check_unique(file, "area", (area.key for area in definition.area))
    _check_unique(file, "check_item", (item.key for item in definition.check_item))
    for number, area in enumerate(definition.area, 1):
        if area.number != number:
            raise ResourceError(file, f"area[{area.key}].number", f"序号应从1起依次排列，这里应为{number}")
    _check_period(file, definition.period)
    _check_life_cycle(file, definition.life_cycle)


def _check_unique(file: str, table: str, keys: Iterable[str]) -> None:
    """Refuse a key that two entries of one table share."""
    seen: set[str] = set()
    for number, key in enumerate(keys, 1):
        if key in seen:
            raise ResourceError(file, f"{table}[{key}]", f"重复：第{number}项与前面一项同名")
        seen.add(key)


def _check_period(file: str, period: Period) -> None:
    if period.first_month > period.last_month:
        raise ResourceError(file, "period.last_month", "不能早于开始月份")
    first, last = int(period.first_month[:4]), int(period.last_month[:4])
    if period.years != tuple(range(first, last + 1)):
        raise ResourceError(file, "period.years", f"应逐年列出{first}至{last}年")


def _check_life_cycle(file: str, life: LifeCycle) -> None:
    _check_unique(file, "life_cycle.state", (state.key for state in life.state))
    states = {state.key: state for state in life.state}
    for name in ("initial", "review", "submitted", "returned"):
        key: str = getattr(life, name)
        if key not in states:
            raise ResourceError(file, f"life_cycle.{name}", f"没有“{key}”这个状态")
    for name in ("initial", "returned"):
        if not states[getattr(life, name)].editable:
            raise ResourceError(file, f"life_cycle.{name}", "应是可以修改申报表的状态")
    for state in life.state:
        if state.settled and (state.editable or state.key in (life.initial, life.review, life.submitted, life.returned)):
            raise ResourceError(file, f"life_cycle.state[{state.key}].settled", "申报表还要改或还在审的状态，不能锁定项目")
        place = f"life_cycle.state[{state.key}].next"
        targets = [step.to for step in state.next]
        for number, target in enumerate(targets, 1):
            if target not in states:
                raise ResourceError(file, f"{place}[第{number}项].to", f"没有“{target}”这个状态")
            if target == state.key:
                raise ResourceError(file, f"{place}[第{number}项].to", "不能又回到本状态")
            if target in targets[: number - 1]:
                raise ResourceError(file, f"{place}[第{number}项].to", f"“{target}”重复")
            if target == life.submitted:
                raise ResourceError(file, f"{place}[第{number}项].to", "这个状态只能由报送进入，不能手工登记")
            if target == life.returned and state.key != life.review:
                raise ResourceError(file, f"{place}[第{number}项].to", "只有审核时能手工退回，报送后的退回由程序办理")


def check_districts(file: str, districts: tuple[District, ...]) -> None:
    """Check ``districts.toml``: codes, validity, successors."""
    _check_unique(file, "district", (district.code for district in districts))
    codes = {district.code: district for district in districts}
    for district in districts:
        place = f"district[{district.code}]"
        if district.valid_from and district.valid_to and district.valid_from >= district.valid_to:
            raise ResourceError(file, f"{place}.valid_to", "撤销日期应晚于设立日期")
    for district in districts:
        place = f"district[{district.code}]"
        if not district.successor:
            continue
        successor = codes.get(district.successor)
        if successor is None:
            raise ResourceError(file, f"{place}.successor", f"没有代码为“{district.successor}”的区县")
        if district.valid_to is None:
            raise ResourceError(file, f"{place}.valid_to", "有承接的区县时，应写明撤销日期")
        if not successor.valid_on(district.valid_to):
            raise ResourceError(file, f"{place}.successor", f"“{district.successor}”在撤销当日并不有效")


def check_obligations(file: str, obligations: tuple[Obligation, ...], states: Collection[str]) -> None:
    """Check ``obligations.toml``: the order of the four dates, the states."""
    _check_unique(file, "obligation", (obligation.key for obligation in obligations))
    for obligation in obligations:
        place = f"obligation[{obligation.key}]"
        if obligation.due is None and obligation.recurring is not Recurrence.ANY_TIME:
            raise ResourceError(file, f"{place}.due", "除随时报送外，应写明截止日期")
        dates = [
            (name, day)
            for name, day in (
                ("opens", obligation.opens),
                ("due", obligation.due),
                ("on_time_until", obligation.on_time_until),
                ("locked", obligation.locked),
            )
            if day is not None
        ]
        for (before, earlier), (name, day) in pairwise(dates):
            if day < earlier or (name == "locked" and day == earlier):
                raise ResourceError(file, f"{place}.{name}", f"日期先后不对：应{'晚于' if name == 'locked' else '不早于'} {before}")
        if obligation.from_states and obligation.scope is Scope.DISTRICT:
            raise ResourceError(file, f"{place}.from_states", "区县的报送任务不按项目状态确定，应删去")
        for state in obligation.from_states:
            if state not in states:
                raise ResourceError(file, f"{place}.from_states", f"没有“{state}”这个状态")
        if obligation.met_by and (obligation.met_by not in states or obligation.scope is Scope.DISTRICT):
            raise ResourceError(file, f"{place}.met_by", f"没有“{obligation.met_by}”这个状态，或者这是区县的报送任务")


def check_steps(file: str, steps: tuple[WorkStep, ...]) -> None:
    """Check the steps of ``obligations.toml``."""
    _check_unique(file, "step", (step.key for step in steps))


def check_calendar(file: str, years: tuple[CalendarYear, ...]) -> None:
    """Check ``calendar.toml``: days in their year, days off apart from each other, days worked in return at weekends."""
    _check_unique(file, "year", (str(year.year) for year in years))
    for year in years:
        off: set[int] = set()
        for number, holiday in enumerate(year.holiday, 1):
            place = f"year[{year.year}].holiday[{holiday.name}]"
            if holiday.last < holiday.first:
                raise ResourceError(file, f"{place}.last", "不能早于放假的第一天")
            if holiday.last.year != year.year:
                raise ResourceError(file, f"{place}.last", f"应在{year.year}年内")
            days = {(holiday.first + timedelta(n)).toordinal() for n in range((holiday.last - holiday.first).days + 1)}
            if off & days:
                raise ResourceError(file, f"{place}.first", f"第{number}项与前面的放假日期重叠")
            off |= days
        for holiday in year.holiday:
            for day in holiday.worked:
                place = f"year[{year.year}].holiday[{holiday.name}].worked"
                if day.weekday() < SATURDAY:
                    raise ResourceError(file, place, f"{day.isoformat()}不是周六、周日，不必写成调休上班")
                if day.toordinal() in off:
                    raise ResourceError(file, place, f"{day.isoformat()}在放假日期之内")


def check_indicators(file: str, indicators: tuple[Indicator, ...], areas: Collection[str]) -> None:
    """Check ``indicators.toml``: the areas, what a ratio is made of."""
    _check_unique(file, "indicator", (indicator.key for indicator in indicators))
    for indicator in indicators:
        place = f"indicator[{indicator.key}]"
        for area in indicator.areas:
            if area not in areas:
                raise ResourceError(file, f"{place}.areas", f"没有“{area}”这个试点方向")
        if len(set(indicator.areas)) < len(indicator.areas):
            raise ResourceError(file, f"{place}.areas", "试点方向重复")
        for name, part in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
            if indicator.kind is IndicatorKind.RATIO and not part:
                raise ResourceError(file, f"{place}.{name}", "比率指标应写明分子和分母")
            if indicator.kind is not IndicatorKind.RATIO and part:
                raise ResourceError(file, f"{place}.{name}", "不是比率的指标没有分子和分母，应删去")


def check_dictionary(file: str, dictionary: Dictionary, key: str) -> None:
    """Check one dictionary file, named after its `key`: keys, parents."""
    if dictionary.key != key:
        raise ResourceError(file, "key", f"应与文件名“{key}”相同")
    _check_unique(file, "item", (item.key for item in dictionary.item))
    known: set[str] = set()
    for item in dictionary.item:
        if item.parent and item.parent not in known:
            raise ResourceError(file, f"item[{item.key}].parent", f"没有“{item.parent}”这个上级，或没有写在本项之前")
        known.add(item.key)


def check_carriers(file: str, areas: tuple[Area, ...], carriers: Dictionary) -> None:
    """Check that the carriers named with the areas are those of the dictionary."""
    names = {item.name for item in carriers.item}
    for area in areas:
        for carrier in area.carriers:
            if carrier not in names:
                raise ResourceError(file, f"area[{area.key}].carriers", f"字典“{carriers.title}”中没有“{carrier}”")


def check_indicator_kinds(file: str, kinds: Dictionary) -> None:
    """Check that the dictionary names exactly the indicator kinds that the program knows."""
    known = {kind.value for kind in IndicatorKind}
    for item in kinds.item:
        if item.key not in known:
            raise ResourceError(file, f"item[{item.key}]", "程序没有这种指标性质")
    missing = sorted(known - {item.key for item in kinds.item})
    if missing:
        raise ResourceError(file, "item", f"缺少指标性质“{'、'.join(missing)}”")
