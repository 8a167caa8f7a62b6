"""The dialog of one actual value (完成值): day, number, where it comes from, and the evidence."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from forms.definition import Field, Form
from models.changes import Changes
from models.plain import Plain
from models.programme.types import IndicatorKind
from models.queries.indicators import IndicatorStanding, ValueRow, decimals_of
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import CalmComboBox
from ui.project.project_presenter import ProjectPresenter

RATIO_DECIMALS = 4
HINTS = {
    IndicatorKind.CUMULATIVE.value: "累计数：填试点以来的总数，不会比以前填的少。确需调减的，在备注里写明原因。",
    IndicatorKind.POINT.value: "时点数：填这一天在册、在库的数，可增可减。",
    IndicatorKind.YEARLY.value: "年度数：只填这一次新增的数，同一年的各次会加在一起。",
    IndicatorKind.RATIO.value: "比率：填分子和分母，由程序计算。",
}


class ValueDialog(FactsDialog):
    """Records a value or edits one."""

    def __init__(
        self,
        context: Context,
        presenter: ProjectPresenter,
        indicator: IndicatorStanding,
        held: ValueRow | None,
        parent: QWidget | None = None,
    ) -> None:
        self.presenter, self.indicator, self.held = presenter, indicator, held
        super().__init__(
            context,
            f"{'' if context.is_city else '修改' if held else '登记'}完成值 — {indicator.name}",
            self._form(context),
            self._values(context),
            self._store,
            note="" if context.is_city else HINTS.get(indicator.kind, ""),
            focus="numerator" if indicator.kind == IndicatorKind.RATIO else "value",
            read_only=context.is_city,
            parent=parent,
        )
        self.evidence = CalmComboBox(self)
        self.evidence.setAccessibleName("佐证材料")
        self.evidence.addItem("（不选）", "")
        for row in presenter.evidence():
            self.evidence.addItem(row.title, row.id)
        self._evidence_before = held.evidence_id if held else ""
        self.evidence.setCurrentIndex(max(0, self.evidence.findData(self._evidence_before)))
        self.evidence.setEnabled(not self.read_only)
        self.place_below(self.captioned("佐证材料", self.evidence))

    @property
    def changed(self) -> bool:
        """Whether something has been chosen or typed that is not saved."""
        return super().changed or self.evidence.currentData() != self._evidence_before

    def _form(self, context: Context) -> Form:
        unit, kind = self.indicator.unit, self.indicator.kind
        numbers: tuple[Field, ...]
        if kind == IndicatorKind.RATIO:
            above, below = self.indicator.numerator_label or "分子", self.indicator.denominator_label or "分母"
            numbers = (
                ask("numerator", "分子", "decimal", True, decimals=RATIO_DECIMALS, min="0", guidance=above),
                ask("denominator", "分母", "decimal", True, decimals=RATIO_DECIMALS, min="0", guidance=below),
            )
        else:
            decimals = decimals_of(context.programme, self.indicator.key)
            rule = self.indicator.counting_rule
            numbers = (ask("value", "完成值", "decimal", True, unit=unit, decimals=decimals, min="0", guidance=rule),)
        return asking(
            "value",
            "完成值",
            ask("on", "日期", "date", True, max=context.today().isoformat(), guidance="这个数说的是哪一天为止的情况。"),
            *numbers,
            ask("source", "数据来源", "text", max_length=80, guidance="哪份台账、名册或系统，便于以后核对。"),
            ask("note", "备注", "long_text", lines=2, guidance="与以前的数不一致时写明原因。"),
        )

    def _values(self, context: Context) -> dict[str, Plain]:
        if self.held is None:
            return {"on": context.today().isoformat()}
        held = self.held._asdict() | {"on": self.held.on.isoformat()}
        return {key: held[key] or None for key in ("on", "value", "numerator", "denominator", "source", "note")}

    def _store(self, values: Mapping[str, Plain], entered: Mapping[str, str]) -> Changes | None:
        facts = {field.key: str(values.get(field.key) or "") for field in self.form.fields()}
        facts |= {key: entered[key] for key in ("value", "numerator", "denominator") if entered.get(key)}
        facts["evidence_id"] = str(self.evidence.currentData() or "")
        return self.presenter.save_value(self.indicator.id, self.held.id if self.held else None, facts)
