"""The versions at hand at the city (各版本和下发): sent down to the districts, gone over to here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea

from ui.context import Context
from ui.labels import label
from ui.line_list import LineList
from ui.packs.switching_presenter import AtHand, SwitchingPresenter
from ui.preferences.part import Part, buttons_in

EXPLANATION = "定了版的都在这里。下发：每个区县一个文件。本机换用：市级版自己也按这一版工作，先看变化，自动备份，还可以换回来。"


class VersionsPart(Part):
    """The list of versions, and what can be done with the chosen one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.presenter = SwitchingPresenter(context)
        inside = self.add_card("各版本和下发", EXPLANATION, stretch=1)
        self.list = LineList("各版本", keeps_choice=True)
        self.list.currentRowChanged.connect(lambda _row: self._show_choice())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.list)
        inside.addWidget(area, 1)
        self.note = label(role="muted", wrap=True)
        inside.addWidget(self.note)
        self.send, self.switch = QPushButton("下发给区县…"), QPushButton("本机换用…")
        self.send.setProperty("role", "primary")
        self.send.clicked.connect(self.send_down)
        self.switch.clicked.connect(self.switch_here)
        buttons_in(inside, self.send, self.switch)
        self._lines: list[AtHand] = []

    @property
    def chosen(self) -> AtHand | None:
        """The version that is chosen."""
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def show_version(self, version: str) -> None:
        """Choose a version."""
        self.refresh()
        self.list.setCurrentRow(next((row for row, line in enumerate(self._lines) if line.version == version), 0))

    def refresh(self) -> None:
        """Show how it is now."""
        chosen = self.chosen
        self._lines = self.presenter.at_hand()
        self.list.set_lines(self._lines)
        wanted = next((row for row, line in enumerate(self._lines) if chosen is not None and line.version == chosen.version), 0)
        self.list.setCurrentRow(wanted)
        self._show_choice()

    def send_down(self) -> None:
        """Send the chosen version down."""
        from ui.packs.send_dialog import offer_sending

        chosen = self.chosen
        if chosen is not None:
            offer_sending(self.presenter, chosen.version, self.presenter.note_of(chosen.version), self.window())
            self.refresh()

    def switch_here(self) -> None:
        """Go over to the chosen version here, after showing what it means."""
        from ui.packs.switch_dialog import offer_switch

        chosen = self.chosen
        if chosen is not None:
            offer_switch(self.presenter, chosen.version, self.window())

    def _show_choice(self) -> None:
        from ui.packs.sending_presenter import SendingPresenter

        chosen = self.chosen
        self.send.setEnabled(chosen is not None and not self._context.read_only)
        self.switch.setEnabled(chosen is not None and chosen.version != self._context.programme.version)
        if chosen is not None:
            count = SendingPresenter(self._context).sent_to(chosen.version)
            words = f"已为{count}台区县工作站生成过这一版的文件。" if count else "还没有下发过。"
            note = self.presenter.note_of(chosen.version)
            self.note.setText(f"{words}版本说明：{note}" if note else words)
