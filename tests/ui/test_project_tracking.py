"""What is tracked on the page of one project: milestones, progress, problems, support requests, indicators, evidence."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from models.operations.indicators import save_indicator, save_value
from models.operations.recycling import delete
from models.operations.tracking import save_problem
from models.workspace.store import Workspace
from tests.ui.conftest import TODAY, press, with_dialog
from tests.ui.test_entities_page import said, type_into
from tests.ui.test_project_page import MAIN, activate, dialog_of, message, show_tab, shown, write_into
from ui.context import Context
from ui.dialogs.value_dialog import ValueDialog
from ui.pages.project import ProjectPage
from ui.project.records_tab import RecordsTab

PDF = b"%PDF-1.4\n% example\n%%EOF\n"
MILESTONES, PROGRESS, PROBLEMS, SUPPORT = range(4)


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = :title", title=MAIN)
    return str(key)


@pytest.fixture
def page(filled_context: Context, project: str) -> Iterator[ProjectPage]:
    yield from shown(filled_context, project)


def column(tab: RecordsTab, key: str) -> list[str]:
    """Return what a column shows, row by row."""
    place = [spec.key for spec in tab.table.model.columns].index(key)
    return [tab.table.model.text(row, place) for row in range(tab.table.model.rowCount())]


def test_milestones_are_proposed_dated_reached_and_moved(page: ProjectPage, filled_context: Context, project: str) -> None:
    tab = page.records[MILESTONES]
    proposed = list(filled_context.programme.area("a1").milestones)
    assert column(tab, "title")[: len(proposed)] == proposed, "a new project has what its area proposes"
    filled_context.perform(delete, "milestone", tab.table.model.rows[0].id)
    assert proposed[0] not in column(tab, "title")
    tab.propose_action.trigger()
    assert proposed[0] in column(tab, "title")
    tab.show_thing(next(row.id for row in tab.table.model.rows if row.title == "签订三方协议"))
    show_tab(page, tab)
    before = column(tab, "title").index("签订三方协议")
    QTest.keyClick(tab.table.grid, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert column(tab, "title").index("签订三方协议") == before - 1

    def close(dialog: QDialog) -> None:
        assert dialog_of(dialog).values["done_on"] == TODAY.isoformat()
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), close)
    place = column(tab, "title").index("签订三方协议")
    assert column(tab, "state")[place] == "延后完成"
    assert column(tab, "done_on")[place] == "2026-11-23"


@pytest.mark.parametrize(
    ("number", "closed", "open_word", "closed_word"),
    [(PROBLEMS, "resolved_on", "未解决", "已解决"), (SUPPORT, "answered_on", "待答复", "已答复")],
)
def test_records_are_added_with_ctrl_n_closed_and_deleted(
    page: ProjectPage, number: int, closed: str, open_word: str, closed_word: str
) -> None:
    tab = page.records[number]
    show_tab(page, tab)

    def fill(dialog: QDialog) -> None:
        dialog_of(dialog).save()
        assert "还没有填写" in said(dialog_of(dialog), "text")
        write_into(dialog_of(dialog), "text", "示例内容")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier), fill)
    assert column(tab, "text") == ["示例内容"]
    assert column(tab, "on") == ["2026-11-23"]
    assert column(tab, "state") == [open_word]
    assert page.tabs.tabText(number + 1).endswith(" 1")
    show_tab(page, tab)
    with_dialog(
        lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), lambda dialog: dialog_of(dialog).save()
    )
    assert column(tab, "state") == [closed_word]
    assert column(tab, closed) == ["2026-11-23"]
    show_tab(page, tab)
    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_Delete), lambda question: press(question, "删除"))
    assert column(tab, "text") == []


def test_progress_is_added_from_the_overview_and_edited_with_enter(page: ProjectPage) -> None:
    tab = page.records[PROGRESS]

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026.11.3")
        write_into(dialog_of(dialog), "text", "走访企业")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier), fill)
    assert (column(tab, "on"), column(tab, "text"), column(tab, "by")) == (["2026-11-03"], ["走访企业"], ["示例经办人"])
    show_tab(page, tab)

    def edit(dialog: QDialog) -> None:
        write_into(dialog_of(dialog), "text", "和院校")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_Return), edit)
    assert "和院校" in column(tab, "text")[0]


def test_what_the_operation_refuses_keeps_the_dialog_open(page: ProjectPage, filled_context: Context, project: str) -> None:
    filled_context.perform(save_problem, project, None, on=date(2026, 11, 10), text="示例问题")
    tab = page.records[PROBLEMS]
    tab.table.select(lambda row: True)
    refusals: list[str] = []

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "resolved_on", "2026-11-01")

        def read(refusal: QDialog) -> None:
            refusals.append(message(refusal))
            refusal.accept()

        with_dialog(dialog_of(dialog).save, read)
        assert dialog.isVisible()
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(lambda: tab.edit(tab.table.current()), fill)
    assert "早于“提出日期”" in refusals[0]


def add_indicator(context: Context, project: str, kind: str, **more: object) -> str:
    facts = {"name": f"示例{kind}指标", "unit": "人", "kind": kind, "baseline": "10", "targets": {"2025": "50", "2026": "100"}} | more
    changes = context.perform(save_indicator, project, None, facts)
    assert changes is not None
    return changes.id


def test_indicators_stand_against_the_target_of_the_year(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "cumulative")
    filled_context.perform(save_value, key, None, on="2025-12-31", value="40", source="台账")
    filled_context.perform(save_value, key, None, on="2026-10-31", value="75", source="台账")
    tab = page.indicators
    tab.show_thing(key)
    shown_words = {spec.key: tab.table.model.text(0, place) for place, spec in enumerate(tab.table.model.columns)}
    assert shown_words["target_2026"] == "100"
    assert (shown_words["actual"], shown_words["rate"], shown_words["kind_title"]) == ("75", "75%", "累计")
    assert [tab.chart.words(bar) for bar in tab.chart.bars] == [
        "基期：完成10人",
        "2025年：完成40人，目标50人",
        "2026年：完成75人，目标100人",
        "2027年：没有数",
    ]
    assert [row.value for row in tab.values.model.rows] == ["75", "40"]


def test_a_cumulative_value_that_falls_needs_a_note(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "cumulative")
    filled_context.perform(save_value, key, None, on="2026-06-30", value="60")
    tab = page.indicators
    tab.show_thing(key)
    page.tabs.setCurrentWidget(tab)
    activate(page)
    tab.table.grid.setFocus()
    QApplication.processEvents()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        type_into(dialog, "value", "５５")
        with_dialog(dialog.save, lambda refusal: refusal.accept())
        assert dialog.isVisible()
        write_into(dialog, "note", "核减重复统计5人")
        dialog.save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), fill)
    assert [(row.on.isoformat(), row.value, row.note) for row in tab.values.model.rows] == [
        ("2026-11-23", "55", "核减重复统计5人"),
        ("2026-06-30", "60", ""),
    ]


def test_a_ratio_is_computed_from_its_two_numbers(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "ratio", unit="%")
    tab = page.indicators
    tab.show_thing(key)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        assert "value" not in dialog.rows
        type_into(dialog, "numerator", "1")
        type_into(dialog, "denominator", "3")
        dialog.save()

    with_dialog(tab.add_value, fill)
    assert [(row.value, row.numerator, row.denominator) for row in tab.values.model.rows] == [("33.33", "1", "3")]


def test_a_value_names_its_evidence(page: ProjectPage, filled_context: Context, project: str, tmp_path: Path) -> None:
    proof = tmp_path / "在岗名册.pdf"
    proof.write_bytes(PDF)
    page.evidence.take([str(proof)])
    key = add_indicator(filled_context, project, "point")
    tab = page.indicators
    tab.show_thing(key)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        type_into(dialog, "value", "12")
        dialog.evidence.setCurrentIndex(dialog.evidence.findText("在岗名册"))
        dialog.save()

    with_dialog(tab.add_value, fill)
    assert [row.evidence_title for row in tab.values.model.rows] == ["在岗名册"]


def test_core_indicators_are_proposed_from_the_area(page: ProjectPage, filled_context: Context) -> None:
    press(page.indicators.table, "添加核心指标")
    core = {indicator.name for indicator in filled_context.programme.indicators_of(["a1"]) if indicator.core}
    assert {row.name for row in page.indicators.table.model.rows} == core


def test_an_indicator_keeps_targets_that_are_no_numbers(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "yearly")
    page.indicators.show_thing(key)

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "target_2027", "约一千")
        dialog_of(dialog).save()

    with_dialog(lambda: page.indicators.edit(page.indicators.table.current()), fill)
    rows = filled_context.reader.rows("SELECT value FROM indicator_target WHERE project_indicator_id = :id AND year = 2027", id=key)
    assert rows == [("约一千",)]


def drop(widget: object, paths: list[Path]) -> None:
    """Drop files on a tab."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, mime, left, none)
    widget.dragEnterEvent(enter)  # type: ignore[attr-defined]
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(20, 20), copy, mime, left, none))  # type: ignore[attr-defined]


