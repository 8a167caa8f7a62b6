"""The dialogs of reviews in which facts are entered: an expert, a round."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from models.arithmetic import plain_number
from models.changes import Changes
from models.plain import Plain
from models.queries.city.reviews import Candidate, ExpertRow, RoundFacts
from ui import metrics
from ui.city.reviews_presenter import ReviewsPresenter
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import CalmComboBox
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView

WEIGHT = "weight_"
CANDIDATES = (
    ColumnSpec("number", "申报编号", width=9),
    ColumnSpec("title", "试点项目名称", width=16, stretch=True),
    ColumnSpec("entity", "试点主体", width=10),
    ColumnSpec("district", "区县", width=6),
    ColumnSpec("area", "主方向", width=6),
    ColumnSpec("submitted_on", "报送日期", ColumnKind.DATE, width=6),
)


def make_expert_dialog(presenter: ReviewsPresenter, expert: ExpertRow | None, parent: QWidget | None = None) -> FactsDialog:
    """Return the dialog for a new expert, or for one that is there."""
    form = asking(
        "expert",
        "专家",
        ask("name", "姓名", "text", True, max_length=30),
        ask("organisation", "单位", "text", max_length=60),
        ask("title", "职务职称", "text", max_length=40),
        ask("areas", "熟悉的方向", "choices", dictionary="pilot_area", guidance="按方向分配评审任务时用；不限方向的可以不选。"),
        ask("phone", "联系电话", "text", max_length=30, guidance="只在本单位内部使用。"),
        ask("remark", "备注", "long_text", lines=2),
    )
    values: dict[str, Plain] = {}
    if expert is not None:
        facts = ("name", "organisation", "title", "phone", "remark")
        values = {key: getattr(expert, key) or None for key in facts}
        values["areas"] = list(expert.areas) or None

    def save(given: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return presenter.save_expert(expert.id if expert else "", {key: given.get(key) for key in (field.key for field in form.fields())})

    return FactsDialog(presenter.context, "专家" if expert else "登记专家", form, values, save, parent=parent)


class RoundDialog(FactsDialog):
    """Asks for a round; a new one with the projects it begins with.

    Attributes:
        table: The projects that may enter it; ``None`` for a round that is there.
    """

    def __init__(self, presenter: ReviewsPresenter, facts: RoundFacts | None, parent: QWidget | None = None) -> None:
        self._presenter, self._facts = presenter, facts
        review = presenter.context.programme.review
        held = {weight.key: plain_number(weight.weight) for weight in facts.weights} if facts else {}
        weights = [
            ask(
                f"{WEIGHT}{entry.key}",
                f"{entry.short}满分",
                "decimal",
                True,
                min="0",
                max="100",
                guidance=f"{entry.title}：{entry.points}。出处：{entry.origin}。参考{entry.weight}分，可改；填0表示不用这一项。",
            )
            for entry in review.criterion
        ]
        scoring = review.scoring
        form = asking(
            "round",
            "评审批次",
            ask("title", "名称", "text", True, max_length=60, guidance="例：2025年第一批试点项目评审。"),
            ask("pass_line", "入围线", "decimal", min="0", max="999", guidance="平均分达到多少算入围；没有的留空。"),
            *weights,
            ask("note", "备注", "long_text", lines=2),
        )
        values: dict[str, Plain] = {
            "title": facts.title if facts else None,
            "pass_line": (facts.pass_line if facts else scoring.pass_line) or None,
            "note": facts.note or None if facts else None,
        }
        for entry in review.criterion:
            values[f"{WEIGHT}{entry.key}"] = held.get(entry.key, "0") if facts else str(entry.weight)
        note = "各项满分、专家人数、计分办法通知没有规定，所列为参考，可改。"
        super().__init__(presenter.context, "修改批次" if facts else "新建评审批次", form, values, self._store, note=note, parent=parent)
        self.trimmed = QCheckBox(f"有效评分满{scoring.trim_from}份的，去掉一个最高分、一个最低分再平均")
        self.trimmed.setChecked(facts.trimmed if facts else scoring.trimmed)
        self.place_below(self.trimmed)
        self.table: TableView | None = None
        if facts is None:
            self._offer()

    def _offer(self) -> None:
        """Offer the kinds of decision that are scored, and the projects that wait for them."""
        self.kind = CalmComboBox(self)
        self.kind.setAccessibleName("为哪一项审定打分")
        for kind in self._presenter.scored_kinds():
            self.kind.addItem(kind.title, kind.key)
        self.kind.currentIndexChanged.connect(lambda _index: self._show_candidates())
        empty = EmptyState("没有等待评审的项目", "区县报来申报表后列在这里；已经在没有结束的批次里的不再列。")
        settings = self.context.settings
        self.table = TableView("review_candidates", "等待评审的项目", CANDIDATES, settings, empty, exportable=False)
        room = self.screen().availableGeometry()
        self.table.setFixedHeight(min(13 * self.fontMetrics().lineSpacing(), room.height() // 4))
        self.chosen = label(role="muted")
        self.table.selection_changed.connect(lambda rows: self.chosen.setText(f"已选{len(rows)}个项目（Ctrl+A 全选）"))
        self.kind.setVisible(self.kind.count() > 1)
        if self.kind.count() > 1:
            self.place_above(self.captioned("为哪一项审定打分", self.kind))
        self.place_above(self.table)
        self.place_above(self.chosen)
        self._show_candidates()

    def _show_candidates(self) -> None:
        assert self.table is not None
        self.table.set_rows(self._presenter.candidates(str(self.kind.currentData())))
        self.table.grid.selectAll()

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        facts: dict[str, Plain] = {
            "title": values.get("title"),
            "trimmed": self.trimmed.isChecked(),
            "pass_line": str(values.get("pass_line") or ""),
            "weights": {key.removeprefix(WEIGHT): str(value or "0") for key, value in values.items() if key.startswith(WEIGHT)},
            "note": str(values.get("note") or ""),
        }
        if self._facts is not None:
            return self._presenter.edit_round(self._facts.id, facts)
        assert self.table is not None
        chosen: Sequence[Candidate] = self.table.selected()
        return self._presenter.open_round(facts, str(self.kind.currentData()), [row.project_id for row in chosen])

    def fit(self) -> None:
        """Take more width: the list of projects stands above the fields."""
        super().fit()
        room = self.screen().availableGeometry()
        self.resize(min(60 * self.fontMetrics().horizontalAdvance("字"), room.width() - metrics.XL), self.height())
