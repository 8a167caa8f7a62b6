"""Making a document: which kind, for which project or year, and whether its first draft is written from the workspace."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Form, Scope
from models.queries.documents import find_document
from models.queries.projects import project_choices
from ui import metrics
from ui.documents.documents_presenter import DocumentsPresenter
from ui.editors.choice import CalmComboBox
from ui.editors.finding_box import FindingBox
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone
from ui.waiting import waiting

KEY = Qt.ItemDataRole.UserRole


class NewDocumentDialog(QDialog):
    """Asks for what a new document needs; one that is there already is opened instead.

    Attributes:
        document_id: The document made, or the one there was; empty when the officer took none.
        written: Its first draft has been written.
    """

    def __init__(
        self, presenter: DocumentsPresenter, form: str = "", project_id: str = "", period: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.document_id = ""
        self.written = False
        self.setWindowTitle("新建文书")
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("文书种类")
        self.purpose = label(role="muted", wrap=True)
        self.project = FindingBox("所属项目", "输入项目名称或编号的一部分查找")
        self.year = CalmComboBox()
        self.year.setAccessibleName("年度")
        self.drafted = QCheckBox("用账套里的数据写好初稿")
        self.drafted.setChecked(True)
        self.drafted.setToolTip("正文、表格里的数和账套一致，写好后可以随意修改")
        self.note = label(wrap=True)
        self._lay_out()
        self._fill(form, project_id, period)
        row = next((row for row in range(self.kinds.count()) if self.kinds.item(row).data(KEY) == form), 0)
        self.kinds.setCurrentRow(row)
        self._show_kind()

    @property
    def form(self) -> Form | None:
        """The kind chosen."""
        item = self.kinds.currentItem()
        return self.presenter.forms.get(item.data(KEY)) if item is not None else None

    def make(self) -> None:
        """Make the document, or take the one there is."""
        form = self.form
        if form is None or form.document is None:
            return
        if held := self._held():
            self.document_id = held
            self.accept()
            return
        if form.document.scope is Scope.PROJECT and not self.project.chosen_id:
            self._say("请先选定所属项目。", Tone.ERROR)
            self.project.setFocus()
            return
        with waiting():
            changes = self.presenter.create(form.key, self._project(), self._period(), drafted=self.drafted.isChecked())
        if changes is not None:
            self.document_id = changes.id
            self.written = self.drafted.isChecked() and self.presenter.has_draft(form)
            self.accept()

    def _lay_out(self) -> None:
        self.project_label, self.year_label = QLabel("所属项目"), QLabel("年度")
        facts = QFormLayout()
        facts.addRow(self.project_label, self.project)
        facts.addRow(self.year_label, self.year)
        facts.addRow("", self.drafted)
        buttons = QDialogButtonBox()
        self.ok = QPushButton("新建")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.make)
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.ApplyRole)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.kinds.currentItemChanged.connect(self._show_kind)
        self.kinds.itemActivated.connect(lambda _item: self.make())
        self.project.chosen.connect(self._show_note)
        self.year.currentIndexChanged.connect(self._show_note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.kinds, 1)
        layout.addWidget(self.purpose)
        layout.addLayout(facts)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.purpose.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.note.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.resize(self.fontMetrics().horizontalAdvance("字") * 40, self.fontMetrics().lineSpacing() * 29)

    def _fill(self, form: str, project_id: str, period: str) -> None:
        context = self.presenter.context
        for kind in self.presenter.forms.values():
            who = kind.document.written_by if kind.document else ""
            item = QListWidgetItem(f"{kind.name}（{who}填写）" if who else kind.name)
            item.setData(KEY, kind.key)
            self.kinds.addItem(item)
        choices = project_choices(context.reader)
        self.project.offer([(f"{choice.title}（{choice.number}）", choice.id) for choice in choices], project_id)
        period_of = context.programme.period
        for year in range(int(period_of.first_month[:4]), int(period_of.last_month[:4]) + 1):
            self.year.addItem(f"{year}年", str(year))
        self.year.setCurrentIndex(max(0, self.year.findData(period or self.presenter.wanted_year(form) or str(context.today().year))))

    def _show_kind(self) -> None:
        form = self.form
        head = form.document if form is not None else None
        of_project = head is not None and head.scope is Scope.PROJECT
        self.purpose.setText(head.purpose if head is not None else "")
        self.project.setVisible(of_project)
        self.project_label.setVisible(of_project)
        yearly = head is not None and head.yearly
        self.year.setVisible(yearly)
        self.year_label.setVisible(yearly)
        self.drafted.setVisible(form is not None and self.presenter.has_draft(form))
        self._show_note()

    def _show_note(self) -> None:
        held = self._held()
        self.ok.setText("打开已有的" if held else "新建")
        self.drafted.setEnabled(not held)
        form = self.form
        self._say(f"已经有一份{form.name}了，不用新建，直接打开它。" if held and form is not None else "", Tone.HINT)

    def _say(self, words: str, tone: Tone) -> None:
        self.note.setText(words)
        set_tone(self.note, tone)

    def _held(self) -> str:
        """Return the document that is there already where there may be only one."""
        form = self.form
        if form is None or form.document is None or form.document.repeats:
            return ""
        if form.document.scope is Scope.PROJECT and not self.project.chosen_id:
            return ""
        return find_document(self.presenter.context.reader, form.key, self._project(), self._period())

    def _project(self) -> str:
        form = self.form
        return self.project.chosen_id if form is not None and form.document and form.document.scope is Scope.PROJECT else ""

    def _period(self) -> str:
        form = self.form
        return str(self.year.currentData()) if form is not None and form.document and form.document.yearly else ""
