"""The dialog of one project's facts (试点项目): its entity, title, areas, industries, period, officer."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from forms.finding import Finding
from models.changes import Changes
from models.plain import Plain
from ui.context import Context
from ui.dialogs.entity_dialog import edit_entity
from ui.dialogs.entity_field import EntityField
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.project.project_facts import ProjectFacts

NOTE = "只有主体和项目名称现在必填，其余可以以后补；这里填的内容与申报表是同一份。"


class ProjectDialog(FactsDialog):
    """Creates a project or edits its facts."""

    def __init__(self, context: Context, project_id: str | None, entity_id: str = "", parent: QWidget | None = None) -> None:
        self.facts = ProjectFacts(context, project_id, entity_id)
        values = self.facts.values()
        self._first_entity = self.facts.entity_id
        super().__init__(
            context,
            "项目信息" if project_id else "新建项目",
            self.facts.form,
            values,
            self._store,
            strict=False,
            needed=(self.facts.key_of("title"),),
            note=NOTE,
            parent=parent,
        )
        self.entity = EntityField(self._register)
        self.entity.offer(self.facts.entities(), self.facts.entity_id)
        self.entity.set_read_only(context.read_only)
        self.entity.chosen.connect(self._choose)
        self.place_above(self.captioned("试点主体", self.entity, required=True))
        QWidget.setTabOrder(self.entity.box, self.entity.button)

    @property
    def changed(self) -> bool:
        """Whether something has been typed that is not saved."""
        return super().changed or self.facts.entity_id != self._first_entity or bool(self._unknown_entity())

    def stopping(self) -> list[Finding]:
        """A period that cannot be read cannot be kept either."""
        return [*super().stopping(), *(finding for finding in self.findings if finding.code == "unparsed")]

    def save(self) -> None:
        """Save, once an entity is chosen."""
        if not self.facts.entity_id:
            self.entity.mark(True)
            named = self._unknown_entity()
            self.problem.setText(
                f"没有名为“{named}”的主体，请从列表中选择，或点“登记新主体”。"
                if named
                else "请先选择试点主体；还没有登记的，点“登记新主体”。"
            )
            self.problem.show()
            self.entity.box.setFocus()
            return
        super().save()

    def go_to_first(self) -> None:
        """Begin with the entity while none is chosen, else with the title."""
        if self.facts.entity_id:
            super().go_to_first()
        else:
            self.entity.box.setFocus()

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return self.facts.save(values)

    def _choose(self, entity_id: str) -> None:
        self.facts.entity_id = entity_id
        if entity_id and entity_id != self.entity.entity_id:
            self.entity.offer(self.facts.entities(), entity_id)
        if entity_id and not self._tried:
            self.problem.hide()

    def _unknown_entity(self) -> str:
        return "" if self.facts.entity_id else self.entity.box.currentText().strip()

    def _register(self, name: str) -> str:
        return edit_entity(self.context, None, name, parent=self)


def edit_project(context: Context, project_id: str | None, entity_id: str = "", parent: QWidget | None = None) -> str:
    """Create or edit a project; return its id, or nothing when the officer gave up."""
    dialog = ProjectDialog(context, project_id, entity_id, parent)
    saved = show_dialog(dialog) == ProjectDialog.DialogCode.Accepted
    outcome = dialog.outcome
    return outcome.id if saved and outcome is not None else ""