def test_files_are_dropped_named_by_their_content_and_refused_twice(page: ProjectPage, tmp_path: Path) -> None:
    proof, disguised = tmp_path / "合作协议.pdf", tmp_path / "说明.pdf"
    proof.write_bytes(PDF)
    disguised.write_bytes(b"just words")
    drop(page.evidence, [proof])
    rows = page.evidence.table.model.rows
    assert [(row.title, row.media_type, row.size, len(row.sha256)) for row in rows] == [("合作协议", "application/pdf", len(PDF), 64)]
    refusals: list[str] = []

    def read(dialog: QDialog) -> None:
        refusals.append(message(dialog))
        dialog.accept()

    with_dialog(lambda: drop(page.evidence, [disguised]), read)
    with_dialog(lambda: drop(page.evidence, [proof]), read)
    assert "不是这里可以接收的类型" in refusals[0]
    assert "已经添加过" in refusals[1]
    assert len(page.evidence.table.model.rows) == 1


def test_a_file_is_renamed_and_deleted(page: ProjectPage, tmp_path: Path) -> None:
    proof = tmp_path / "扫描件001.pdf"
    proof.write_bytes(PDF)
    page.evidence.take([str(proof)])

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "title", "三方合作协议")
        dialog_of(dialog).save()

    with_dialog(page.evidence.rename_action.trigger, fill)
    assert [(row.title, row.file_name) for row in page.evidence.table.model.rows] == [("三方合作协议", "扫描件001.pdf")]
    with_dialog(page.evidence.remove_action.trigger, lambda question: press(question, "删除"))
    assert not page.evidence.table.model.rows
