"""The dialog of an ad-hoc request (急件): what, from whom, until when; everything else may stay empty."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from models.changes import Changes
from models.plain import Plain
from models.programme.types import Dictionary, DictionaryItem
from models.queries.effective import Task
from models.queries.projects import project_choices
from ui import metrics
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.labels import ElidedLabel

NOTE = "急件保存后和通知规定的任务一样列入报送任务，到期前会提醒。"


class AdHocDialog(FactsDialog):
    """Adds a request, or edits one."""

    def __init__(self, context: Context, held: Task | None, parent: QWidget | None = None) -> None:
        """Build the dialog; `held` is the request to edit, ``None`` for a new one."""
        self._held = held
        self._titles = _project_titles(context)
        self._projects_before = held.project_ids if held else ()
        self.project_ids = list(self._projects_before)
        form = asking(
            "ad_hoc",
            "急件",
            ask("title", "事项", "text", True, max_length=200, guidance="要报什么，如“报送试点典型案例线索”。"),
            ask("sender", "来文单位", "text", True, max_length=100, guidance="谁要的，如“市人力社保局人力资源处”。"),
            ask("due", "截止日期", "date", True, guidance="市里延长期限的，以后用“改期”更改，原日期会留着。"),
            ask("due_time", "截止时间", "text", max_length=10, guidance="当天几点以前，如 15:00；没有说的不填。"),
            ask("received_on", "收到日期", "date", True, max=context.today().isoformat(), guidance="收到来文或电话的日期。"),
            ask("note", "要求", "long_text", lines=3, guidance="要报的内容、格式、联系处室等，可以不填。"),
        )
        title = "修改急件" if held else "新建急件"
        super().__init__(context, title, form, _values(context, held), self._store, note="" if held else NOTE, parent=parent)
        self.pick = QPushButton("选择项目…")
        self.pick.setAutoDefault(False)
        self.pick.setEnabled(not context.read_only)
        self.pick.clicked.connect(self.pick_projects)
        self._chosen = ElidedLabel(role="muted")
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.S)
        row.addWidget(self.pick)
        row.addWidget(self._chosen, 1)
        self.place_below(self.captioned("涉及项目", box))
        self._show_projects()

    @property
    def changed(self) -> bool:
        """Whether something has been typed or chosen that is not saved."""
        return super().changed or tuple(self.project_ids) != tuple(self._projects_before)

    def pick_projects(self) -> None:
        """Let the officer tick the projects that have to answer."""
        from ui.editors.picker import pick_keys

        items = tuple(DictionaryItem(key=id, name=title) for id, title in self._titles.items())
        note = "选了项目，就由这些项目各报一份；一个也不选，由区县报。"
        projects = Dictionary(key="project", title="涉及项目", source="本账套", note=note, item=items)
        chosen = pick_keys(self, "涉及项目", projects, self.project_ids)
        if chosen is not None:
            self.project_ids = chosen
            self._show_projects()

    def _show_projects(self) -> None:
        named = "、".join(self._titles.get(id, "已删除的项目") for id in self.project_ids)
        self._chosen.setText(f"{len(self.project_ids)} 个：{named}" if named else "不选，由区县办理")

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        from models.operations.ad_hoc import add_task, edit_task

        facts = {key: values.get(key) or "" for key in ("title", "sender", "due", "due_time", "received_on", "note")}
        if self._held is None:
            return self.context.perform(add_task, project_ids=self.project_ids, **facts)
        return self.context.perform(edit_task, self._held.key, project_ids=self.project_ids, **facts)


def edit_ad_hoc(context: Context, held: Task | None) -> str:
    """Add or edit an ad-hoc request; return its key, or nothing when the officer gave up."""
    dialog = AdHocDialog(context, held)
    saved = show_dialog(dialog) == AdHocDialog.DialogCode.Accepted
    outcome = dialog.outcome
    return outcome.id if saved and outcome is not None else ""


def _values(context: Context, held: Task | None) -> dict[str, Plain]:
    if held is None:
        return {"received_on": context.today().isoformat()}
    found = held.obligation
    return {
        "title": found.title,
        "sender": found.recipient,
        "due": held.original.due.isoformat() if held.original.due else None,
        "due_time": held.due_time or None,
        "received_on": held.original.opens.isoformat() if held.original.opens else None,
        "note": found.quote or None,
    }


def _project_titles(context: Context) -> dict[str, str]:
    return {choice.id: f"{choice.number}　{choice.title}" for choice in project_choices(context.reader)}
