"""The first-run guide: from nothing to an open workspace, in a few pages, by keyboard alone if need be."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from models.errors import UserError
from models.programme.pack import Programme
from ui import messages, metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.first_run_pages import DistrictPage, GuidePage, OfficePage, PasswordPage, PlacePage, WelcomePage
from ui.dialogs.recovery_code import RecoveryCode, may_leave_code
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

if TYPE_CHECKING:
    from models.workspace.store import FileWorkspace

SIZE = (800, 560)
STEPS_WIDTH = 168


class CodePage(GuidePage):
    """Shows the recovery code of the workspace just made."""

    title = "请保管好恢复码"
    step = "恢复码"

    def __init__(self) -> None:
        super().__init__()
        self.view = RecoveryCode()
        self.column.addWidget(self.view, 1)

    def problem(self) -> str:
        """Ask for the tick."""
        return "" if self.view.kept.isChecked() else "请先抄写或打印恢复码，再勾选确认。"

    def begin(self) -> None:
        """Begin with taking the code away."""
        self.view.copy.setFocus()


class FirstRunGuide(QDialog):
    """The guide.

    Attributes:
        workspace: The workspace that was made, open; ``None`` until then.
        chosen: The existing workspace to open instead.
        server: Address of a workspace on a server to open instead; empty: it is to be asked for.
    """

    def __init__(
        self,
        programme: Programme,
        clock: Callable[[], datetime],
        folder: Path,
        judge: Callable[[Path], str],
        recent: Sequence[str] = (),
        parent: QWidget | None = None,
        start_new: bool = False,
    ) -> None:
        """Build the guide.

        Args:
            programme: The pack of the new workspace.
            clock: Tells the moment, UTC.
            folder: The proposed place.
            judge: Says why a store should not lie at a path; empty when it may.
            recent: Paths and addresses of workspaces used before.
            parent: The window it belongs to.
            start_new: Begin behind the first page: a new workspace is wanted.
        """
        super().__init__(parent)
        self.setWindowTitle("融合试点工作台")
        self.setModal(True)
        self._programme, self._clock = programme, clock
        self.workspace: FileWorkspace | None = None
        self.chosen: Path | None = None
        self.server: str | None = None
        self.welcome = WelcomePage(recent)
        self.district = DistrictPage(programme, clock().astimezone().date())
        self.office = OfficePage()
        self.place = PlacePage(folder, judge)
        self.secret = PasswordPage()
        self.code = CodePage()
        self.pages: tuple[GuidePage, ...] = (self.welcome, self.district, self.office, self.place, self.secret, self.code)
        self._lay_out()
        for page in self.pages:
            page.finished.connect(self.go_on)
            line: QLineEdit
            for line in page.findChildren(QLineEdit):
                line.textEdited.connect(lambda _text: self._say(""))
        self.welcome.server_wanted.connect(self._open_server)
        self.welcome.existing.toggled.connect(lambda _on: self._show_state())
        self.secret.open.toggled.connect(lambda _on: self._show_state())
        self._show(1 if start_new else 0)

    @property
    def page(self) -> GuidePage:
        """The page shown."""
        return self.pages[self._stack.currentIndex()]

    def go_on(self) -> None:
        """Go to the next page, unless something is missing here; the last one makes the workspace."""
        problem = self.page.problem()
        self._say(problem)
        if problem:
            self.page.begin()
        elif self.page is self.welcome and self.welcome.server:
            self._open_server(self.welcome.server)
        elif self.page is self.welcome and self.welcome.path is not None:
            self.chosen = self.welcome.path
            self.accept()
        elif self.page is self.secret:
            self._create()
        elif self.page is self.code:
            self.accept()
        else:
            if self.page is self.district:
                district = self.district.districts.district()
                assert district is not None
                self.office.propose(district)
                self.place.propose(district)
            self._show(self._stack.currentIndex() + 1)

    def go_back(self) -> None:
        """Go to the page before; what was typed stays."""
        if self._stack.currentIndex() > 0 and self.workspace is None:
            self._say("")
            self._show(self._stack.currentIndex() - 1)

    def reject(self) -> None:
        """Leave the guide; asks first where something would be lost."""
        if self.workspace is not None:
            if self.code.view.kept.isChecked() or may_leave_code(self):
                self.accept()
            return
        begun = bool(self.office.officer.text() or self.secret.new.password)
        if not begun or messages.question(
            self, "还没有新建账套。", "现在退出，刚才填写的内容不会保留。", yes="退出", no="继续填写", danger=True
        ):
            super().reject()

    def _open_server(self, place: str) -> None:
        self.server = place
        self.accept()

    def _create(self) -> None:
        from models.workspace.store import OfficeDetails, create

        district = self.district.districts.district()
        assert district is not None
        office = OfficeDetails(
            district.code, self.office.name.text().strip(), self.office.officer.text().strip(), self.office.phone.text().strip()
        )
        path, password = self.place.path, self.secret.password
        try:
            self.workspace, code = run_busy(
                self, "正在新建账套", lambda _progress: create(path, password, self._programme, office, self._clock())
            )
        except UserError as failure:
            # Everything else has been judged on its page: what is refused now is the place.
            self._show(self.pages.index(self.place))
            self._say(str(failure))
            return
        if not code:
            self.accept()
            return
        self.code.view.show_code(code, path.name, self._clock().astimezone().date())
        self._show(self.pages.index(self.code))

    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.heading.setText(self.page.title)
        self.setAccessibleName(self.page.title)
        self._show_state()
        self.page.begin()

    def _show_state(self) -> None:
        now = self._stack.currentIndex()
        short = self.secret.open.isChecked()
        for number, (words, page) in enumerate(zip(self._steps, self.pages, strict=True)):
            mark = "✓" if number < now else str(number + 1)
            words.setText(f"{mark}　{page.step}")
            words.setProperty("role", "strong" if number == now else "muted")
            words.style().unpolish(words)
            words.style().polish(words)
            words.setVisible(page is not self.code or not short)
        existing = self.page is self.welcome and self.welcome.existing.isChecked()
        self.back.setVisible(now > 0)
        self.back.setEnabled(self.workspace is None)
        self.next.setText(
            "打开" if existing else "新建账套" if self.page is self.secret else "完成" if self.page is self.code else "下一步"
        )
        self.cancel.setVisible(self.workspace is None)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_tone(self.problem, Tone.ERROR)

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("role", "card")
        side.setFixedWidth(STEPS_WIDTH)
        steps = QVBoxLayout(side)
        steps.setContentsMargins(metrics.L, metrics.L, metrics.M, metrics.L)
        steps.setSpacing(metrics.M)
        self._steps = [label() for _ in self.pages]
        for words in self._steps:
            steps.addWidget(words)
        steps.addStretch(1)
        self.heading = label(role="title", wrap=True)
        self._stack = QStackedWidget()
        for page in self.pages:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            self._stack.addWidget(area)
        self.problem = label(tone=Tone.ERROR, wrap=True)
        self.problem.hide()
        self.back = QPushButton("上一步")
        self.next = QPushButton("下一步")
        self.cancel = QPushButton("退出")
        for button in (self.back, self.cancel):
            button.setAutoDefault(False)
        self.next.setDefault(True)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        right = QVBoxLayout()
        right.setContentsMargins(metrics.XL, metrics.M, metrics.XL, metrics.L)
        right.setSpacing(metrics.M)
        right.addWidget(self.heading)
        right.addWidget(self._stack, 1)
        right.addWidget(self.problem)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.L, metrics.L, 0, 0)
        row.setSpacing(0)
        side_column = QVBoxLayout()
        side_column.setContentsMargins(0, 0, 0, metrics.L)
        side_column.addWidget(side)
        row.addLayout(side_column)
        row.addLayout(right, 1)
        room = self.screen().availableGeometry()
        self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 60))
