"""One round of review: the board (projects × experts), the ranking with its picture, and everything that is done with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QScrollArea, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from models.queries.city.reviews import CONFLICT, DONE, Board, Ranked
from ui import messages, metrics
from ui.city.review_chart import RankingChart
from ui.city.review_columns import EXPERT, RANKING, RankLine, board_columns, board_line
from ui.city.reviews_presenter import ReviewsPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exporting import EXCEL, choose_folder, export_read
from ui.labels import label
from ui.shortcuts import action
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "评审批次"
SHEETS = "score_sheets"


class RoundPart(QWidget):
    """Board and ranking of one round.

    Attributes:
        shown: The round; ``None`` until `show_round`.

    Signals:
        left: The officer goes back to the list.
    """

    left = Signal()

    def __init__(self, context: Context, presenter: ReviewsPresenter) -> None:
        super().__init__()
        self.context, self.presenter = context, presenter
        self.shown: Board | None = None
        self.ranked: list[Ranked] = []
        self.remarks = label(tone=Tone.WARNING, wrap=True)
        self.facts = label(role="muted", wrap=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("评审批次")
        self._board_page = QWidget()
        self._board_layout = QVBoxLayout(self._board_page)
        self._board_layout.setContentsMargins(0, metrics.S, 0, 0)
        self.board: TableView | None = None
        self._experts: tuple[tuple[str, str], ...] | None = None
        self.ranking = TableView("review_ranking", "评审排名", RANKING, context.settings, EmptyState("批次里没有项目", ""))
        self.chart = RankingChart()
        self._lay_out()
        self._make_actions()

    @property
    def open_still(self) -> bool:
        """Whether the round can be changed."""
        return self.shown is not None and self.shown.facts.closed_on is None and not self.context.read_only

    def show_round(self, round_id: str) -> bool:
        """Show a round; False when it is gone."""
        found = self.presenter.board(round_id)
        if found is None:
            return False
        self.shown = found
        self.ranked = self.presenter.ranking(found)
        self._show_board(found)
        outcomes = self.presenter.outcomes(found.facts.decision)
        self.ranking.set_rows([RankLine(row.judged.project_id, row, outcomes.get(row.judged.project_id, "")) for row in self.ranked])
        self.chart.show_ranking(self.ranked, found.facts.full, found.facts.pass_line)
        remarks = self.presenter.remarks(found) if found.facts.closed_on is None else []
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))
        self.facts.setText(_facts(found))
        self._enable()
        return True

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        table = self.ranking if self.tabs.currentIndex() else self.board
        if table is not None:
            table.focus_filter()

    def score(self) -> None:
        """Open the score sheet under the cursor."""
        from ui.city.score_dialog import ScoreDialog

        project, expert = self._under_cursor()
        if self.shown is None or not project:
            return
        show_dialog(ScoreDialog(self.presenter, self.shown, project, expert, self.window()))
        self.show_round(self.shown.facts.id)

    def assign(self) -> None:
        """Choose experts and have them score everything, or what they know."""
        from ui.city.review_assigning import AssigningDialog

        if self.shown is not None:
            dialog = AssigningDialog(self.presenter, self.shown, self._chosen_projects(), self.window())
            show_dialog(dialog)

    def hand_out(self) -> None:
        """Write the score sheets into a folder."""
        shown = self.shown
        if shown is None or not shown.cells:
            messages.information(self.window(), "还没有分配专家。", "请先“分配专家…”，再导出评分表。")
            return
        folder = choose_folder(self.context, self.window())
        if folder is None:
            return

        def say(written: Sequence[object]) -> None:
            self.context.announce_file(f"已导出{len(written)}份评分表，每位专家一个文件", folder)

        self.context.run("正在导出评分表", lambda progress: self.presenter.hand_out(shown, folder, progress), say)

    def take_back(self, paths: Sequence[Path] = ()) -> None:
        """Look at score sheets that came back and show them before they are taken over."""
        from ui.city.score_taking import ScoreTakingDialog

        if self.shown is None or not self.open_still:
            return
        folders = self.context.settings.values.folders
        if not paths:
            start = folders.get(SHEETS, "") or str(Path.home())
            chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择专家发回的评分表", start, "Excel 工作簿 (*.xlsx);;全部文件 (*)")
            paths = [Path(name) for name in chosen]
        if not paths:
            return
        folders[SHEETS] = str(paths[0].parent)
        self.context.settings.save()
        dialog = ScoreTakingDialog.read(self.presenter, self.shown, paths, self.window())
        if dialog is not None:
            show_dialog(dialog)

    def edit(self) -> None:
        """Change name, highest points, line."""
        from ui.city.review_dialogs import RoundDialog

        if self.shown is not None:
            show_dialog(RoundDialog(self.presenter, self.shown.facts, self.window()))

    def add_projects(self) -> None:
        """Take further projects into the round."""
        if self.shown is None:
            return
        found = self.presenter.candidates(self.shown.facts.decision)
        if not found:
            messages.information(self.window(), "没有可以加入的项目。", "等待评审的项目都已经在批次里。")
        elif messages.question(self.window(), f"把等待评审的{len(found)}个项目都加进这个批次？", "不要的可以在列表里移出。", yes="加入"):
            self.presenter.change_projects(self.shown.facts.id, add=[row.project_id for row in found])

    def remove_project(self) -> None:
        """Take the chosen project out."""
        project, _ = self._under_cursor()
        if self.shown is not None and project:
            self.presenter.change_projects(self.shown.facts.id, remove=project)

    def judge_newest(self) -> None:
        """Judge the newer revision of the chosen project."""
        project, _ = self._under_cursor()
        if self.shown is not None and project:
            self.presenter.change_projects(self.shown.facts.id, newest=project)

    def close(self) -> bool:
        """Close the round, or open it again."""
        if self.shown is not None:
            self.presenter.close(self.shown.facts.id, again=self.shown.facts.closed_on is not None)
        return True

    def decide(self) -> None:
        """Decide on the projects chosen in the ranking."""
        from ui.city.decision_dialog import decide_on

        kind = self.presenter.kind_of(self.shown.facts.decision) if self.shown else None
        chosen = self._chosen_projects()
        if kind is None or not chosen:
            messages.information(self.window(), "还没有选择项目。", "请在排名里选中要审定的项目（可以按住 Ctrl 多选）。")
            return
        alone = next((one for one in self.shown.projects if [one.project_id] == chosen), None) if self.shown else None
        decide_on(self.context, kind, chosen, self.window(), self.presenter.notes(alone.document_id) if alone else 0)

    def export_summary(self) -> None:
        """Export 评审汇总表."""
        if self.shown is not None:
            shown, ranked = self.shown, self.ranked
            export_read(self.context, lambda progress: self.presenter.summary(shown, ranked, progress), EXCEL)

    def export_opinions(self) -> None:
        """Write the pages 评审意见 of the chosen projects, or of all."""
        from ui.city.review_papers import export_opinions

        if self.shown is not None:
            chosen = set(self._chosen_projects())
            ranked = [row for row in self.ranked if row.judged.project_id in chosen] if len(chosen) > 1 else self.ranked
            export_opinions(self.context, self.shown, ranked, self.window())

    def export_publicity(self) -> None:
        """Write 公示名单."""
        from ui.city.review_papers import PublicityDialog

        if self.shown is not None:
            show_dialog(PublicityDialog(self.presenter, self.shown, self.ranked, self._chosen_projects(), self.window()))

    def _chosen_projects(self) -> list[str]:
        table = self.ranking if self.tabs.currentIndex() else self.board
        return [line.id for line in table.selected()] if table is not None else []

    def _under_cursor(self) -> tuple[str, str]:
        """Return project and expert under the cursor; an expert only where the cursor stands in one's column."""
        table = self.ranking if self.tabs.currentIndex() else self.board
        line = table.current() if table is not None else None
        if line is None or table is None:
            return "", ""
        column = table.model.columns[table.grid.currentIndex().column()].key
        expert = column.removeprefix(EXPERT) if column.startswith(EXPERT) else ""
        return line.id, expert

    def _show_board(self, shown: Board) -> None:
        """Fill the board; it is made anew where the experts changed."""
        if self.board is None or self._experts != shown.experts:
            self._make_board(shown)
        assert self.board is not None
        self.board.set_rows([board_line(shown, judged) for judged in shown.projects])

    def _make_board(self, shown: Board) -> None:
        self._experts = shown.experts
        if self.board is not None:
            self._board_layout.removeWidget(self.board)
            self.board.deleteLater()
        empty = EmptyState("批次里没有项目", "", "")
        self.board = TableView("review_board", "打分情况", board_columns(shown), self.context.settings, empty)
        self.board.row_activated.connect(lambda _row: self.score())
        self.board.export_requested.connect(self._export)
        self.board.selection_changed.connect(lambda _rows: self._enable())
        for made in self._row_actions():
            self.board.add_row_action(made)
        self._board_layout.addWidget(self.board)

    def _row_actions(self) -> tuple[QAction, ...]:
        return (self.score_action, self.newest_action, self.remove_action)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut

        def make(text: str, call: Callable[[], object], keys: str = "") -> QAction:
            return action(self, text, call, keys, GROUP, within)

        self.back_action = make("返回批次列表", self.left.emit, "Alt+Left")
        self.score_action = make("打分…", self.score, "F2")
        self.assign_action = make("分配专家…", self.assign, "Ctrl+Shift+N")
        self.hand_out_action = make("导出评分表…", self.hand_out, "Ctrl+Shift+E")
        self.take_action = make("收回评分表…", self.take_back, "Ctrl+Shift+I")
        self.decide_action = make("办理审定…", self.decide, "Ctrl+Shift+D")
        self.summary_action = make("评审汇总表…", self.export_summary)
        self.opinions_action = make("评审意见…", self.export_opinions)
        self.publicity_action = make("公示名单…", self.export_publicity)
        self.edit_action = make("修改批次…", self.edit)
        self.add_action = make("加入项目…", self.add_projects)
        self.remove_action = make("移出批次", self.remove_project)
        self.newest_action = make("改评最新的一版", self.judge_newest)
        self.close_action = make("结束批次", self.close)
        for made in (self.score_action, self.decide_action):
            self.ranking.add_row_action(made)
        for place, made in enumerate((self.back_action, self.assign_action, self.hand_out_action, self.take_action, self.decide_action)):
            button = QToolButton()
            button.setDefaultAction(made)
            self._tools.addWidget(button)
            if place == 0:
                self._tools.addStretch(1)
        self.more = QToolButton()
        self.more.setText("更多")
        self.more.setAccessibleName("批次的更多操作")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        further = (
            self.summary_action,
            self.opinions_action,
            self.publicity_action,
            self.add_action,
            self.edit_action,
            self.close_action,
        )
        menu.addActions(further)
        self.more.setMenu(menu)
        self._tools.addWidget(self.more)

    def _enable(self) -> None:
        open_still = self.open_still
        project, _ = self._under_cursor()
        judged = next((one for one in self.shown.projects if one.project_id == project), None) if self.shown else None
        for made in (self.assign_action, self.take_action, self.edit_action, self.add_action):
            made.setEnabled(open_still)
        self.remove_action.setEnabled(open_still and judged is not None)
        self.newest_action.setEnabled(open_still and judged is not None and bool(judged.newer))
        closed = self.shown is not None and self.shown.facts.closed_on is not None
        self.close_action.setText("重新打开批次" if closed else "结束批次")
        self.close_action.setEnabled(not self.context.read_only)
        self.decide_action.setEnabled(not self.context.read_only)
        self.score_action.setText("打分…" if open_still else "查看评分…")

    def _select_ranked(self, project_id: str) -> None:
        self.ranking.select(lambda line: line.id == project_id)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _lay_out(self) -> None:
        self.remarks.hide()
        self.ranking.row_activated.connect(lambda _row: self.score())
        self.ranking.export_requested.connect(self._export)
        self.chart.project_chosen.connect(self._select_ranked)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.chart)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.ranking)
        parts.addWidget(area)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 1)
        parts.setSizes([2000, 1000])
        ranked = QWidget()
        inner = QHBoxLayout(ranked)
        inner.setContentsMargins(0, metrics.S, 0, 0)
        inner.addWidget(parts)
        self.tabs.addTab(self._board_page, "打分情况")
        self.tabs.addTab(ranked, "排名")
        self.tabs.currentChanged.connect(lambda _tab: self._enable())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.XS)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(metrics.S)
        layout.addLayout(self._tools)
        layout.addWidget(self.facts)
        layout.addWidget(self.remarks)
        layout.addWidget(self.tabs, 1)


def _facts(shown: Board) -> str:
    facts = shown.facts
    done = sum(cell.stands in (DONE, CONFLICT) for cell in shown.cells.values())
    parts = [f"{len(shown.projects)}个项目，{len(shown.experts)}位专家，评分表完成{done}/{len(shown.cells)}"]
    parts.append("去掉最高分和最低分" if facts.trimmed else "不去最高分和最低分")
    parts += [f"入围线{facts.pass_line}分"] if facts.pass_line else []
    parts.append(f"已于{facts.closed_on:%Y-%m-%d}结束" if facts.closed_on else f"{facts.opened_on:%Y-%m-%d}开始")
    return "　".join(parts)
