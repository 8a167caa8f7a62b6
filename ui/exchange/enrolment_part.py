"""The tab 收发登记 (入网): this computer's identity towards the city, and the codes that are read aloud on the telephone."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from exports.files import Exported
from exports.package.parties import CITY
from models.changes import Changes
from models.errors import UserError
from models.operations.stations import confirm, revoke
from models.queries import exchange
from models.queries.exchange import PeerRow, StationRow
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.exchange.reason_dialog import ask_reason
from ui.labels import badge, card, label, set_badge
from ui.shortcuts import action
from ui.tone import Tone

if TYPE_CHECKING:
    from exports.exchange.stations import Joined

GROUP = "收发登记"
FOLDER = "enrolment"
INVITATIONS, ANSWERS = "入网文件 (*.rhrw);;全部文件 (*)", "登记回执 (*.rhdj)"
_TONES = {"registered": Tone.WARNING, "confirmed": Tone.OK, "revoked": Tone.ERROR}


class EnrolmentPart(QWidget):
    """How this computer stands towards the city, and the one step that comes next."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.standing = badge("")
        self.next = label(wrap=True)
        self.own_title, self.own = label(role="strong"), _code("本机核对码")
        self.city_title, self.city = label(role="strong"), _code("市级核对码")
        self.former = label(role="muted", wrap=True)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.join = action(self, "导入入网文件…", self.choose, "Ctrl+N", GROUP, within)
        self.answer = action(self, "保存登记回执…", self.save_answer, "Ctrl+E", GROUP, within)
        self.same = action(self, "核对码一致", self.confirm, "", GROUP, within)
        self.end = action(self, "注销登记…", self.revoke, "", GROUP, within)
        self._lay_out()

    @property
    def city_row(self) -> PeerRow | None:
        """The city as it is pinned now; the one that was ended last where there is none."""
        rows = [row for row in exchange.peers(self.context.reader) if row.office == CITY]
        return rows[0] if rows else None

    @property
    def main(self) -> QAction:
        """What comes next."""
        row = self.city_row
        return self.answer if row is not None and row.state == "registered" else self.join

    def refresh(self) -> None:
        """Show how it stands."""
        row, stations = self.city_row, exchange.stations(self.context.reader)
        own = next((one for one in stations if not one.replaced), None)
        set_badge(self.standing, row.stands if row else "未登记", _TONES[row.state] if row and row.state in _TONES else Tone.NEUTRAL)
        self.next.setText(_next(row))
        shown = own is not None and row is not None and row.state in ("registered", "confirmed")
        for part in (self.own_title, self.own):
            part.setVisible(shown)
        if own is not None:
            self.own_title.setText(f"本机核对码（{own.name or '本机'}）：念给市级听")
            self.own.setText(own.fingerprint)
        for part in (self.city_title, self.city):
            part.setVisible(row is not None and row.state != "revoked")
        if row is not None:
            self.city_title.setText(f"市级核对码（{row.name}）：请市级念，与下面逐组核对")
            self.city.setText(row.fingerprint)
        self.former.setText(_former(stations, row))
        self.former.setVisible(bool(self.former.text()))
        writable, live = not self.context.read_only, row is not None and row.state in ("registered", "confirmed")
        self.join.setEnabled(writable)
        self.answer.setEnabled(row is not None and row.state == "registered")
        self.same.setEnabled(writable and row is not None and row.state == "registered")
        self.end.setEnabled(writable and live)
        for button, made in self._buttons.items():
            button.setEnabled(made.isEnabled())
            button.setVisible(made.isEnabled() or made is self.join)

    def choose(self) -> None:
        """Ask for the enrolment file and the code, take it over, and save the answer."""
        from ui.exchange.code_dialog import CodeDialog

        row = self.city_row
        if self.context.read_only:
            return
        if row is not None and row.state != "revoked":
            question, hint = (
                "本机已经入网，重新登记？",
                "重新登记后，旧的收发身份停用，编号重新从头排；已发出的记录不变。请确认市级要求重新登记。",
            )
            if not messages.question(self.window(), question, hint, yes="重新登记", danger=True):
                return
        start = self.context.settings.values.folders.get(FOLDER, "") or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self.window(), "选择市级发来的入网文件", start, INVITATIONS)
        if not chosen:
            return
        path = Path(chosen)
        self.context.settings.values.folders[FOLDER] = str(path.parent)
        self.context.settings.save()
        dialog = CodeDialog(self.context, path, self.window())
        accepted, joined, changes = show_dialog(dialog), dialog.joined, dialog.changes
        if accepted and joined is not None:
            self._tell(changes)
            self._save(joined)

    def save_answer(self) -> None:
        """Save the answer to the enrolment file, once more where it got lost."""
        from exports.exchange.stations import answer_to_city

        try:
            joined = answer_to_city(self.context.reader, self.context.workspace.clock())
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self._save(joined)

    def confirm(self) -> None:
        """Note that the codes were read aloud and are the same."""
        row = self.city_row
        question = "双方念过核对码，本机的和市级的都逐组一致？"
        hint = "只要有一组不同，就不要点“一致”，请与市级联系重新登记。"
        if row is not None and messages.question(self.window(), question, hint, yes="一致", no="还没有核对", danger=True):
            self.context.perform(confirm, row.id)

    def revoke(self) -> None:
        """End the enrolment, with a reason."""
        row = self.city_row
        if row is None or not self.end.isEnabled():
            return
        hint = "注销后，市级发来的包不再接收；以前收发的记录不变。再要收发，需向市级要新的入网文件。"
        reason = ask_reason(self.window(), "注销本机与市级的收发登记？", hint, "本机停用，改用另一台电脑", "注销")
        if reason:
            self.context.perform(revoke, row.id, reason)

    def _save(self, joined: "Joined") -> None:
        from exports.files import replace_file
        from ui.exporting import choose_target, write_file

        target = choose_target(self.context, self.window(), joined.file_name, ANSWERS)
        if target is not None:
            write_file(self.context, "正在保存登记回执", "登记回执", target, lambda path: Exported(replace_file(path, joined.data)))

    def _tell(self, changes: list[Changes]) -> None:
        for one in changes:
            self.context.bus.changed.emit(one)

    def _lay_out(self) -> None:
        inside = card()
        column = QVBoxLayout(inside)
        column.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        column.setSpacing(metrics.S)
        head = QHBoxLayout()
        head.addWidget(label("本机与市级的收发登记", role="heading"))
        head.addWidget(self.standing)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.next)
        for title, code in ((self.own_title, self.own), (self.city_title, self.city)):
            column.addSpacing(metrics.S)
            column.addWidget(title)
            column.addWidget(code)
        row = QHBoxLayout()
        self._buttons: dict[QPushButton, QAction] = {}
        for made in (self.same, self.answer, self.join, self.end):
            button = QPushButton(made.text())
            button.clicked.connect(made.trigger)
            self._buttons[button] = made
            row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(metrics.M)
        column.addLayout(row)
        column.addWidget(self.former)
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, metrics.S, 0, 0)
        outer.addWidget(inside)
        outer.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)


