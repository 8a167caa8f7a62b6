"""Ledgers for the tests: a real programme, projects that are clearly 示例, and hostile ones."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from models.programme.pack import Programme, load_programme
from models.queries.ledger import AreaRow, IndicatorRow, IndicatorTotalRow, LedgerRow, LedgerSnapshot

ON = date(2026, 11, 23)
PROGRAMME: Programme = load_programme("chongqing-2025")
GROUPS = tuple(dict.fromkeys(state.group for state in PROGRAMME.life_cycle.state))
CODE = "91350100M000100Y43"

INJECTIONS = ('=HYPERLINK("http://x.invalid","点我")', "+1+1", "-1-1", "@SUM(A1)", "＝1+1", "=1+1|cmd", "\t=1+1")
"""Texts that an office program would take for a formula when typed."""


def project(number: int, **changed: Any) -> LedgerRow:
    """Return one project; every second is without a further area, every fourth has not chosen its main area."""
    area = PROGRAMME.areas[number % 4] if number % 4 != 3 else None
    state = PROGRAMME.life_cycle.state[number % len(PROGRAMME.life_cycle.state)]
    row = LedgerRow(
        project_id=f"p{number}",
        number=f"500231-2025-{number:03d}",
        title=f"示例试点项目{number}：汽车产业链用工共享平台建设",
        entity=f"示例企业{number}人力资源服务有限公司",
        uscc=CODE,
        entity_kind=PROGRAMME.dictionary("entity_kind").item[0].name,
        main_area=area.key if area else "",
        main_area_title=area.title if area else "",
        other_areas=PROGRAMME.areas[8].title if number % 2 else "",
        clusters="",
        industries="",
        platforms="",
        period="2025年7月至2027年12月",
        state=state.key,
        state_title=state.title,
        state_group=state.group,
        officer="示例甲",
        contact="示例乙",
        phone="02300000000",
        filled=40,
        applicable=80,
        errors=0,
        warnings=0,
        progress="示例进展：已与三家企业签订协议，招聘专区挂牌启用。",
        progress_on=f"2026-{number % 12 + 1:02d}-01",
        open_problems=number % 3,
        problems="\n".join(f"示例问题{place}" for place in range(number % 3)),
        support_requests="示例支持事项" if number % 5 == 0 else "",
        remark="",
    )
    return row._replace(**changed)


def ledger(projects: Sequence[LedgerRow], indicators: Sequence[IndicatorRow] = (), filter_note: str = "") -> LedgerSnapshot:
    """Return the ledger of some projects, summed up as the query sums up."""
    areas = []
    for area in PROGRAMME.areas:
        own = [row for row in projects if row.main_area == area.key]
        by_group = Counter(row.state_group for row in own)
        also = sum(area.title in row.other_areas.split("、") for row in projects)
        counts = tuple(by_group[group] for group in GROUPS)
        areas.append(AreaRow(area.key, area.number, area.title, counts, len(own), also, len({row.entity for row in own})))
    return LedgerSnapshot(
        title="融合试点项目台账",
        office="示例区人力资源和社会保障局",
        district="示例区",
        officer="示例甲",
        phone="023-00000000",
        on=ON,
        years=PROGRAMME.period.years,
        groups=GROUPS,
        filter_note=filter_note,
        projects=tuple(projects),
        areas=tuple(areas),
        indicators=tuple(indicators),
        totals=tuple(_totals(indicators)),
    )


def indicator(owner: LedgerRow, place: int, **changed: Any) -> IndicatorRow:
    """Return an indicator of a project, with a baseline, targets and an actual value."""
    known = PROGRAMME.indicators[place]
    row = IndicatorRow(
        project_id=owner.project_id,
        project_number=owner.number,
        project_title=owner.title,
        entity=owner.entity,
        main_area_title=owner.main_area_title,
        indicator_key=known.key,
        name=known.name,
        unit=known.unit,
        kind=str(known.kind),
        kind_title=PROGRAMME.item_name("indicator_kind", str(known.kind)),
        counting_rule=known.counting_rule,
        baseline="1200",
        targets=("1500", "2000.5", ""),
        actual=Decimal("1800"),
        actual_on="2026-10-31",
        target=Decimal("2000.5"),
        rate=Decimal("1800") / Decimal("2000.5"),
        source="示例台账",
    )
    return row._replace(**changed)


def _totals(indicators: Sequence[IndicatorRow]) -> list[IndicatorTotalRow]:
    totals = []
    for known in PROGRAMME.indicators:
        own = [row for row in indicators if row.indicator_key == known.key]
        values = [row.actual for row in own if row.actual is not None]
        kind = str(known.kind)
        title = PROGRAMME.item_name("indicator_kind", kind)
        actual = sum(values, Decimal()) if values else None
        totals.append(IndicatorTotalRow(known.key, known.name, known.unit, kind, title, len(own), len(values), actual))
    return totals


def realistic(count: int = 30) -> LedgerSnapshot:
    """Return an ordinary ledger, long enough for several pages."""
    projects = [project(number) for number in range(1, count + 1)]
    indicators = [indicator(row, place) for row in projects[:6] for place in (0, 1)]
    return ledger(projects, indicators)


def hostile() -> LedgerSnapshot:
    """Return a ledger with everything that has ever broken a spreadsheet."""
    texts = [
        *INJECTIONS,
        "𠮷野家㛃😀",
        "a<b>&amp;\"'",
        "x\x00\x07\x0b\x1f\ufffe y",
        "\u202eabc\u200b\u2066",
        "_x0041_ 与 _x000D_",
        " 前后有空格 ",
        "第一行\r\n第二行\r第三行",
        "字" * 100_000,
        "😀" * 20_000,
        "\n" * 300,
        "]]>",
        "00012345",
        "1E5",
        "TRUE",
        "2025-01-01",
        "\ud800半个字",
    ]
    return ledger([project(number, title=text, progress=text, remark=text, phone=text) for number, text in enumerate(texts)])
