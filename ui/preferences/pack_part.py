"""Settings: the programme pack (方案包) in use, the versions at hand, going over to another one and back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea

from ui.context import Context
from ui.labels import label
from ui.line_list import LineList
from ui.packs.switching_presenter import AtHand, SwitchingPresenter
from ui.preferences.part import Part, buttons_in

EXPLANATION = (
    "方案包写明表格的填写项、报送任务和日期、指标等。市级下发的新版先存放在这里，换用由您决定：换用前列出全部变化并自动备份，"
    "已填的内容一条不删，以后还可以换回来。"
)
AT_THE_CITY = (
    "方案包写明表格的填写项、报送任务和日期、指标等。新版在“方案包”页编制、定版、下发；市级版自己换用哪一版由您决定："
    "换用前列出全部变化并自动备份，以后还可以换回来。"
)


class PackPart(Part):
    """The versions at hand; the chosen one can be looked at and gone over to."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.presenter = SwitchingPresenter(context)
        inside = self.add_card("使用中的方案包")
        self.used = label(wrap=True)
        self.used.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        inside.addWidget(self.used)
        inside = self.add_card("手头的版本", AT_THE_CITY if context.is_city else EXPLANATION, stretch=1)
        self.list = LineList("手头的版本", keeps_choice=True)
        self.list.currentRowChanged.connect(lambda _row: self._show_choice())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.list)
        inside.addWidget(area, 1)
        self.go = QPushButton("查看变化并换用…")
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self.switch)
        self.get = QPushButton("导入市级发来的方案包…")
        self.get.clicked.connect(lambda: context.navigate("exchange", tab="received"))
        self.get.setVisible(not context.is_city)
        buttons_in(inside, self.go, self.get)
        self._lines: list[AtHand] = []

    def refresh(self) -> None:
        """Show how it is now."""
        programme, office = self._context.programme, self._context.workspace.office
        words = f"{programme.title}，版本 {programme.version}，依据{programme.notice}。"
        if programme.version != office.programme_version:
            words += f"账套原来用的版本{office.programme_version}现在不能用，暂用这一版。"
        self.used.setText(words)
        chosen = self.chosen
        self._lines = self.presenter.at_hand()
        self.list.set_lines(self._lines)
        wanted = chosen.version if chosen is not None else next((line.version for line in self._lines if line.newer), "")
        self.list.setCurrentRow(next((row for row, line in enumerate(self._lines) if line.version == wanted), 0))
        self._show_choice()

    @property
    def chosen(self) -> AtHand | None:
        """The version that is chosen in the list."""
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def switch(self) -> None:
        """Show what going over to the chosen version means, and go over if that is wanted."""
        from ui.packs.switch_dialog import offer_switch

        chosen = self.chosen
        if chosen is not None and self.go.isEnabled():
            offer_switch(self.presenter, chosen.version, self.window())

    def _show_choice(self) -> None:
        chosen = self.chosen
        self.go.setEnabled(chosen is not None and chosen.version != self._context.programme.version)
        older = chosen is not None and not chosen.newer and not chosen.in_use
        self.go.setText("查看变化并换回…" if older else "查看变化并换用…")
