"""The page of one document (申报表、文书): sections at the left, fields in the middle, guidance and findings at the right."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout

from forms.answers import unexplained
from forms.binding import history_key
from forms.definition import Field, Level
from forms.finding import Finding
from models.changes import Changes, Kind
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.editors.choice import CalmComboBox
from ui.editors.table import TableEditor
from ui.form.form_presenter import Filter, FormPresenter
from ui.form.section_list import SectionList
from ui.form.section_view import SectionView
from ui.form.side_area import SideArea
from ui.form.side_panel import SidePanel
from ui.labels import ElidedLabel, badge, label, set_badge
from ui.page import Page
from ui.shortcuts import action
from ui.tone import Tone

if TYPE_CHECKING:
    from forms.proofreading import Remark
    from ui.documents.hand_in_dialog import HandInDialog
    from ui.form.review_dialog import ReviewDialog

GROUP = "填写"
NARROW = 900
"""Below this width of the page the side panel is folded away; F9 brings it back."""
PANEL_WIDTH = 320


class FormPage(Page):
    """Fills in and checks one document.

    Targets: ``document`` (id), or ``project`` for its application form; ``field`` to go to.
    """

    kinds = frozenset({Kind.DOCUMENT, Kind.ENTITY, Kind.PROJECT, Kind.INDICATOR, Kind.EVIDENCE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = FormPresenter(context, self)
        self.views: dict[str, SectionView] = {}
        self._key = ""
        self._narrow = False
        self._make_widgets()
        self._make_actions()
        self.presenter.opened.connect(self._show_form)
        self.presenter.findings_changed.connect(self._show_findings)
        self.presenter.value_changed.connect(self._show_value)

    def _make_widgets(self) -> None:
        self.project = ElidedLabel("", role="strong")
        self.state = badge("")
        self.progress = label(role="muted")
        self.problems = badge("")
        self.filter = CalmComboBox(self)
        self.filter.setAccessibleName("筛选填写项")
        for choice in Filter:
            self.filter.addItem(choice.value, choice)
        self.filter.currentIndexChanged.connect(self._show_findings)
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        bar = QHBoxLayout()
        bar.setSpacing(metrics.M)
        bar.addWidget(self.project, 1)
        bar.addWidget(self.state)
        bar.addWidget(self.progress)
        bar.addWidget(self.problems)
        bar.addWidget(self.filter)
        self.sections = SectionList(self)
        self.sections.chosen.connect(self._show_section)
        self.stack = QStackedWidget(self)
        self.side = SidePanel(self)
        self.side.jumped.connect(self.go_to)
        self.side.explained.connect(self.presenter.explain)
        self.side.retired_wanted.connect(self._show_retired)
        self.splitter = QSplitter(self)
        self.side_area = SideArea(self.side, self.presenter, self)
        self.side_area.turned.connect(self._turn_side)
        self.side_area.remark_chosen.connect(self._go_to_remark)
        self.side_area.words_chosen.connect(self._go_to_words)
        self.side_area.cell_chosen.connect(self._go)
        for part, stretch in ((self.sections, 0), (self.stack, 1), (self.side_area, 0)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.indexOf(part), stretch)
        self.splitter.setChildrenCollapsible(False)
        self.sections.setMinimumWidth(150)
        self.stack.setMinimumWidth(320)
        self.side.setMinimumWidth(200)
        self.splitter.setSizes([200, 640, 290])
        self.nothing = label("请先在“试点项目”里选一个项目，或在“文书”里选一份文书，再来填写。", role="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.addLayout(bar)
        layout.addWidget(self.nothing)
        layout.addWidget(self.splitter, 1)

    def _make_actions(self) -> None:
        self.primary = action(self, "审核报送…", self._review, "Ctrl+Shift+Return", GROUP)
        save = action(self, "立即保存", self.presenter.flush, "Ctrl+S", GROUP)
        following = action(self, "下一章节", lambda: self.sections.step(1), "Ctrl+PgDown", GROUP)
        previous = action(self, "上一章节", lambda: self.sections.step(-1), "Ctrl+PgUp", GROUP)
        finding = action(self, "下一处问题", self._next_finding, "F8", GROUP)
        side = action(self, "显示或隐藏右侧的说明和校验结果", self._toggle_side, "F9", GROUP)
        word = action(self, "导出 Word…", self._export, "Ctrl+E", GROUP)
        pdf = action(self, "导出 PDF…", self._export_pdf, "Ctrl+Alt+E", GROUP)
        preview = action(self, "打印预览", self._preview, "Ctrl+P", GROUP)
        proofreading = action(self, "公文体检", self._proofread, "F7", GROUP)
        figures = action(self, "数据核对", self._check_figures, "Shift+F7", GROUP)
        draft = action(self, "写初稿…", self._draft, "Ctrl+D", GROUP)
        seal = action(self, "盖章扫描件与校验码…", self._seal, "Ctrl+Shift+K", GROUP)
        copy = action(self, "从其他同类文书复制…", self._copy, "", GROUP)
        compare = action(self, "版本对照…", self._compare, "", GROUP)
        history = action(self, "修改记录", self._history, "", GROUP)
        trace = action(self, "这一项的修改记录", self._field_history, "Ctrl+H", GROUP)
        project = action(self, "项目详情", self._project, "", GROUP)
        self.addActions([save, following, previous, finding, side])
        self.copy_action: QAction = copy
        self.project_action: QAction = project
        self.of_drafts: tuple[QAction, QAction] = (draft, figures)
        self.secondary = (draft, proofreading, figures, side, word, pdf, preview, seal, copy, compare, trace, history, project)

    def refresh(self) -> None:
        """Read the form again, unless it is our own saving that changed it."""
        if self.presenter.document_id and not self.presenter.saving:
            self.presenter.reload()

    def _on_changes(self, changes: Changes) -> None:
        concerned = not changes.project_ids or self.presenter.project_id in changes.project_ids
        if concerned and not self.presenter.saving:
            super()._on_changes(changes)

    def open(self, **target: str) -> None:
        """Open a document, at ``field`` if given."""
        document = target.get("document") or target.get("project", "")
        if document and document != self.presenter.document_id:
            self.presenter.open(document)
        self._stale = False
        if key := target.get("field", ""):
            self._go(key)

    def attended(self) -> tuple[str, bool]:
        """The document, and whether it is being filled in."""
        id = self.presenter.document_id
        return (f"document:{id}", self.presenter.touched) if id else ("", False)

    @property
    def typing(self) -> bool:
        """Whether something typed is not saved yet."""
        return self.presenter.typing

    def may_leave(self) -> bool:
        """Save what was typed; when that fails, the officer decides."""
        if self.presenter.flush():
            return True
        return messages.question(
            self, "刚才输入的内容还没有保存成功，离开后会丢失。", "建议先取消，排除问题后按 Ctrl+S 再保存。", yes="仍要离开", danger=True
        )

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus()

    def go_to(self, finding: Finding) -> None:
        """Go to the field, or the cell, of a finding."""
        self._go(finding.field, finding.row, finding.column)

    def _go(self, key: str, row: str = "", column: str = "") -> None:
        for section in self.presenter.form.section:
            if any(field.key == key for field in section.field):
                self.sections.choose(section.key)
                self._show_section(section.key)
                self.views[section.key].go_to(key, row, column)

    def _show_form(self) -> None:
        """Show another form, or the same anew."""
        state = self.presenter.current
        self._show_head()
        self.copy_action.setEnabled(self.presenter.editable)
        identity = f"{self.presenter.document_id} {state.form.key} {state.form.version}"
        if identity != self._key:
            self._key = identity
            for view in self.views.values():
                self.stack.removeWidget(view)
                view.deleteLater()
            self.views = {}
            self.sections.show_sections(state.form.section)
            self.sections.choose(state.form.section[0].key)
        for view in self.views.values():
            view.show_values()
        self.nothing.hide()
        self.side.show_retired(len(self.presenter.retired()))
        self._show_findings()

    def _show_head(self) -> None:
        """Say what it is, whose it is and how it stands; offer what fits its kind."""
        state, facts = self.presenter.current, self.presenter.facts
        if facts is None:
            return
        application = self.presenter.is_application
        about = f"{facts.project_title or '（未命名项目）'}    {facts.number}" if facts.project_id else self.context.workspace.office.name
        self.project.setText(about if application else f"{facts.title} · {about}")
        name = f"{self.context.programme.state(facts.project_state).title} · " if application else ""
        if state.frozen:
            day = f"，{facts.submitted_on.isoformat()} 报送" if facts.submitted_on and not application else ""
            words = f"{name}第{state.revision}版（已锁定{day}）"
        else:
            words = f"{name}第{state.revision}版草稿" + ("（退回修改）" if state.revision > 1 and not application else "")
        set_badge(self.state, words, Tone.OK if state.frozen else Tone.HINT)
        if self.primary is not None:
            self.primary.setText("审核报送…" if application else "报送…")
        self.project_action.setEnabled(bool(facts.project_id))
        drafted = any(field.passage or field.table for field in state.form.fields())
        for made in self.of_drafts:
            made.setVisible(drafted)
            made.setEnabled(drafted)
        self.of_drafts[0].setEnabled(drafted and self.presenter.editable)
        self.home = "" if application else "documents"
        self.set_heading("" if application else state.form.name)

    def _show_section(self, key: str) -> None:
        section = next(section for section in self.presenter.form.section if section.key == key)
        if key not in self.views:
            view = SectionView(section, self.presenter, self.stack)
            view.focused.connect(self.side.show_field)
            view.action.connect(self._act)
            self.views[key] = view
            self.stack.addWidget(view)
            view.show_values()
        view = self.views[key]
        view.show_findings(self.filter.currentData())
        self.stack.setCurrentWidget(view)

    def _show_findings(self) -> None:
        if self.presenter.state is None:
            return
        chosen = self.filter.currentData()
        filled = applicable = 0
        for section in self.presenter.form.section:
            done = self.presenter.section_state(section)
            filled, applicable = filled + done.filled, applicable + done.applicable
            visible = any(self.presenter.shows(field, chosen) for field in section.field)
            self.sections.show_state(section.key, done, visible)
        self.progress.setText(f"已填 {filled}/{applicable}")
        errors = sum(finding.level is Level.ERROR for finding in self.presenter.findings)
        warnings = len(unexplained(self.presenter.findings, self.presenter.current.explanations))
        words = [f"错误{errors}"] * bool(errors) + [f"警告{warnings}"] * bool(warnings)
        set_badge(self.problems, "  ".join(words) or "没有问题", Tone.ERROR if errors else Tone.WARNING if warnings else Tone.OK)
        current = self.stack.currentWidget()
        if isinstance(current, SectionView):
            current.show_findings(chosen)
        self.side.show_findings(self.presenter.findings, self.presenter.current.explanations, self.presenter.editable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the fields the room of the side where the window becomes narrow, and back."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit_side()

    def _fit_side(self) -> None:
        self._show_side(self.side_area.with_panel or not self._narrow)

    def _show_side(self, shown: bool) -> None:
        """In a narrow window either the sections or the side stand beside the fields."""
        self.side_area.setVisible(shown)
        self.sections.setVisible(not (shown and self._narrow))

    def _toggle_side(self) -> None:
        shown = self.side_area.with_panel or self.side_area.isHidden()
        self.side_area.close_panel()
        self._show_side(shown)

    def _turn_side(self) -> None:
        """Give an open panel the width it needs."""
        if self.side_area.with_panel:
            sizes = self.splitter.sizes()
            room = max(sizes[2], PANEL_WIDTH)
            self.splitter.setSizes([sizes[0], sum(sizes) - sizes[0] - room, room])
        self._fit_side()

    def _proofread(self) -> None:
        if self.presenter.state is not None:
            self.side_area.proofread()

    def _check_figures(self) -> None:
        if self.presenter.state is not None:
            self.side_area.check_figures()

    def _go_to_words(self, key: str, before: str, words: str) -> None:
        from ui.form.proofreading_panel import select_text

        self._go(key)
        current = self.stack.currentWidget()
        if isinstance(current, SectionView) and key in current.rows:
            select_text(current.rows[key].editor, before, words)

    def _go_to_remark(self, remark: "Remark") -> None:
        from forms.texts import Place
        from ui.form.proofreading_panel import select_words

        place = Place.of(remark.block)
        self._go(place.field, place.row, place.column)
        current = self.stack.currentWidget()
        if isinstance(current, SectionView):
            select_words(current.rows[place.field].editor, remark)

    def _show_value(self, key: str) -> None:
        for view in self.views.values():
            if key in view.rows:
                view.show_value(key)

    def _next_finding(self) -> None:
        row = self.side.list.currentRow() + 1
        if self.side.list.count():
            self.side.list.setCurrentRow(row if row < self.side.list.count() else 0)
            item = self.side.list.currentItem()
            if item is not None:
                self.side.list.itemActivated.emit(item)

    def _act(self, field: Field, verb: str, operand: Any) -> None:
        """Do what an editor asks for."""
        if verb == "attach":
            self.presenter.attach(field, operand)
        elif verb == "open":
            from ui.evidence_files import open_evidence

            open_evidence(self.context, str(operand))
        elif verb == "remove":
            from models.operations.recycling import delete

            if messages.question(self, "移除这个附件？", "移除后可在回收站恢复。", yes="移除"):
                self.context.perform(delete, "evidence", str(operand))
                self.presenter.reload()
        elif verb == "propose":
            self._propose(field)

    def _propose(self, field: Field) -> None:
        """Add indicators of the chosen areas from the pack."""
        from ui.form.indicator_picker import pick_indicators

        editor = self.views[self._section_of(field)].rows[field.key].editor
        rows = pick_indicators(self, self.context.programme, self.presenter.form, self.presenter.current.values, field)
        if rows and isinstance(editor, TableEditor):
            editor.add_rows(rows)

    def _section_of(self, field: Field) -> str:
        return next(section.key for section in self.presenter.form.section if field in section.field)

    def _review(self) -> None:
        """Open the dialog in which this kind of document is handed in."""
        if self.presenter.state is None or not self.presenter.flush():
            return
        self.presenter.recheck()
        if self.presenter.is_application:
            from ui.form import review_dialog

            dialog: ReviewDialog | HandInDialog = review_dialog.ReviewDialog(self.context, self.presenter, self)
        else:
            from ui.documents import hand_in_dialog

            dialog = hand_in_dialog.HandInDialog(self.context, self.presenter, self)
        dialog.jumped.connect(lambda key: QTimer.singleShot(0, lambda: self._go(key)))
        show_dialog(dialog)

    def _export(self) -> None:
        from ui.exporting import export_document

        if self.presenter.state is not None and self.presenter.flush():
            export_document(self.context, self.presenter.document_id)

    def _export_pdf(self) -> None:
        from ui.exporting import export_document_pdf

        if self.presenter.state is not None and self.presenter.flush():
            export_document_pdf(self.context, self.presenter.document_id)

    def _preview(self) -> None:
        from ui.exporting import preview_document

        if self.presenter.state is not None and self.presenter.flush():
            preview_document(self.context, self.presenter.document_id)

    def _draft(self) -> None:
        """Write first drafts into fields the officer chooses."""
        from ui.documents.draft_dialog import DraftDialog

        if self.presenter.editable and self.presenter.flush():
            show_dialog(DraftDialog(self.context, self.presenter, self))

    def _seal(self) -> None:
        from ui.documents.seal_part import SealDialog

        if self.presenter.state is not None and self.presenter.flush():
            show_dialog(SealDialog(self.context, self.presenter.document_id, self))

    def _show_retired(self) -> None:
        from ui.packs.retired_dialog import RetiredDialog

        show_dialog(RetiredDialog(self.presenter.retired(), self))

    def _copy(self) -> None:
        from ui.form.copy_dialog import CopyDialog

        if self.presenter.editable and self.presenter.flush():
            show_dialog(CopyDialog(self.context, self.presenter, self))

    def _compare(self) -> None:
        from ui.form.compare_dialog import CompareDialog

        if self.presenter.state is not None and self.presenter.flush():
            show_dialog(CompareDialog(self.context, self.presenter.document_id, self))

    def _field_history(self) -> None:
        """Show what happened to the field in focus; a fact it shows is recorded with the project."""
        field, project = self.side.field, self.presenter.project_id
        if self.presenter.is_application or (project and field is not None and field.bind):
            self.context.navigate("history", project=project, field=history_key(field) if field is not None else "")
        else:
            own = field.key if field is not None and not field.bind else ""
            self.context.navigate("history", object=self.presenter.document_id, field=own)

    def _history(self) -> None:
        target = {"project": self.presenter.project_id} if self.presenter.is_application else {"object": self.presenter.document_id}
        self.context.navigate("history", **target)

    def _project(self) -> None:
        if self.presenter.project_id:
            self.context.navigate("project", project=self.presenter.project_id)
