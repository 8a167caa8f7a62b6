"""What lay in the chosen package and what it changed; every part can be opened or saved exactly as it was submitted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from exports.files import Exported, replace_file
from models.intake import PartKind
from models.queries.city import inbox
from models.queries.city.inbox import ArrivalRow, PartRow
from ui import metrics
from ui.city.inbox_presenter import InboxPresenter
from ui.empty_state import EmptyState
from ui.evidence_files import open_copy
from ui.exchange.sending_presenter import size_words
from ui.labels import label
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView

GROUP = "收件"
KINDS = {PartKind.FORM: "定稿", PartKind.DOCUMENT: "文件", PartKind.EVIDENCE: "佐证材料"}
COLUMNS = (
    ColumnSpec("kind", "种类", width=5, show=lambda kind: KINDS.get(PartKind(kind), kind)),
    ColumnSpec("title", "名称", width=10, stretch=True),
    ColumnSpec("project", "项目", width=7),
    ColumnSpec("size", "大小", ColumnKind.NUMBER, width=4, show=size_words),
    ColumnSpec("file_name", "文件名", width=12, visible=False),
)


class InboxDetails(QWidget):
    """The details of one received package."""

    def __init__(self, presenter: InboxPresenter) -> None:
        super().__init__()
        self.presenter, self.context = presenter, presenter.context
        self.row: ArrivalRow | None = None
        self.title = label("请在左边选择一个包。", role="heading", wrap=True)
        self.facts = label(role="muted", wrap=True)
        self.note = label(wrap=True)
        self.effects = label(wrap=True)
        nothing = EmptyState("包里没有文书和材料", "只有零报告、给市级的话，或项目的进展和指标；写进账套的列在上面。")
        self.parts = TableView("inbox_parts", "包里的内容", COLUMNS, self.context.settings, nothing, exportable=False)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.look = action(self, "打开", self.open_part, "Ctrl+O", GROUP, within)
        self.save = action(self, "另存…", self.save_part, "Ctrl+S", GROUP, within)
        self.project = action(self, "查看项目", self.open_project, "", GROUP, within)
        for made in (self.look, self.save, self.project):
            self.parts.add_row_action(made)
        self.parts.row_activated.connect(lambda _row: self.open_part())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.M, 0, 0, 0)
        layout.setSpacing(metrics.S)
        for part in (self.title, self.facts, self.note, self.effects):
            layout.addWidget(part)
        layout.addWidget(self.parts, 1)

    def show_row(self, row: ArrivalRow | None) -> None:
        """Show a package, or that none is chosen."""
        self.row = row
        shown = row is not None
        for part in (self.facts, self.effects, self.parts):
            part.setVisible(shown)
        self.note.setVisible(row is not None and bool(row.note))
        if row is None:
            self.title.setText("请在左边选择一个包，看里面有什么、改变了什么。")
            return
        self.title.setText(f"{row.district}　{row.obligation}{'（零报告）' if row.nil else ''}")
        who = "，".join(part for part in (row.officer, row.phone) if part)
        self.facts.setText(
            f"第{row.sequence}号包，{row.on:%Y-%m-%d}报送（{who}），{row.received_at}由{row.by}接收，{row.stands}。"
            f"程序{row.program}，方案包{row.pack_version}，{size_words(row.size)}。"
        )
        self.note.setText(f"区县说明：{row.note}")
        self.effects.setText(_told(inbox.effects(self.context.reader, row.id)))
        self.parts.set_rows(inbox.parts(self.context.reader, row.id))

    def open_part(self) -> None:
        """Open the chosen part with the system's viewer, as a copy for looking only."""
        part = self.parts.current()
        if part is not None and self.row is not None:
            id = self.row.id
            open_copy(self.context, lambda: self.presenter.part(id, part))

    def save_part(self) -> None:
        """Save the chosen part."""
        from ui.exporting import choose_target, write_file

        part, row = self.parts.current(), self.row
        if part is None or row is None:
            return
        assert isinstance(part, PartRow)
        target = choose_target(self.context, self.window(), self.presenter.file_name(part), "全部文件 (*)")
        if target is not None:
            write_file(
                self.context,
                "正在另存",
                part.title,
                target,
                lambda path: Exported(replace_file(path, self.presenter.part(row.id, part)[1])),
            )

    def open_project(self) -> None:
        """Go to the project of the chosen part."""
        part = self.parts.current()
        if part is not None and part.project_id:
            self.context.navigate("project", project=part.project_id)


def _told(rows: list[inbox.EffectRow]) -> str:
    """Say what a package changed."""
    said = []
    for row in rows:
        if row.what.startswith("项目状态"):
            said.append(f"{row.unchanged}个{row.what}")
            continue
        words = [f"新增{row.new}"] if row.new else []
        words += [f"{'删除' if '删除' in row.what else '更新'}{row.changed}"] if row.changed else []
        words += [f"不变{row.unchanged}"] if row.unchanged and not words else []
        said.append(f"{row.what}{'、'.join(words)}")
    return f"账套的变化：{'；'.join(said)}。" if said else "账套的变化：只记下报送情况。"
