"""The tab of the project's documents beside its application form (文书): writing, opening, exporting, deleting."""

from collections.abc import Sequence
from typing import Any

from models.queries.documents import DocumentRow, DocumentState, list_documents, sent_back_by_us
from models.things import Thing
from ui.documents.columns import columns
from ui.documents.documents_presenter import DocumentsPresenter
from ui.project.list_tab import ListTab
from ui.project.project_presenter import ProjectPresenter
from ui.shortcuts import action


class DocumentsTab(ListTab):
    """The work plan, reports and summary of the project."""

    def __init__(self, presenter: ProjectPresenter) -> None:
        empty = ("还没有文书", "试点工作方案、启动情况报告、总结等在这里写；申报表点右上角“填写申报表”。")
        self._documents = DocumentsPresenter(presenter.context)
        held = columns(self._documents.name_of, of_one_project=True)
        if presenter.context.is_city:  # what came is complete and frozen
            held = tuple(column for column in held if column.key not in ("progress", "findings", "has_scan"))
        super().__init__(presenter, Thing.DOCUMENT, "文书", held, empty, "新建文书")
        self.add_action = action(self, "新建文书…", self.add, "", self.title)
        self.add_action.setEnabled(self.editable)
        self.tool(self.add_action, "add").setToolTip("新建文书（Ctrl + N）")
        self.row_action("导出 Word…", self._export_word, "Ctrl+Shift+E", reading=True)
        self.enable()

    def read(self) -> Sequence[Any]:
        """Return the documents."""
        rows = list_documents(self.context.reader, project_id=self.presenter.project_id)
        if not self.reported:
            return rows
        back = sent_back_by_us(self.context.reader)  # it stays frozen here until it comes anew
        return [row._replace(state=DocumentState.RETURNED) if row.id in back else row for row in rows]

    def words_of(self, row: Any) -> str:
        """Return a document's title."""
        return str(row.title)

    def edit(self, row: Any) -> None:
        """Open a document."""
        if self.reported:
            from ui.city.document_dialog import show_document

            show_document(self.context, row.id)
        else:
            self.context.navigate("form", document=row.id)

    def add(self) -> None:
        """Make a document of this project and open it."""
        if not self.editable:
            return
        from ui.documents.opening import begin_document

        begin_document(self.context, self._documents.wanted_of(self.presenter.project_id), self.presenter.project_id)

    def _export_word(self) -> None:
        from ui.exporting import export_document

        row: DocumentRow | None = self.table.current()
        if row is not None:
            export_document(self.context, row.id)
