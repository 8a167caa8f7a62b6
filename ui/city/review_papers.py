"""Documents of a round that leave the house: 评审意见 and 公示名单, each after the check before leaving (出门检查)."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from exports.files import safe_file_name
from forms.inspection import Inspection
from forms.passages import BlockKind, TextBlock
from models.changes import NOTHING, Changes
from models.plain import Plain
from models.queries.city.reviews import Board, Ranked
from ui import messages
from ui.city.reviews_presenter import ReviewsPresenter
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import CalmComboBox

DAYS = 5
"""Working days of a public notice that are proposed."""


def export_opinions(context: Context, shown: Board, ranked: Sequence[Ranked], parent: QWidget | None) -> None:
    """Write the pages 评审意见; what experts wrote is looked through first."""
    from exports.city.publicity import opinion_document
    from exports.word.official.layout import export_official
    from ui.exporting import WORD, choose_target, write_file
    from ui.form.leaving_dialog import Leave, ask_leaving

    inspection = Inspection()
    for row in ranked:
        for cell in shown.of_project(row.judged.project_id):
            inspection.masked(TextBlock(row.judged.title, f"{row.judged.title}　专家意见", BlockKind.PARAGRAPH, cell.comment))
    leave, _found = ask_leaving(parent, "评审意见", inspection, masking=False)
    if leave is Leave.BACK:
        return
    target = choose_target(context, parent, f"{safe_file_name(f'评审意见-{shown.facts.title}')}.docx", WORD)
    if target is not None:
        document = opinion_document(shown, ranked, context.workspace.office.name, context.today())
        settings = context.word_settings()
        write_file(context, "正在生成评审意见", "评审意见", target, lambda path: export_official(document, path, settings))


class PublicityDialog(FactsDialog):
    """Asks which projects are listed, for which days, and where objections go; then writes 公示名单."""

    def __init__(
        self, presenter: ReviewsPresenter, shown: Board, ranked: Sequence[Ranked], chosen: Sequence[str], parent: QWidget | None = None
    ) -> None:
        self._presenter, self._shown, self._ranked = presenter, shown, ranked
        context = presenter.context
        first, last = presenter.publicity_days(DAYS)
        office = context.workspace.office
        form = asking(
            "publicity",
            "公示名单",
            ask("first", "公示开始", "date", True),
            ask("last", "公示结束", "date", True, guidance=f"参考{DAYS}个工作日，节假日按公布的放假安排计算，可改。"),
            ask("contact", "受理单位及电话", "text", True, max_length=100, guidance="写单位和办公电话，不写个人姓名和手机。"),
        )
        contact = "，".join(part for part in (office.name, office.phone) if part)
        values: dict[str, Plain] = {"first": first.isoformat(), "last": last.isoformat(), "contact": contact}
        note = "名单只列区县、项目、主体和方向，不列个人信息、得分和名次。"
        super().__init__(context, "公示名单", form, values, self._write, note=note, parent=parent)
        outcomes = presenter.outcomes(shown.facts.decision)
        kind = presenter.kind_of(shown.facts.decision)
        good = next((one.title for one in kind.outcome if not one.returns and not one.needs_reason), "") if kind else ""
        groups = {
            "达到入围线的项目": [row for row in ranked if row.passed],
            f"已审定“{good}”的项目": [row for row in ranked if outcomes.get(row.judged.project_id) == good],
            "列表里选中的项目": [row for row in ranked if row.judged.project_id in set(chosen)],
            "批次里的全部项目": list(ranked),
        }
        self.which = CalmComboBox(self)
        self.which.setAccessibleName("列哪些项目")
        for words, rows in groups.items():
            if rows:
                self.which.addItem(f"{words}（{len(rows)}个）", [row.judged.project_id for row in rows])
        self.place_above(self.captioned("列哪些项目", self.which))
        self.save_button.setText("导出…")

    def _write(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        from exports.city.publicity import Listed, Publicity, publicity_document
        from exports.word.official.layout import export_official
        from ui.exporting import WORD, choose_target, write_file
        from ui.form.leaving_dialog import Leave, ask_leaving

        first, last = date.fromisoformat(str(values["first"])), date.fromisoformat(str(values["last"]))
        if last < first:
            messages.information(self, "公示结束早于公示开始。", "请改正日期后再导出。")
            return None
        wanted = set(self.which.currentData() or ())
        listed = [
            Listed(row.judged.district, row.judged.title, row.judged.entity, row.judged.area)
            for row in sorted(self._ranked, key=lambda row: row.judged.number)
            if row.judged.project_id in wanted
        ]
        kind = self._presenter.kind_of(self._shown.facts.decision)
        said = Publicity(
            kind.publicity if kind and kind.publicity else "项目名单",
            first,
            last,
            str(values["contact"]),
        )
        inspection = Inspection()
        for one in listed:
            inspection.masked(TextBlock(one.title, f"名单　{one.title}", BlockKind.PARAGRAPH, f"{one.title}\n{one.entity}"))
        inspection.masked(TextBlock("contact", "受理单位及电话", BlockKind.PARAGRAPH, said.contact))
        leave, _found = ask_leaving(self, "公示名单", inspection, masking=False)
        target = None
        if leave is not Leave.BACK:
            target = choose_target(self.context, self, f"{safe_file_name(f'公示名单-{self._shown.facts.title}')}.docx", WORD)
        if target is None:
            return None
        office, settings = self.context.workspace.office.name, self.context.word_settings()
        document = publicity_document(listed, said, self.context.programme, office, self.context.today())
        write_file(self.context, "正在生成公示名单", "公示名单", target, lambda path: export_official(document, path, settings))
        return NOTHING
