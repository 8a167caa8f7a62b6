"""The dialogs in which the city decides (审定), with what the outcome demands, and sends a document back (退回)."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from models.changes import Changes
from models.operations.city.deciding import Terms, decide_all
from models.operations.guarding import day
from models.plain import Plain
from models.programme.review import DecisionKind, Outcome
from ui.city.decisions_presenter import DecisionsPresenter, Subject
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.editors.choice import CalmComboBox
from ui.labels import label
from ui.tone import Tone


class DecisionDialog(FactsDialog):
    """Asks for the outcome of one kind of decision, for one project or several.

    Attributes:
        ways: The box with the outcomes.
    """

    def __init__(
        self,
        context: Context,
        kind: DecisionKind,
        project_ids: Sequence[str],
        notes: int = 0,
        begin_with: str = "",
        revision_id: str = "",
        correcting: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build it.

        Args:
            context: The window's surroundings.
            kind: The kind of decision.
            project_ids: The projects.
            notes: How many remarks were noted; they go along with a return.
            begin_with: Key of the outcome that is shown first.
            revision_id: The revision that was read; empty: none in particular.
            correcting: A decision that was sent is replaced; the form can no longer be sent back by it.
            parent: The window it belongs to.
        """
        self._kind, self._projects, self._notes, self._revision = kind, list(project_ids), notes, revision_id
        self._correcting = correcting
        today = context.today().isoformat()
        form = asking(
            "decision",
            kind.title,
            ask("reason", "原因或说明", "long_text", lines=3, guidance="退回、不予通过的必须写明；会随反馈包发给区县。"),
            ask("adjustments", "商定的调整内容", "long_text", lines=4, guidance="逐条写明改什么、改成什么、谁负责、何时完成。"),
            ask("follow_up", "复评日期", "date", min=today, guidance="到这一天再看一次，列入“复看”。"),
            ask("due", "要求报回的日期", "date", min=today, guidance="区县在“退回整改”里看到这个日期。可以不填。"),
            ask("on", "决定日期", "date", True, max=today, guidance="会议或批准的日期。"),
            ask("basis", "依据文号", "text", max_length=60, guidance="有正式文件的填写文号。"),
        )
        note = f"{kind.title}：{len(self._projects)}个项目。" + ("" if kind.clause == "" else f"依据通知{kind.clause}。")
        if correcting:
            note = f"更正已经发给区县的“{kind.title}”：另作一个决定，写明更正原因，随下一个反馈包发给区县。"
        super().__init__(context, kind.title, form, {"on": today}, self._store, note=note, focus="reason", parent=parent)
        self.ways = CalmComboBox(self)
        self.ways.setAccessibleName("决定")
        for one in kind.outcome:
            if not one.returns or (len(self._projects) == 1 and not correcting):
                self.ways.addItem(one.title, one.key)
        self.words = label(role="muted", wrap=True)
        self.carried = label(tone=Tone.HINT, wrap=True)
        self.place_above(self.captioned("决定", self.ways, required=True))
        self.place_above(self.words)
        self.place_above(self.carried)
        self.save_button.setText("办理")
        if begin_with:
            self.ways.setCurrentIndex(max(0, self.ways.findData(begin_with)))
        self.ways.currentIndexChanged.connect(lambda _index: self._show_outcome())
        self._show_outcome()

    @property
    def chosen(self) -> Outcome:
        """The outcome that stands in the box."""
        return self._kind.result(str(self.ways.currentData()))

    def recheck(self) -> None:
        """Check as every dialog does, and show only what the outcome demands."""
        super().recheck()
        if hasattr(self, "ways"):
            self._show_fields()

    def _show_outcome(self) -> None:
        self.words.setText(self.chosen.explanation)
        going = f"记下的{self._notes}条逐项意见一并发给区县。"
        self.carried.setText(going if self.chosen.returns else "记下的逐项意见只随退回发给区县，这次不发，仍保存在账套里。")
        self.carried.setVisible(bool(self._notes))
        self._show_fields()
        QTimer.singleShot(0, self, self._grow)

    def _show_fields(self) -> None:
        one = self.chosen
        self.rows["adjustments"].setVisible(one.adjustments)
        self.rows["follow_up"].setVisible(one.follow_up)
        self.rows["due"].setVisible(one.returns)
        self.rows["basis"].setVisible(not one.returns)
        why = one.needs_reason or one.returns or self._correcting
        for key, must in (("reason", why), ("adjustments", one.adjustments), ("follow_up", one.follow_up)):
            self.rows[key].show_state([finding for finding in self.findings if finding.field == key], {}, must)

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        terms = Terms(
            on=day(str(values.get("on") or ""), "决定日期"),
            reason=str(values.get("reason") or ""),
            basis=str(values.get("basis") or ""),
            adjustments=str(values.get("adjustments") or ""),
            follow_up_on=day(str(values.get("due" if self.chosen.returns else "follow_up") or ""), "日期"),
            revision_id=self._revision,
        )
        return self.context.perform(decide_all, self._projects, self._kind.key, self.chosen.key, terms)


def decide_on(
    context: Context,
    kind: DecisionKind,
    project_ids: Sequence[str],
    parent: QWidget | None,
    notes: int = 0,
    begin_with: str = "",
    revision_id: str = "",
    correcting: bool = False,
) -> bool:
    """Ask for a decision and take it; returns whether it was taken. See `DecisionDialog`."""
    dialog = DecisionDialog(context, kind, project_ids, notes, begin_with, revision_id, correcting, parent)
    show_dialog(dialog)
    if dialog.outcome is None:
        return False
    context.announce(f"已办理“{dialog.chosen.title}”：{len(project_ids)}个项目，随下一个反馈包发给区县", Tone.OK)
    return True


def send_back(presenter: DecisionsPresenter, subject: Subject, notes: int, parent: QWidget | None) -> bool:
    """Ask why a document goes back and send it back; returns whether it was sent back."""
    context = presenter.context
    form = asking(
        "return",
        "退回修改",
        ask("reason", "退回原因", "long_text", True, lines=4, guidance="写明哪里不对、要补什么；会随反馈包发给区县。"),
        ask("due", "要求报回的日期", "date", min=context.today().isoformat(), guidance="可以不填。"),
    )

    def store(values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        due = day(str(values.get("due") or ""), "要求报回的日期")
        return presenter.send_back(subject.revision_id, str(values.get("reason") or ""), due)

    carried = f"记下的{notes}条逐项意见一并发给区县。" if notes else "还没有记逐项意见，区县只看到下面的原因。"
    dialog = FactsDialog(context, f"退回修改 — {subject.title}", form, {}, store, note=carried, parent=parent)
    dialog.save_button.setText("退回")
    show_dialog(dialog)
    if dialog.outcome is None:
        return False
    context.announce("已退回，随下一个反馈包发给区县", Tone.OK)
    return True
