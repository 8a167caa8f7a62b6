"""Indicators (指标) of a project: choosing them, targets by year, actual values by date (渝人社发〔2025〕13号 四(一)工作目标)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from models import arithmetic
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.operations.guarding import line, live, needed, needed_past_day, only, open_project, passage
from models.plain import Plain
from models.programme.types import IndicatorKind
from models.queries.indicators import decimals_of
from models.recording import note_entered
from models.tracking import Evidence
from models.work import Work

TEXTS = ("indicator_key", "name", "unit", "kind", "counting_rule", "baseline")


def save_indicator(work: Work, project_id: str, indicator_id: str | None, facts: Mapping[str, Plain]) -> Changes:
    """Create an indicator of a project or edit the facts given.

    Args:
        work: The unit of work.
        project_id: The project.
        indicator_id: The indicator to edit; ``None`` for a new one.
        facts: `TEXTS`, and ``targets``: year (number or text) to target; baseline and targets are decimal text, and a
            text that is no number is kept, because the form's check reports it.

    Raises:
        UserError: The name is empty, the kind is unknown, or the kind is changed although values are recorded.
    """
    only(facts, (*TEXTS, "targets"))
    open_project(work, project_id)
    if indicator_id is None:
        indicator = ProjectIndicator(project_id=project_id, seq=_next_seq(work, project_id), name="")
        facts = {"name": "", **facts}
    else:
        indicator = live(work, ProjectIndicator, indicator_id)
        if indicator.project_id != project_id:
            raise ValueError("the indicator belongs to another project")
    if "name" in facts:
        indicator.name = line(needed(facts["name"], "指标名称"))
    if "kind" in facts:
        _set_kind(work, indicator, line(facts["kind"]))
    for column in ("indicator_key", "unit"):
        if column in facts:
            setattr(indicator, column, line(facts[column]))
    if "counting_rule" in facts:
        indicator.counting_rule = passage(facts["counting_rule"])
    if "baseline" in facts:
        indicator.baseline = _number_text(facts["baseline"])
    work.session.add(indicator)
    targets = facts.get("targets")
    if isinstance(targets, dict):
        _set_targets(indicator, targets)
    work.session.flush()
    return Changes.of(Kind.INDICATOR, Kind.DOCUMENT, project=project_id, id=indicator.id)


def propose_indicators(work: Work, project_id: str) -> Changes:
    """Add the core indicators (核心) of the project's areas that it does not have yet (参考,可改)."""
    project = open_project(work, project_id)
    held = set(
        work.session.scalars(
            select(ProjectIndicator.indicator_key).where(ProjectIndicator.project_id == project_id, ProjectIndicator.deleted_at.is_(None))
        )
    )
    seq, added = _next_seq(work, project_id), 0
    areas = [key for key in (project.main_area, *project.other_areas) if key]
    for proposal in work.programme.indicators_of(areas):
        if not proposal.core or proposal.key in held:
            continue
        work.session.add(
            ProjectIndicator(
                project_id=project_id,
                seq=seq + added,
                indicator_key=proposal.key,
                name=proposal.name,
                unit=proposal.unit,
                kind=proposal.kind.value,
                counting_rule=proposal.counting_rule,
            )
        )
        added += 1
    if not added:
        return NOTHING
    work.session.flush()
    return Changes.of(Kind.INDICATOR, Kind.DOCUMENT, project=project_id)


def save_value(
    work: Work,
    indicator_id: str,
    value_id: str | None,
    *,
    on: date | str | None,
    value: str = "",
    numerator: str = "",
    denominator: str = "",
    source: str = "",
    evidence_id: str | None = None,
    note: str = "",
) -> Changes:
    """Create or edit an actual value (完成值).

    A ratio is computed from numerator and denominator. A cumulative value does not fall below an earlier one, nor rise above a
    later one, unless the note (备注) explains it.

    Args:
        work: The unit of work.
        indicator_id: The indicator.
        value_id: The value to edit; ``None`` for a new one.
        on: Day that the number describes.
        value: The number as typed; not used for ratios.
        numerator: Ratios only, as typed.
        denominator: Ratios only, as typed.
        source: Where the number comes from.
        evidence_id: Evidence of the same project, or ``None``.
        note: Explanation.

    Raises:
        UserError: A number is none, negative or too fine; the day lies in the future; the evidence is gone; a cumulative value falls.
    """
    indicator = live(work, ProjectIndicator, indicator_id)
    open_project(work, indicator.project_id)
    entry = (
        IndicatorValue(project_indicator_id=indicator.id, recorded_at=work.at) if value_id is None else live(work, IndicatorValue, value_id)
    )
    if entry.project_indicator_id != indicator.id:
        raise ValueError("the value belongs to another indicator")
    entry_day = needed_past_day(work, on, "日期")
    decimals = decimals_of(work.programme, indicator.indicator_key)
    if indicator.kind == IndicatorKind.RATIO:
        above, below = _checked(numerator, "分子", 4), _checked(denominator, "分母", 4)
        if below == 0:
            raise UserError("“分母”不能是0。", "分母为0时没有比率，请不填这一次的完成值。")
        number = arithmetic.ratio(above, below, unit=indicator.unit, decimals=decimals)
        texts = {"numerator": arithmetic.plain_number(above), "denominator": arithmetic.plain_number(below)}
        typed = {"numerator": numerator, "denominator": denominator}
    else:
        number = _checked(value, "完成值", decimals)
        texts, typed = {"numerator": "", "denominator": ""}, {"value": value}
    if indicator.kind == IndicatorKind.CUMULATIVE and not passage(note):
        _check_never_falls(work, indicator, entry, entry_day, number)
    if evidence_id:
        evidence = live(work, Evidence, evidence_id)
        if evidence.project_id != indicator.project_id:
            raise UserError("所选佐证材料属于另一个项目。", "请选择本项目的材料。")
    texts["value"] = arithmetic.plain_number(number)
    entry.on = entry_day
    for column, text in texts.items():
        setattr(entry, column, text)
        if typed.get(column, text).strip() != text:
            note_entered(work.session, entry, column, typed[column])
    entry.source, entry.note, entry.evidence_id = passage(source), passage(note), evidence_id or None
    work.session.add(entry)
    work.session.flush()
    return Changes.of(Kind.INDICATOR, project=indicator.project_id, id=entry.id)


