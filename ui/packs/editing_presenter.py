"""The next version of the pack while it is edited (方案包编制), without widgets: kept at once, checked by what loads every pack."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from forms.definition import Field
from forms.normalising import unparsed_text
from forms.packs.comparing import PackChange, compare_packs
from forms.packs.draft import MAIN, Address, Draft, as_day, begin, check_number, next_version
from forms.packs.outline import MADE, Node, Problem, labels_of, outline, problem_of
from models.errors import ResourceError, UserError
from models.operations.packs import drop_draft, finish_draft, save_draft
from models.pack_origins import DRAFT
from models.plain import Plain
from models.programme.kept import kept_files
from models.programme.pack import Programme
from models.queries.packs import draft_note, kept_packs

if TYPE_CHECKING:
    from ui.context import Context

SAVE_AFTER_MS = 500


class EditingPresenter(QObject):
    """Holds the draft; every edit is kept shortly after it was made, right or not yet.

    Attributes:
        draft: The draft; ``None`` where none has been begun.
        note: What is new in it.
        problem: What is wrong with it; ``None``: nothing.
        saving: It is being saved; what that changes need not be read again.

    Signals:
        reopened: Another draft, or the same one otherwise than by editing an attribute.
        checked: `problem` is up to date.
        finished: Number of a version that was finished.
    """

    reopened = Signal()
    finished = Signal(str)
    checked = Signal()

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.draft: Draft | None = None
        self.note = ""
        self.problem: Problem | None = None
        self.saving = False
        self._unread: dict[tuple[Address, str], str] = {}
        self._labels: dict[str, str] = {}
        self._unsaved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def current(self) -> Draft:
        """The draft.

        Raises:
            LookupError: None has been begun.
        """
        if self.draft is None:
            raise LookupError("no draft")
        return self.draft

    def read(self) -> None:
        """Read the draft as it is kept."""
        if self._unsaved or self.saving:
            return
        context = self.context
        note = draft_note(context.reader, context.programme.id)
        files = kept_files(context.reader, context.programme.id, DRAFT) if note is not None else {}
        if self.draft is not None and self.draft.files == files and self.note == note:
            return
        self._show(Draft(context.programme.id, files) if files else None, note or "")

    def begin(self) -> None:
        """Begin the next version from the one in use."""
        programme = self.context.programme
        taken = {row.version for row in kept_packs(self.context.reader, programme.id)} | {programme.version}
        version = next_version(programme.version, self.context.today().year)
        while version in taken:
            version = next_version(version, int(version.partition(".")[0]))
        draft = begin(programme, version)
        if self._perform(save_draft, "", draft.files):
            self._show(draft, "")

    def give_up(self) -> None:
        """Drop the draft."""
        self._timer.stop()
        self._unsaved = False
        if self._perform(drop_draft):
            self._show(None, "")

    def outline(self) -> list[Node]:
        """Return what can be edited."""
        return outline(self.current) if self.draft is not None else []

    def value(self, address: Address, field: Field) -> Plain:
        """Return what an entry says, as the editor of `field` shows it."""
        text = self._unread.get((address, field.key))
        if text is not None:
            return {"unparsed": text}
        value: Any = self.current.entry(address).get(field.key)
        if isinstance(value, date):
            return value.isoformat()
        if field.type == "pledge":
            return True if value else None
        return value if value not in ("", []) else None

    def edit(self, address: Address, field: Field, value: Plain) -> None:
        """Take one edited attribute; what cannot be read stays in the window until it can."""
        text = unparsed_text(value)
        self._unread.pop((address, field.key), None)
        if text is not None:
            self._unread[address, field.key] = text
            self.check()
            return
        if field.type == "date" and value is not None:
            self.current.set(address, field.key, as_day(str(value)))
        else:
            self.current.set(address, field.key, bool(value) if field.type == "pledge" else value)
        self._later()

    def edit_note(self, note: str) -> None:
        """Take what is new in the version, in a few words."""
        if note != self.note:
            self.note = note
            self._later()

    def add(self, inside: Address, name: str, after: str, entry: dict[str, Any] | None = None) -> Address:
        """Add an entry and return where it stands."""
        made = self.current.add(inside, name, entry or MADE[name], after)
        self._changed()
        return made

    def retire(self, address: Address) -> None:
        """Take an entry out of use.

        Raises:
            UserError: Something else still needs it; it stays.
        """
        trial = Draft(self.current.id, self.current.files)
        trial.retire(address)
        before, after = self._problem(self.current), self._problem(trial)
        if before is None and after is not None:
            raise UserError("这一项还有别的地方用到，现在不能停用。", after.words)
        self.current.retire(address)
        self._changed()

    def move(self, address: Address, by: int) -> None:
        """Move an entry up or down."""
        self.current.move(address, by)
        self._changed()

    def flush(self) -> bool:
        """Keep now what is not kept yet; False when that failed, and the officer was told."""
        self._timer.stop()
        if not self._unsaved or self.draft is None:
            return True
        self._unsaved = False
        if not self._perform(save_draft, self.note, self.draft.files):
            self._unsaved = True
            return False
        self.check()
        return True

    def check(self) -> None:
        """Find out whether anything is wrong."""
        if self.draft is None:
            self.problem = None
        elif self._unread:
            (address, _key), text = next(iter(self._unread.items()))
            self.problem = Problem(f"填写的“{text}”认不出，还没有存入。", address)
        else:
            self.problem = self._problem(self.draft)
        self.checked.emit()

    def compare(self) -> tuple[Programme, list[PackChange]]:
        """Return the version as it would be finished, and what differs from the one in use.

        Raises:
            UserError: Something is wrong with it.
        """
        base = self.context.programme
        found = self._loaded()
        return found, compare_packs(base, found)

    def finish(self) -> str:
        """Finish the version: from now on it can be sent down and gone over to, and is not edited any more; return its number.

        Raises:
            UserError: Something is wrong with it, or its number is taken.
        """
        self.flush()
        base, draft = self.context.programme, self.current
        check_number(draft, base, [row.version for row in kept_packs(self.context.reader, base.id)])
        self._loaded()
        version = draft.version
        if not self._perform(finish_draft, version, self.note, draft.settled(base)):
            return ""
        self._show(None, "")
        self.finished.emit(version)
        return version

    def _loaded(self) -> Programme:
        self.check()
        if self.problem is not None:
            raise UserError(f"方案包还有要改的地方：{self.problem.words}", "改好后再试。")
        return self.current.load(self.context.programme)

    def _problem(self, draft: Draft) -> Problem | None:
        try:
            draft.load(self.context.programme)
        except ResourceError as failure:
            return problem_of(draft, failure, self._labels)
        return None

    def _show(self, draft: Draft | None, note: str) -> None:
        self.draft, self.note = draft, note
        self._unread.clear()
        base = begin(self.context.programme, self.context.programme.version)
        self._labels = {key: words for file in base.files if file.endswith(".toml") for key, words in labels_of(base.data(file)).items()}
        self.check()
        self.reopened.emit()

    def _changed(self) -> None:
        self._unsaved = True
        self.flush()
        self.reopened.emit()

    def _later(self) -> None:
        self._unsaved = True
        self._timer.start()

    def _perform(self, operation: Callable[..., Any], *args: Any) -> bool:
        self.saving = True
        try:
            return self.context.perform(operation, *args) is not None
        finally:
            self.saving = False

    @property
    def version(self) -> str:
        """The number the version will have."""
        return str(self.current.data(MAIN).get("version", ""))
