"""The dialog of one indicator (指标): what it counts, where it started, what is promised for each year."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from forms.definition import TARGET_PREFIX, Form
from models.changes import Changes
from models.plain import Plain
from models.programme.pack import Programme
from models.queries.indicators import IndicatorStanding, decimals_of
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.project.project_presenter import ProjectPresenter


def make_indicator_dialog(
    context: Context, presenter: ProjectPresenter, held: IndicatorStanding | None, parent: QWidget | None = None
) -> FactsDialog:
    """Return the dialog for an indicator, or for a new one of the officer's own."""
    form = _form(context.programme, held.key if held else "")

    def save(values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return presenter.save_indicator(held.id if held else None, _facts(values))

    title = "指标与目标" if held else "新增指标"
    note = "" if context.is_city else "目标值与申报表是同一份；不是数字的内容会保留，并在申报表里提示。"
    return FactsDialog(
        context, title, form, _values(held), save, strict=False, needed=("name",), note=note, read_only=context.is_city, parent=parent
    )


def _form(programme: Programme, key: str) -> Form:
    decimals = decimals_of(programme, key)
    number: dict[str, Any] = {"decimals": decimals, "min": "0"}
    years = [
        ask(
            f"{TARGET_PREFIX}{year}",
            f"{year}年目标",
            "decimal",
            guidance="累计和时点指标填到年末的数，年度和比率指标填当年的数。",
            **number,
        )
        for year in programme.period.years
    ]
    return asking(
        "indicator",
        "指标",
        ask("name", "指标名称", "text", True, max_length=60),
        ask("unit", "单位", "text", max_length=12, guidance="如“人”“家”“%”。"),
        ask("kind", "指标性质", "choice", dictionary="indicator_kind", guidance=_kinds(programme)),
        ask("counting_rule", "统计口径", "long_text", lines=3, guidance="什么算、什么不算，数从哪里来。"),
        ask("baseline", f"基期值（{programme.period.baseline_label}）", "decimal", guidance="试点开始之前的数；没有就填0。", **number),
        *years,
    )


def _kinds(programme: Programme) -> str:
    return " ".join(f"{item.name}：{item.note}" for item in programme.dictionary("indicator_kind").item)


def _values(held: IndicatorStanding | None) -> dict[str, Plain]:
    if held is None:
        return {}
    values: dict[str, Plain] = {name: getattr(held, name) or None for name in ("name", "unit", "kind", "counting_rule", "baseline")}
    return values | {f"{TARGET_PREFIX}{year}": text or None for year, text in held.targets.items()}


def _facts(values: Mapping[str, Plain]) -> dict[str, Plain]:
    facts: dict[str, Any] = {"targets": {}}
    for key, value in values.items():
        text = value.get("unparsed", "") if isinstance(value, dict) else value or ""
        if key.startswith(TARGET_PREFIX):
            facts["targets"][key.removeprefix(TARGET_PREFIX)] = text
        else:
            facts[key] = text
    return facts