def _checked(text: str, label: str, decimals: int) -> Decimal:
    """Return a number that is there, not negative and not finer than `decimals` digits behind the point."""
    typed = needed(text, label)
    number = arithmetic.to_number(typed)
    if number is None:
        raise UserError(f"“{label}”里的“{typed}”不是数字。", "请只填数字，不带单位，例如“120”。")
    if number < 0:
        raise UserError(f"“{label}”不能是负数。", "请填写0或正数。")
    if number != round(number, decimals):
        raise UserError(f"“{label}”{typed}的小数位太多。", f"这里最多保留{decimals}位小数。" if decimals else "这里请填整数。")
    return number


def _check_never_falls(work: Work, indicator: ProjectIndicator, entry: IndicatorValue, on: date, number: Decimal) -> None:
    known = work.session.execute(
        select(IndicatorValue.id, IndicatorValue.on, IndicatorValue.value)
        .where(IndicatorValue.project_indicator_id == indicator.id, IndicatorValue.deleted_at.is_(None))
        .order_by(IndicatorValue.on, IndicatorValue.recorded_at)
    ).all()
    others = [(day, arithmetic.to_number(text)) for id, day, text in known if id != entry.id]
    earlier = [(day, n) for day, n in others if n is not None and day <= on and n > number]
    later = [(day, n) for day, n in others if n is not None and day > on and n < number]
    hint = "请核对，先更正{}的数；确需{}时，请在“备注”里写明原因。"
    if earlier:
        day, held = max(earlier)
        raise UserError(
            f"“{indicator.name}”是累计数，{on.isoformat()}填{arithmetic.plain_number(number)}，"
            f"低于{day.isoformat()}已填的{arithmetic.plain_number(held)}。",
            hint.format("之前", "调减"),
        )
    if later:
        day, held = min(later)
        raise UserError(
            f"“{indicator.name}”是累计数，{on.isoformat()}填{arithmetic.plain_number(number)}，"
            f"高于{day.isoformat()}已填的{arithmetic.plain_number(held)}。",
            hint.format("之后", "这样填"),
        )


def _set_kind(work: Work, indicator: ProjectIndicator, kind: str) -> None:
    if kind and kind not in set(IndicatorKind):
        raise UserError(f"没有“{kind}”这种指标性质。", "请从列表中选择。")
    if indicator.id and kind != indicator.kind:
        recorded = select(IndicatorValue.id).where(IndicatorValue.project_indicator_id == indicator.id, IndicatorValue.deleted_at.is_(None))
        if work.session.execute(recorded.limit(1)).first() is not None:
            raise UserError(f"“{indicator.name}”已经填过完成值，不能再改指标性质。", "请新增一个指标，或先删除这些完成值。")
    indicator.kind = kind


def _set_targets(indicator: ProjectIndicator, targets: Mapping[str, Plain]) -> None:
    for year, value in targets.items():
        number, text = int(year), _number_text(value)
        if number in indicator.targets:
            indicator.targets[number].value = text
        elif text:
            indicator.targets[number] = IndicatorTarget(year=number, value=text)


def _number_text(value: Plain) -> str:
    typed = passage(value)
    number = arithmetic.to_number(typed)
    return typed if number is None else arithmetic.plain_number(number)


def _next_seq(work: Work, project_id: str) -> int:
    return (work.session.scalar(select(func.max(ProjectIndicator.seq)).where(ProjectIndicator.project_id == project_id)) or 0) + 1
