"""The city's page 收发登记 (入网): its own keys, every district with its stations, enrolment files, answers, comparing, revoking."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.stations import confirm, revoke
from ui import messages, metrics
from ui.city.enrolment_dialogs import CodesDialog, CompareDialog, InviteDialog
from ui.city.enrolment_presenter import SUITES, EnrolmentPresenter, Made, StationLine
from ui.context import Context
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.reason_dialog import ask_reason
from ui.labels import card, label
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "收发登记"
FOLDER = "enrolment"
ANSWERS = "登记回执 (*.rhdj);;全部文件 (*)"
_TONES = {"已发入网文件": Tone.HINT, "已登记，待核对": Tone.WARNING, "已核对": Tone.OK, "已注销": Tone.ERROR}
COLUMNS = (
    ColumnSpec("district", "区县", width=7),
    ColumnSpec("station", "工作站", width=8),
    ColumnSpec("stands", "登记状态", ColumnKind.STATE, width=10, tone=lambda stands: _TONES.get(stands, Tone.NEUTRAL)),
    ColumnSpec("suite", "算法", width=6),
    ColumnSpec("fingerprint", "核对码", width=18, stretch=True),
    ColumnSpec("reason", "注销原因", width=12),
)


class EnrolmentPage(Page):
    """The city's keys above, every station of every district below; answers may be dropped anywhere."""

    kinds = frozenset({Kind.EXCHANGE, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = EnrolmentPresenter(context)
        self.own = label(wrap=True)
        nothing = EmptyState("方案包里没有区县", "请核对方案包。")
        self.table = TableView("city_enrolment", "收发登记", COLUMNS, context.settings, nothing)
        self.primary = action(self, "生成入网文件…", self.invite, "Ctrl+N", GROUP)
        self.answers = action(self, "导入登记回执…", self.choose_answers, "Ctrl+O", GROUP)
        self.compare = action(self, "核对…", self.compare_chosen, "Ctrl+Return", GROUP)
        self.every = action(self, "为未登记的区县全部生成…", self.invite_all, "Ctrl+Shift+N", GROUP)
        self.keys = action(self, "建立市级收发身份…", self.found, "", GROUP)
        self.end = action(self, "注销登记…", self.revoke_chosen, "", GROUP)
        self.secondary = (self.answers, self.compare, self.every, self.end, self.keys)
        for made in (self.primary, self.compare, self.end):
            self.table.add_row_action(made)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.row_activated.connect(lambda _row: self._next())
        self.table.export_requested.connect(self._export)
        self.setAcceptDrops(True)
        inside = card()
        column = QVBoxLayout(inside)
        column.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        column.addWidget(self.own)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(inside)
        layout.addWidget(self.table, 1)

    @property
    def chosen(self) -> list[StationLine]:
        """The chosen lines."""
        return self.table.selected()

    def refresh(self) -> None:
        """Show everything anew."""
        own = self.presenter.own
        if own:
            codes = "；".join(f"{SUITES.get(row.suite, row.suite)} {row.fingerprint}" for row in own)
            self.own.setText(
                f"市级收发身份已建立，核对码：{codes}。登记四步：生成入网文件 → 电话告知口令 → 导入登记回执 → 电话互念核对码。"
            )
        else:
            self.own.setText("还没有市级收发身份。生成第一份入网文件时会建立；也可以先在“更多”里建立并选择算法。")
        lines = self.presenter.lines()
        self.table.set_rows(lines)
        if self.table.current() is None and lines:
            self.table.select(lambda line: line.office == lines[0].office)
        self._enable()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def open(self, **target: str) -> None:
        """Take in an answer that was handed over (``file``)."""
        if file := target.get("file"):
            QTimer.singleShot(0, self, lambda: self.take_answers([Path(file)]))

    def invite(self) -> None:
        """Make an enrolment file for each chosen district; one that has a station gets a further one."""
        if offices := list(dict.fromkeys(line.office for line in self.chosen)):
            self._invite(offices)

    def invite_all(self) -> None:
        """Make an enrolment file for every district that has none."""
        offices = [line.office for line in self.presenter.lines() if not line.id]
        if not offices:
            messages.information(self.window(), "每个区县都已经发过入网文件。", "要给某个区县再加一台电脑，请选中它再点“生成入网文件…”。")
            return
        self._invite(offices)

    def found(self) -> None:
        """Give the city keys, after choosing the algorithms."""
        suites = self.presenter.suites
        keys = list(suites)
        hint = "建议使用通用算法；国密算法需要区县电脑上也装有组件。算法由软件实现，未经商用密码产品认证，不得用于涉密信息。"
        if self.presenter.own:
            hint += "同一套算法原来的身份会停用，用它登记过的区县要重新登记；另一套不受影响。"
        place = messages.choice(self.window(), "建立市级收发身份，用哪一套算法？", [*suites.values(), "取消"], hint)
        if 0 <= place < len(keys):
            self._found(keys[place])

    def choose_answers(self) -> None:
        """Ask for answers and take them in."""
        start = self.context.settings.values.folders.get(FOLDER, "") or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择区县交来的登记回执", start, ANSWERS)
        if chosen:
            self._remember(Path(chosen[0]).parent)
            self.take_answers([Path(name) for name in chosen])

    def take_answers(self, paths: Sequence[Path]) -> None:
        """Take answers in, and say what is wrong with the others."""
        taken, failures = self.presenter.take_answers(paths)
        if taken:
            self._changed()
            self.table.select(lambda line: line.id == taken[0])
            self.context.announce(f"已导入{len(taken)}份登记回执，请打电话互念核对码。")
        if failures:
            messages.warning(self.window(), f"{len(failures)}份登记回执没有导入。", "\n".join(failures))

    def compare_chosen(self) -> None:
        """Show both fingerprints; note that they are the same."""
        line = self.table.current()
        if line is None or line.state != "registered":
            return
        peers = {row.suite: row.fingerprint for row in self.presenter.own}
        suite = next((key for key, words in SUITES.items() if words.startswith(line.suite)), "")
        dialog = CompareDialog(line.district, line.station, line.fingerprint, peers.get(suite, ""), self.window())
        if show_dialog(dialog):
            self.context.perform(confirm, line.id)

    def revoke_chosen(self) -> None:
        """End the enrolment of the chosen stations, with a reason."""
        lines = [line for line in self.chosen if line.id and line.state != "revoked"]
        if not lines:
            return
        names = "、".join(f"{line.district}（{line.station}）" for line in lines)
        hint = "注销后，这台电脑发来的包不再接收；以前收到的不变。要重新登记，再生成一份入网文件。"
        reason = ask_reason(self.window(), f"注销{names}的登记？", hint, "换用另一台电脑", "注销")
        for line in lines if reason else ():
            self.context.perform(revoke, line.id, reason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files of this computer."""
        if not self.context.read_only and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in the answers that were dropped, after the drop is over."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take_answers(paths))

    def _invite(self, offices: Sequence[str]) -> None:
        programme, own = self.context.programme, self.presenter.own
        names = [programme.district(office).short for office in offices]
        held = [row.suite for row in own]
        suite = next((key for key in SUITES if key in held), "")
        station = self.presenter.next_name(offices)
        dialog = InviteDialog(names, self.presenter.suites, suite, station, self.window())
        accepted, station, suite = show_dialog(dialog), dialog.station.text().strip(), str(dialog.suite.currentData())
        if not accepted:
            return
        folder = QFileDialog.getExistingDirectory(
            self.window(), "入网文件放到哪个文件夹", self.context.settings.values.folders.get(FOLDER, "")
        )
        if not folder:
            return
        self._remember(Path(folder))
        if suite not in {row.suite for row in own} and not self._found(suite):
            return
        self.make(offices, station, suite, Path(folder))

    def make(self, offices: Sequence[str], station: str, suite: str, folder: Path) -> None:
        """Make the files behind a dialog that can stop it, then show the codes."""
        wanted = [(office, station) for office in offices]
        try:
            made: list[Made] = run_busy(
                self.window(), "正在生成入网文件", lambda progress: self.presenter.make(wanted, suite, folder, progress), stoppable=True
            )
        except UserError as failure:
            self._changed()
            self.context.show_failure(failure)
            return
        self._changed()
        show_dialog(CodesDialog(self.context, made, self.window()))

    def _found(self, suite: str) -> bool:
        try:
            self.presenter.found(suite)
        except UserError as failure:
            self.context.show_failure(failure)
            return False
        self._changed()
        return True

    def _next(self) -> None:
        """Do what comes next for the chosen line."""
        line = self.table.current()
        if line is not None and not self.context.read_only:
            if line.state == "registered":
                self.compare_chosen()
            elif not line.id or line.state == "revoked":
                self.invite()
            elif line.state == "invited":
                self.choose_answers()

    def _changed(self) -> None:
        self.context.bus.changed.emit(Changes.of(Kind.EXCHANGE))

    def _remember(self, folder: Path) -> None:
        self.context.settings.values.folders[FOLDER] = str(folder)
        self.context.settings.save()

    def _enable(self) -> None:
        assert self.primary is not None
        writable, lines = not self.context.read_only, self.chosen
        self.primary.setEnabled(writable and bool(lines))
        self.compare.setEnabled(writable and len(lines) == 1 and lines[0].state == "registered")
        self.end.setEnabled(writable and any(line.id and line.state != "revoked" for line in lines))
        for made in (self.answers, self.every, self.keys):
            made.setEnabled(writable)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)
