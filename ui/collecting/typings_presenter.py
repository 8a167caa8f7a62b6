"""Comparing two typings of one paper form (双录比对) behind its dialog: two filled Word forms, or one and what the workspace holds."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exports.files import Progress
from forms.answers import read_form
from forms.collecting.collecting import plan_file, read_register
from forms.collecting.comparing_typings import compare_typings
from forms.collecting.content import Incoming, Refusal, Workbook
from forms.collecting.outcome import STANDING_LABELS, Candidate, Plan, Standing
from forms.collecting.tracking import TRACKING
from models.errors import UserError
from models.plain import Plain

if TYPE_CHECKING:
    from ui.context import Context

NOT_READ = (Standing.UNREAD, Standing.ASKED)


class Difference(NamedTuple):
    """One place that has to be looked up in the paper form.

    Attributes:
        key: Key of the field.
        why: What the program could not read; empty where the two typings simply differ.
    """

    id: int
    key: str
    section: str
    label: str
    first: str
    second: str
    why: str


class Compared(NamedTuple):
    """The outcome: the document, what it is called, how many fields agree, and what differs."""

    target: Candidate
    agreeing: int
    differences: list[Difference]


class TypingsPresenter:
    """Reads and compares; nothing is changed."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def compare(self, first: Path | None, second: Path, progress: Progress) -> Compared:
        """Compare two typings. For another thread.

        Args:
            first: The first typing; ``None``: what the workspace holds.
            second: The second typing.
            progress: Told how far it is; may raise to stop.

        Raises:
            UserError: A file cannot be read, or they are not of the same form.
        """
        from exports.incoming.reading import read_files

        workspace, today = self.context.workspace, self.context.today()
        files = read_files([path for path in (first, second) if path is not None], progress)
        for file in files:
            _refuse_unread(file)
        with workspace.snapshot() as reader:
            register = read_register(reader, workspace.programme)
            plans = [plan_file(file, register, reader, workspace.programme, today) for file in files]
            target = _common(files, plans)
            plans = [plan_file(file, register, reader, workspace.programme, today, target) for file in files]
            state = read_form(reader, workspace.programme, target.document_id)
        other = _typed(plans[-1])
        one = _typed(plans[0]) if first is not None else {key: state.values.get(key) for key in other}
        found = compare_typings(state.form, one, other, workspace.programme)
        differences = [(row.field, row.section, row.label, row.first, row.second, "") for row in found]
        places = {(row[0]) for row in differences}
        doubts = _doubts(plans, first is not None)
        differences += [row for row in doubts if row[0] not in places or row[-1]]
        order = {field.key: place for place, field in enumerate(state.form.fields())}
        differences.sort(key=lambda row: order.get(row[0], len(order)))
        agreeing = len(set(other) - {row[0] for row in differences})
        return Compared(target, agreeing, [Difference(number, *row) for number, row in enumerate(differences, start=1)])


def _refuse_unread(file: Incoming) -> None:
    name = Path(file.path).name
    if isinstance(file.content, Refusal):
        raise UserError(f"“{name}”没有读：{file.content.message}", file.content.hint)
    if isinstance(file.content, Workbook):
        raise UserError(f"“{name}”是Excel文件，不能比对。", "双录比对用于Word表：请两个人各用一份下发的Word表录入，再来比对。")


def _common(files: list[Incoming], plans: list[Plan]) -> Candidate:
    """Return the document both belong to.

    Raises:
        UserError: It is not certain, or there are two.
    """
    for file, plan in zip(files, plans, strict=True):
        if plan.match.chosen is None:
            name = Path(file.path).name
            raise UserError(f"看不出“{name}”属于哪个项目。{''.join(plan.match.doubts)}", "请用从本账套下发的Word表录入，编号会自动带上。")
    targets = {(plan.match.chosen.document_id, plan.match.chosen.form_key): plan.match.chosen for plan in plans if plan.match.chosen}
    if len(targets) > 1:
        names = "；".join(target.label for target in targets.values())
        raise UserError(f"两份不是同一张表：{names}。", "请核对是不是选错了文件。")
    target = next(iter(targets.values()))
    if target.form_key == TRACKING:
        raise UserError("进度表不能比对。", "双录比对用于Word表。")
    return target


def _typed(plan: Plan) -> Mapping[str, Plain]:
    return {outcome.key: outcome.new for outcome in plan.outcomes}


def _doubts(plans: list[Plan], both: bool) -> list[tuple[str, str, str, str, str, str]]:
    """Return what the program could not read for certain: a person has to look."""
    rows = []
    for number, plan in enumerate(plans):
        which = number if both else 1
        for outcome in plan.outcomes:
            if outcome.standing in NOT_READ and (outcome.typed or outcome.standing is Standing.UNREAD):
                shown = outcome.typed or outcome.new_shown
                texts = (shown, "") if which == 0 else ("", shown)
                why = f"第{'一二'[which]}份{STANDING_LABELS[outcome.standing]}：{outcome.why}"
                rows.append((outcome.key, outcome.section, outcome.label, *texts, why))
    return rows