def _code(name: str) -> QLabel:
    made = label(role="number", wrap=True)
    made.setAccessibleName(name)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return made


def _next(row: PeerRow | None) -> str:
    """Say what comes next."""
    if row is None:
        return (
            "还没有入网。向市级要一份入网文件，口令由市级打电话告知；导入后把登记回执交回市级，再在电话里互念核对码。"
            "一份入网文件只用于一台电脑，有几台电脑就要几份。没有入网也可以报送，包上注明“未登记”，由市级核实后接收。"
        )
    if row.state == "registered":
        return "已导入入网文件。把登记回执交给市级；市级导入后，双方打电话，把下面两组核对码各念一遍，都一致再点“核对码一致”。"
    if row.state == "revoked":
        return f"登记已注销（{row.revoke_reason}）。再要收发，请向市级要一份新的入网文件；现在报送的包注明“未登记”。"
    return (
        "已经入网。发出的包加密并签名，只有市级能打开；市级发来的包，签名核对无误才导入。"
        "换人换电脑的，到“设置—工作交接”移交，不需要重新入网。"
    )


def _former(stations: list[StationRow], row: PeerRow | None) -> str:
    former = [f"{one.name or '本机'}（核对码 {one.fingerprint}）" for one in stations if one.replaced]
    if not former:
        return ""
    return f"已停用的收发身份：{'；'.join(former)}。以前发给它们的包仍能打开。"
