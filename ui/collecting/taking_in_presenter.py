"""Taking back (回收) behind its tab: files read and compared on the worker, what the officer decides, what is written at last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from exports.files import Progress
from forms.collecting.applying import Accepted
from forms.collecting.collecting import collect, plan_file, read_register
from forms.collecting.content import Incoming, Refusal, Workbook
from forms.collecting.matching import Register, candidate
from forms.collecting.outcome import TAKEN_AT_ONCE, Candidate, Outcome, Plan, Standing
from forms.collecting.tracking import TRACKING
from models.errors import UserError, system_words
from models.queries.hand_outs import DocumentRow
from ui.worker import Cancelled

if TYPE_CHECKING:
    from ui.context import Context

MUST_DECIDE = (Standing.CONFLICT, Standing.ASKED)


class FileState(StrEnum):
    """What stands between a file and the workspace, in the order in which files are listed."""

    TO_MATCH = "要选定项目"
    TO_DECIDE = "有待确定"
    BY_HAND = "有要手填的"
    REFUSED = "不能读取"
    BLOCKED = "不能写入"
    DOUBLE = "重复交回"
    READY = "可以写入"
    UNCHANGED = "没有变化"
    LEFT_OUT = "这次不收"
    WRITTEN = "已入库"


OPEN_STATES = frozenset({FileState.TO_DECIDE, FileState.BY_HAND, FileState.READY, FileState.UNCHANGED})
"""Files that are taken in when the officer says so."""


@dataclass(slots=True)
class TakenFile:
    """One file that came back.

    Attributes:
        incoming: What it says.
        plan: What taking it in would do.
        named: The document that the officer has named; ``None``: the one it was matched to.
        decisions: Of fields by key: whether the value of the file is taken.
        wanted: Whether the file is taken in; ``None``: as the program proposes.
        double: Another file belongs to the same document and goes before it, or has been taken in.
        written: It has been taken in.
        read_as: With which batch it was read, and as which file of it.
    """

    incoming: Incoming
    plan: Plan
    read_as: tuple[int, int] = (0, 0)
    named: Candidate | None = None
    decisions: dict[str, bool] = field(default_factory=dict)
    wanted: bool | None = None
    double: bool = False
    written: bool = False

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.plan.path)

    @property
    def target(self) -> Candidate | None:
        """The document it belongs to."""
        return self.plan.match.chosen

    def takes(self, outcome: Outcome) -> bool | None:
        """Return whether a value is written; ``None`` while only the officer can say."""
        if not outcome.takeable or outcome.standing is Standing.SAME:
            return False
        proposed = True if outcome.standing in TAKEN_AT_ONCE else None
        return self.decisions.get(outcome.key, proposed)

    def offers(self, outcome: Outcome) -> bool:
        """Tell whether the officer may choose a value: not what is the same or uncertain, nor anything of a file that cannot be written."""
        return outcome.takeable and outcome.standing is not Standing.SAME and not self.written and not self.plan.blocked

    def chosen(self) -> frozenset[str]:
        """Return the keys of what is written."""
        return frozenset(outcome.key for outcome in self.plan.outcomes if self.takes(outcome))

    def undecided(self) -> int:
        """Return how many fields only the officer can decide and has not."""
        return sum(outcome.takeable and self.takes(outcome) is None for outcome in self.plan.outcomes)

    def by_hand(self) -> int:
        """Return how many fields have to be looked at in the form itself."""
        return sum(needs_hand(outcome) for outcome in self.plan.outcomes)

    @property
    def state(self) -> FileState:
        """What stands between it and the workspace."""
        if self.written:
            return FileState.WRITTEN
        if isinstance(self.incoming.content, Refusal):
            return FileState.REFUSED
        if self.target is None:
            return FileState.TO_MATCH
        if self.plan.blocked:
            return FileState.BLOCKED
        if self.wanted is False:
            return FileState.LEFT_OUT
        if self.double and not self.wanted:
            return FileState.DOUBLE
        if self.undecided():
            return FileState.TO_DECIDE
        if self.by_hand():
            return FileState.BY_HAND
        return FileState.READY if self.chosen() else FileState.UNCHANGED


def needs_hand(outcome: Outcome) -> bool:
    """Tell whether a value cannot be taken and has to be filled in by the officer."""
    return not outcome.takeable and outcome.standing is not Standing.SAME


class Total(NamedTuple):
    """What pressing 写入 would do: files, values, fields without a decision."""

    files: int
    values: int
    undecided: int


class TakingInPresenter(QObject):
    """The files of this batch.

    Attributes:
        files: The files, in the order they were read.

    Signals:
        changed: The files are other ones, or stand otherwise.
    """

    changed = Signal()

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.files: list[TakenFile] = []
        self.stale = False
        self._register: Register | None = None

    def read(self, dropped: Sequence[Path], told: Callable[[int], object]) -> None:
        """Read files, and all in folders, on the worker; what was read before stays.

        Args:
            dropped: Files and folders.
            told: Told how many files there were; -1 when the officer stopped it.
        """
        workspace, today = self.context.workspace, self.context.today()

        def work(progress: Progress) -> tuple[Register, list[tuple[Incoming, Plan]]] | None:
            from exports.incoming.reading import files_below, read_files

            try:
                progress(0, 0)
                paths = files_below(dropped)
                whole = len(paths) * 2
                files = read_files(paths, lambda done, _total: progress(done, whole))
                plans = collect(files, workspace, today, lambda done, _total: progress(len(paths) + done, whole))
                with workspace.snapshot() as reader:
                    register = read_register(reader, workspace.programme)
            except Cancelled:
                return None
            return register, list(zip(files, plans, strict=True))

        def take(read: tuple[Register, list[tuple[Incoming, Plan]]] | None) -> None:
            if read is None:
                told(-1)
                return
            self._register, found = read
            again = {file.path for file, _ in found}
            self.files = [file for file in self.files if file.incoming.path not in again]
            batch = max((file.read_as[0] for file in self.files), default=0) + 1
            self.files += [TakenFile(incoming, plan, (batch, place)) for place, (incoming, plan) in enumerate(found)]
            self._find_doubles()
            self._put_urgent_first()
            told(len(found))

        self.context.run("正在读取交回的文件", work, take)

    def compare_again(self) -> None:
        """Compare everything that is not taken in with the workspace as it stands now; decisions stay where nothing moved."""
        self.stale = False
        waiting = [file for file in self.files if not file.written and not isinstance(file.incoming.content, Refusal)]
        if not waiting:
            return
        workspace, today = self.context.workspace, self.context.today()
        named = [file.named for file in waiting]

        def work(progress: Progress) -> tuple[Register, list[Plan]]:
            plans = []
            with workspace.snapshot() as reader:
                register = read_register(reader, workspace.programme)
            for done, (file, chosen) in enumerate(zip(waiting, named, strict=True)):
                progress(done, len(waiting))
                held = chosen if chosen and register.row(chosen.document_id, chosen.form_key) else None
                with workspace.snapshot() as reader:  # one each, so that others can save meanwhile
                    plans.append(plan_file(file.incoming, register, reader, workspace.programme, today, held))
            return register, plans

        def take(compared: tuple[Register, list[Plan]]) -> None:
            self._register, plans = compared
            for file, plan in zip(waiting, plans, strict=True):
                _replan(file, plan)
            self._settle()

        self.context.run("账套有改动，正在重新核对交回的表", work, take, stoppable=False)

    def name_document(self, file: TakenFile, chosen: Candidate) -> None:
        """Say to which document a file belongs."""
        workspace = self.context.workspace
        with workspace.snapshot() as reader:
            register = read_register(reader, workspace.programme)
            plan = plan_file(file.incoming, register, reader, workspace.programme, self.context.today(), chosen)
        self._register, file.named = register, chosen
        _replan(file, plan)
        self._settle()

    def belongs_to(self, file: TakenFile) -> DocumentRow | None:
        """Return the document a file belongs to with its entity and project; ``None`` while that is not certain."""
        target = file.target
        return self._register.row(target.document_id, target.form_key) if self._register is not None and target is not None else None

    def possible(self, file: TakenFile) -> list[tuple[DocumentRow, Candidate, bool]]:
        """Return the documents that a file may belong to, likely ones (third) first."""
        register = read_register(self.context.reader, self.context.programme)
        excel = isinstance(file.incoming.content, Workbook)
        rows = [(row, candidate(row)) for row in register.rows if (row.form_key == TRACKING) is excel]
        likely = file.plan.match.candidates
        return sorted(((row, one, one in likely) for row, one in rows), key=lambda found: not found[2])

    def decide(self, file: TakenFile, outcome: Outcome, take: bool) -> None:
        """Take a value of a file, or leave the workspace's."""
        if outcome.takeable and outcome.standing is not Standing.SAME:
            file.decisions[outcome.key] = take
            self.changed.emit()

    def want(self, files: Sequence[TakenFile], wanted: bool) -> None:
        """Take files in, or leave them out; of several for one document only one is taken in."""
        for file in files:
            file.wanted = wanted
            if wanted and file.target is not None:
                for other in self.files:
                    if other is not file and not other.written and other.target is not None and _same(other.target, file.target):
                        other.wanted = False
        self._settle()

    def remove(self, files: Sequence[TakenFile]) -> None:
        """Take files off the list; the files themselves stay where they are."""
        self.files = [file for file in self.files if not any(file is other for other in files)]
        self._settle()

    def came(self) -> frozenset[str]:
        """Return the hand-outs whose files have been read but not taken in."""
        return frozenset(file.plan.match.hand_out for file in self.files if not file.written and file.plan.match.hand_out)

    def total(self) -> Total:
        """Return what is written when the officer says so."""
        ready = self.ready()
        return Total(len(ready), sum(len(file.chosen()) for file in ready), sum(file.undecided() for file in ready))

    def accepted(self) -> list[Accepted]:
        """Return what is written, with the bytes of the files.

        Raises:
            UserError: A file cannot be read any more.
        """
        return [Accepted(file.plan, file.chosen(), _bytes(file.path)) for file in self.ready()]

    def note_written(self, files: Sequence[TakenFile]) -> None:
        """Remember that files have been taken in."""
        for file in files:
            file.written = True
        self._find_doubles()
        self._put_urgent_first()

    def ready(self) -> list[TakenFile]:
        """Return the files that are taken in when the officer says so."""
        return [file for file in self.files if file.state in OPEN_STATES]

    def _put_urgent_first(self) -> None:
        """Put what waits for the officer in front; not at every decision, or files would jump about under the cursor."""
        order = list(FileState)
        self.files.sort(key=lambda file: order.index(file.state))
        self.changed.emit()

    def _settle(self) -> None:
        self._find_doubles()
        self.changed.emit()

    def _find_doubles(self) -> None:
        """Of several files for one document propose one only: the one handed out last, else read first; none once its batch gave one."""
        written = [(file.read_as[0], file.target) for file in self.files if file.written and file.target is not None]
        before: list[Candidate] = []
        for file in sorted(self.files, key=lambda file: (file.plan.superseded, file.read_as)):
            target = None if file.written or file.plan.blocked else file.target
            rivals = [*before, *(other for batch, other in written if batch == file.read_as[0])]
            file.double = target is not None and any(_same(target, other) for other in rivals)
            if target is not None and file.wanted is not False:
                before.append(target)


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.document_id, one.form_key) == (other.document_id, other.form_key)


def _replan(file: TakenFile, plan: Plan) -> None:
    """Give a file another plan; a decision stays while neither side of it has moved."""
    old = {outcome.key: (outcome.standing, outcome.old, outcome.new) for outcome in file.plan.outcomes}
    still = {outcome.key for outcome in plan.outcomes if old.get(outcome.key) == (outcome.standing, outcome.old, outcome.new)}
    moved = file.target is None or plan.match.chosen is None or not _same(file.target, plan.match.chosen)
    file.decisions = {} if moved else {key: taken for key, taken in file.decisions.items() if key in still}
    file.plan = plan


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"“{path.name}”读不出来：{system_words(error)}。", "请核对文件是否还在，移动盘是否插好，再试一次。") from error
