"""The tabs of what is tracked: milestones, progress, problems, support requests, each from its description."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.changes import Changes
from models.plain import Plain
from ui.dialogs.excerpt import asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.project.list_tab import ListTab
from ui.project.project_presenter import ProjectPresenter
from ui.project.records import MILESTONES, Record
from ui.shortcuts import action


def plain(value: object) -> Plain:
    """Return a column of a record as the plain value of its field."""
    if value is None or value == "":
        return None
    return str(value)


class RecordsTab(ListTab):
    """The list of one kind of record."""

    def __init__(self, presenter: ProjectPresenter, record: Record) -> None:
        self.record = record
        programme = presenter.context.programme
        button = "按方向添加建议" if record is MILESTONES else f"新增{record.name}"
        super().__init__(presenter, record.thing, record.name, record.columns(programme), record.empty, button)
        if record is MILESTONES:
            self.table.empty_pressed.disconnect(self.add)
            self.table.empty_pressed.connect(self._propose)
        self.add_action = action(self, f"新增{record.name}…", self.add, "", record.name)
        self.add_action.setEnabled(self.editable)
        self.tool(self.add_action, "add").setToolTip(f"新增{record.name}（Ctrl + N）")
        if record.closing:
            self.close_action = self.row_action(record.closing_words, self.close_current, "Ctrl+D")
            self.tool(self.close_action, "check")
        if record is MILESTONES:
            self._add_milestone_actions()
        self.enable()

    def read(self) -> Sequence[Any]:
        """Return the records."""
        return self.presenter.records(self.record)

    def words_of(self, row: Any) -> str:
        """Return a milestone's title, another record's text."""
        return str(row.title if self.record is MILESTONES else row.text)

    def add(self) -> None:
        """Add a record that begins today."""
        if self.editable:
            values = {self.record.opening: self.context.today().isoformat()} if self.record.opening else {}
            self._dialog(f"新增{self.record.name}", None, values, "" if not self.record.opening else "text")

    def edit(self, row: Any) -> None:
        """Open a record."""
        self._dialog(self.record.name, row.id, self._values(row), "")

    def close_current(self) -> None:
        """Open the current record to say when it was done, today proposed."""
        row = self.table.current()
        if row is not None and self.editable:
            dialog = self._make(self.record.name, row.id, self._values(row), self.record.closing)
            if getattr(row, self.record.closing) is None:
                dialog.put(self.record.closing, self.context.today().isoformat())
            self._run(dialog)

    def _values(self, row: Any) -> dict[str, Plain]:
        return {field.key: plain(getattr(row, field.key)) for field in self.record.fields(self.context.today())}

    def _make(self, title: str, item_id: str | None, values: Mapping[str, Plain], focus: str) -> FactsDialog:
        form = asking(self.record.thing.value, title, *self.record.fields(self.context.today()))

        def save(edited: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
            facts = {field.key: edited.get(field.key) for field in form.fields()}
            return self.presenter.save_record(self.record, item_id, facts)

        return FactsDialog(self.context, title, form, values, save, focus=focus, read_only=self.reported, parent=self.window())

    def _dialog(self, title: str, item_id: str | None, values: Mapping[str, Plain], focus: str) -> None:
        self._run(self._make(title, item_id, values, focus))

    def _run(self, dialog: FactsDialog) -> None:
        show_dialog(dialog)
        if dialog.outcome is not None and dialog.outcome.id:
            self.show_thing(dialog.outcome.id)

    def _add_milestone_actions(self) -> None:
        self.propose_action = action(self, "按方向添加建议", self._propose, "Ctrl+Shift+P", self.title)
        self.propose_action.setEnabled(self.editable)
        self.tool(self.propose_action, "flag")
        self.row_action("上移", lambda: self._move(-1), "Alt+Up")
        self.row_action("下移", lambda: self._move(1), "Alt+Down")

    def _propose(self) -> None:
        if not self.editable or self.presenter.summary is None:
            return
        if not self.presenter.summary.main_area:
            self.context.complain("项目还没有选试点方向，没有可以建议的里程碑。", "请先在“修改项目信息”里选定主方向。")
            return
        changes = self.presenter.propose_milestones()
        if changes is not None:
            added = bool(changes.kinds)
            self.context.announce("已添加建议的里程碑，请逐条确定计划日期（参考，可改）。" if added else "建议的里程碑都已经有了。")

    def _move(self, by: int) -> None:
        row = self.table.current()
        ids = [held.id for held in self.table.model.rows]
        if row is None or not self.editable:
            return
        place = ids.index(row.id)
        to = place + by
        if 0 <= to < len(ids):
            ids[place], ids[to] = ids[to], ids[place]
            self.presenter.order_milestones(ids)
            self.show_thing(row.id)
