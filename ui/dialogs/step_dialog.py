"""The dialog for one step of a project's life (办理): the day it took effect, and why."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from models.changes import Changes
from models.plain import Plain
from models.queries.project import LastStep, ProjectSummary, StepChoice
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.project.project_presenter import ProjectPresenter


def make_step_dialog(
    context: Context, presenter: ProjectPresenter, project: ProjectSummary, step: StepChoice, parent: QWidget | None = None
) -> FactsDialog:
    """Return the dialog for `step`; today is proposed, a reason demanded where the life cycle demands one."""
    today = context.today().isoformat()
    state = context.programme.state(step.to)
    earliest = project.last_step_on.isoformat() if project.last_step_on else ""
    since = f"不早于上一步的日期{earliest}；" if earliest else ""
    form = asking(
        "step",
        step.title,
        ask(
            "on", "办理日期", "date", True, min=earliest, max=today, guidance=f"实际办理或收到文件的日期。{since}补录以前的请填当时的日期。"
        ),
        ask(
            "reason",
            "原因" if step.needs_reason else "说明",
            "long_text",
            step.needs_reason,
            lines=3,
            guidance="必须写明，会留在修改记录里。" if step.needs_reason else "依据的文件、会议等，可以不填。",
        ),
    )

    def save(values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return presenter.take_step(step.to, values.get("on"), values.get("reason"))

    note = f"“{project.state_title}” → “{state.title}”。{state.explanation}"
    focus = "reason" if step.needs_reason else "on"
    return FactsDialog(context, step.title, form, {"on": today}, save, note=note, focus=focus, parent=parent)


def make_undo_dialog(context: Context, presenter: ProjectPresenter, step: LastStep, parent: QWidget | None = None) -> FactsDialog:
    """Return the dialog that takes back the last step, which was recorded by mistake or with a wrong day."""
    form = asking(
        "undo_step",
        "撤销上一步",
        ask("reason", "原因", "long_text", True, lines=3, guidance="例如：办理日期填错，撤销后重新办理。会留在修改记录里。"),
    )

    def save(values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return presenter.undo_step(values.get("reason"))

    note = f"撤销{step.on.isoformat()}办理的“{step.after}”，项目回到“{step.before}”。"
    return FactsDialog(context, "撤销上一步", form, {}, save, note=note, parent=parent)
