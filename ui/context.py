"""What every page works with: the workspace, the programme pack, the settings, and the one way to change something."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from models.changes import Changes, Kind
from models.errors import ResourceError, UserError
from models.programme.pack import Programme
from models.queries.handing_over import handed_over
from models.reading import Reader
from models.workspace.refusals import ChangedMeanwhile, Difference
from ui import messages
from ui.settings import SettingsFile
from ui.tone import Tone
from ui.worker import Job, Worker

if TYPE_CHECKING:
    from exports.word.settings import WordSettings
    from forms.definition import Form
    from models.workspace.store import Workspace


class SaveState(Enum):
    """What the status bar says about the workspace."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


class Announcer(Protocol):
    """Where good news is shown; the window's banner."""

    def show_message(self, text: str, tone: Tone = Tone.OK) -> None:
        """Show `text` without stopping the officer."""
        ...

    def show_file(self, text: str, path: Path) -> None:
        """Say that `path` has been written and offer to open it."""
        ...


class ChangeBus(QObject):
    """Tells every page what an operation changed.

    Signals:
        changed: A `Changes` after each operation that changed something.
    """

    changed = Signal(object)


class Context(QObject):
    """The surroundings of every page of one window.

    Attributes:
        workspace: The open workspace.
        programme: Its programme pack.
        settings: The settings file; `settings.values` are the settings in force.
        bus: Tells what has changed.
        worker: Runs long work.
        window: Parent of dialogs; ``None`` until the window has been made.
        gave_way: Where the last `perform` was not saved because the officer kept what a colleague had saved.
        announcer: Where `announce` shows; ``None`` until the window has been made.

    Signals:
        navigated: ``(page key, target)``: show a page and, if the target is not empty, something on it.
        save_state_changed: A `SaveState`.
        workspace_replaced: `workspace` is another one now.
        pack_changed: `programme` is another one now; whatever was built over the old one is of no use.
    """

    navigated = Signal(str, dict)
    save_state_changed = Signal(object)
    workspace_replaced = Signal()
    pack_changed = Signal()

    def __init__(self, workspace: "Workspace", programme: Programme, settings: SettingsFile) -> None:
        super().__init__()
        self.workspace = workspace
        keep_to_looking(workspace)
        self.programme = programme
        self.settings = settings
        self.bus = ChangeBus(self)
        self.worker = Worker(self)
        self.worker.failed.connect(self._job_failed)
        self.window: QWidget | None = None
        self.announcer: Announcer | None = None
        self.saved_at: datetime | None = None
        self.gave_way: tuple[Difference, ...] = ()
        self._form: Form | None = None

    @property
    def reader(self) -> Reader:
        """The read side of the workspace."""
        return self.workspace

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self.workspace.read_only

    @property
    def is_city(self) -> bool:
        """Whether this is the city edition (市级版)."""
        return self.workspace.office.is_city

    @property
    def form(self) -> "Form":
        """The application form's definition; loaded on first use."""
        if self._form is None:
            from forms.loading import load_form

            self._form = load_form(self.programme)
        return self._form

    def word_settings(self) -> "WordSettings":
        """Return what the office chose about its Word documents."""
        from exports.word.settings import WordSettings

        values, usual = self.settings.values, WordSettings()
        return WordSettings(values.word_font or usual.body_font, values.word_line_pt or usual.line_pt)

    def today(self) -> date:
        """Return the officer's local date."""
        return self._now().date()

    def perform(self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes | None:
        """Run an operation in one transaction and tell the pages.

        Returns:
            What changed, or ``None`` when a rule forbade it: the officer has then been told why and what to do.
        """
        self.save_state_changed.emit(SaveState.SAVING)
        self.gave_way = ()
        try:
            from forms.keeping import keep_counts

            changes = self.workspace.perform(keep_counts, operation, *args, **kwargs)
        except ChangedMeanwhile as conflict:
            self.save_state_changed.emit(SaveState.FAILED)
            if not self._settle(conflict):
                return None
            return self.perform(operation, *args, **kwargs)
        except (UserError, ResourceError) as failure:
            self.save_state_changed.emit(SaveState.FAILED)
            gone = handed_over(self.reader) if self.read_only else None
            self.show_failure(UserError(gone.words, "要撤销移交，请到“设置—工作交接”。") if gone is not None else failure)
            return None
        except BaseException:
            self.save_state_changed.emit(SaveState.FAILED)
            raise
        self.saved_at = self._now()
        self.save_state_changed.emit(SaveState.SAVED)
        if changes.kinds:
            self.bus.changed.emit(changes)
        return changes

    def _settle(self, conflict: ChangedMeanwhile) -> bool:
        """Let the officer choose between what others saved and his own; true: his own is saved now."""
        from ui.server.conflict_dialog import Decision, decide

        if not conflict.differences:
            self.show_failure(conflict)
            return False
        decision = decide(self.window, conflict.differences)
        if decision is Decision.LATER:
            return False
        self.workspace.overrule(conflict.differences)
        if decision is Decision.THEIRS:
            self.gave_way = conflict.differences
            focus = QApplication.focusWidget()
            if focus is not None:  # the field with the cursor shows nothing new of itself
                focus.clearFocus()
                QTimer.singleShot(0, focus, focus.setFocus)
            self.bus.changed.emit(Changes(frozenset(Kind)))
        return decision is Decision.MINE

    def call_officer(self, name: str) -> None:
        """Take another name for who works on this computer in a workspace on a server."""
        self.settings.values.officer = name
        self.settings.save()
        self.workspace.call_officer(name)

    def run(
        self,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        stoppable: bool = True,
        quiet: bool = False,
    ) -> None:
        """Run `work(progress)` on the worker (see `ui.worker.Job` for the arguments)."""
        self.worker.run(Job(title, work, done, failed, stoppable, quiet))

    def navigate(self, page: str, /, **target: str) -> None:
        """Show the page with key `page`; `target` says what on it, in that page's own words."""
        self.navigated.emit(page, target)

    def announce(self, text: str, tone: Tone = Tone.OK) -> None:
        """Say good news without stopping the officer."""
        if self.announcer is not None:
            self.announcer.show_message(text, tone)

    def announce_file(self, text: str, path: Path) -> None:
        """Say that a file has been written; offers to open the file or its folder."""
        if self.announcer is not None:
            self.announcer.show_file(text, path)

    def show_failure(self, failure: UserError | ResourceError) -> None:
        """Tell the officer about an expected failure."""
        messages.show_failure(self.window, failure)

    def complain(self, message: str, hint: str = "") -> None:
        """Tell the officer what the window itself could not do (a file it could not read, …) and what to do next."""
        messages.error(self.window, message, hint)

    def replace_workspace(self, workspace: "Workspace") -> None:
        """Go on with another workspace (after a restore); every page shows it anew."""
        from forms.good_pack import pack_in_use
        from ui.start_settings import pack_folder

        office, notice = workspace.office, ""
        same = (office.programme_id, office.programme_version) == (self.programme.id, self.programme.version)
        if not same:
            self.programme, notice = pack_in_use(workspace, pack_folder())
            self._form = None
        workspace.use_programme(self.programme)
        self.workspace = workspace
        keep_to_looking(workspace)
        self.saved_at = None
        self.workspace_replaced.emit()
        if not same:
            self.pack_changed.emit()
        self.save_state_changed.emit(SaveState.SAVED)
        self.bus.changed.emit(Changes(frozenset(Kind)))
        if notice:
            messages.warning(self.window, notice)

    def use_programme(self, programme: Programme) -> None:
        """Go on with another version of the pack, to which the workspace has gone over; the pages are made anew."""
        self.workspace.use_programme(programme)
        self.programme, self._form = programme, None
        self.pack_changed.emit()
        self.bus.changed.emit(Changes(frozenset(Kind)))

    def _now(self) -> datetime:
        return self.workspace.clock().astimezone()

    def _job_failed(self, job: Job, failure: Exception) -> None:
        if isinstance(failure, UserError | ResourceError):
            self.show_failure(failure)
        else:
            raise failure


def keep_to_looking(workspace: "Workspace") -> None:
    """Let a workspace that was handed over to a successor only be looked at: no two computers go on with one chain of packages."""
    if handed_over(workspace) is not None:
        workspace.read_only = True
