"""Going over to another version of the pack (换用方案包): everything it means first, then a backup, then all at once."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QTabWidget, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from forms.packs.switching import DraftEffect, SwitchPlan
from models.errors import UserError
from models.programme.pack import Programme
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.packs.changes_view import ChangesView, WholeCells
from ui.packs.switching_presenter import SwitchingPresenter
from ui.theme import set_tone, theme
from ui.tone import Tone

DRAFT_HEADS = ("文书", "不再使用（内容保留）", "转到新的填写项", "读不出（按原样保留）", "错误")


class SwitchDialog(QDialog):
    """What differs, and what happens to each draft; nothing changes before 备份并换用 is pressed.

    Attributes:
        done: Whether the workspace went over.
    """

    def __init__(self, presenter: SwitchingPresenter, new: Programme, plan: SwitchPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.new, self.plan = presenter, new, plan
        self.done_over = False
        self.setWindowTitle(f"换用方案包：版本{plan.old} → {plan.new}")
        self.setModal(True)
        self.summary = label(summary_words(plan), role="strong", wrap=True)
        self.against = label(
            "；".join(plan.obstacles) and f"现在不能换用：{'；'.join(plan.obstacles)}。请把这些情况告诉下发方案包的单位。", wrap=True
        )
        set_tone(self.against, Tone.ERROR)
        self.against.setVisible(bool(plan.obstacles))
        self.changes = ChangesView()
        self.changes.show_changes(plan.changes)
        self.drafts = QTreeWidget()
        touched = [draft for draft in plan.drafts if draft.touched]
        self._fill_drafts(touched)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.changes, f"方案包的变化（{len(plan.changes)}）")
        self.tabs.addTab(self.drafts, f"受影响的文书（{len(touched)}）")
        self.go, self.close_button = QPushButton("备份并换用"), QPushButton("不换用")
        self.go.setProperty("role", "primary")
        self.go.setEnabled(not plan.obstacles and not presenter.context.read_only)
        self.go.clicked.connect(self.switch)
        self.close_button.clicked.connect(self.reject)
        self.close_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(label("换用前自动备份整个账套；换用后还可以换回来。", role="muted", wrap=True), 1)
        foot.addWidget(self.go)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.summary)
        layout.addWidget(self.against)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(
            min(80 * self.fontMetrics().horizontalAdvance("字"), room.width() - 40),
            min(34 * self.fontMetrics().lineSpacing(), room.height() - 60),
        )

    def switch(self) -> None:
        """Back up and go over."""
        try:
            run_busy(self, "正在备份并换用方案包", lambda progress: self.presenter.switch(self.new, progress))
        except UserError as failure:
            self.presenter.context.show_failure(failure)
            return
        self.done_over = True
        self.accept()

    def _fill_drafts(self, drafts: list[DraftEffect]) -> None:
        self.drafts.setHeaderLabels(list(DRAFT_HEADS))
        self.drafts.setAccessibleName("受影响的文书")
        self.drafts.setRootIsDecorated(False)
        self.drafts.setItemDelegate(WholeCells(self.drafts))
        self.drafts.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.drafts.header().setSectionResizeMode(4, QHeaderView.ResizeMode.Interactive)
        self.drafts.header().setStretchLastSection(False)
        for draft in drafts:
            before, after = draft.errors
            listed = ("、".join(labels) for labels in (draft.retired, draft.moved, draft.unread))
            item = QTreeWidgetItem([draft.title, *listed, f"{before} → {after}" if before != after else str(after)])
            tone = Tone.WARNING if draft.retired or draft.unread or after > before else Tone.NEUTRAL
            item.setIcon(0, theme().icon(tone.value, tone.value))
            for column in range(5):
                item.setToolTip(column, item.text(column))
            self.drafts.addTopLevelItem(item)


def summary_words(plan: SwitchPlan) -> str:
    """Say in one paragraph what going over means."""
    touched = sum(draft.touched for draft in plan.drafts)
    drafts = f"正在填写的文书{len(plan.drafts)}份，其中{touched}份受影响" if plan.drafts else "没有正在填写的文书"
    return (
        f"从版本{plan.old}换到版本{plan.new}，共{len(plan.changes)}处变化。{drafts}；已报送的{plan.frozen}份保持报送时的样子。"
        "已经填的内容一条也不会删：不再使用的填写项，内容保留在“不再使用的填报内容”里。"
    )


def offer_switch(presenter: SwitchingPresenter, version: str, parent: QWidget) -> bool:
    """Show what going over to a version means, and go over where the officer wants it; return whether that was done."""
    context = presenter.context
    try:
        new, plan = run_busy(parent, "正在比较两个版本", lambda progress: presenter.plan(version, progress))
    except UserError as failure:
        context.show_failure(failure)
        return False
    dialog = SwitchDialog(presenter, new, plan, parent)
    show_dialog(dialog)
    if not dialog.done_over:
        return False
    context.use_programme(new)
    context.announce(f"已换用版本{new.version}的方案包，换用前已备份。")
    return True
