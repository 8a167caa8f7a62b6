"""An officer's first day: from an empty register to a submitted form, both documents, and a second revision."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from forms.definition import Level
from forms.field_types import FIELD_TYPES
from tests.documents.render import Office, page_sizes, page_texts
from tests.journeys.acting import field_row, fill, new_project, open_form, register, written
from tests.ui.conftest import press, with_dialog
from tests.unit.complete_form import complete_values
from ui.form.compare_dialog import CompareDialog
from ui.form.field_row import FieldRow
from ui.form.form_presenter import Filter
from ui.form.review_dialog import ReviewDialog
from ui.pages.form import FormPage
from ui.pages.projects import ProjectsPage
from ui.window import MainWindow

ENTITY, TITLE = "重庆示例人力资源服务有限公司", "笔电产业链招聘用工联合体试点"
TYPED = {"text", "long_text", "integer", "money", "date", "month"}
IDEA = "围绕笔电产业链组建招聘用工联合体，" + "思" * 400
EXPLANATION = "新设机构，情况简单"


def fill_form(page: FormPage, attachment: Path) -> None:
    """Type what is typed, choose what is chosen, attach what is attached."""
    programme, values = page.context.programme, complete_values() | {"idea": IDEA, "org_name": ENTITY, "pilot_name": TITLE}
    for field in page.presenter.form.fields():
        if field.read_only or field.key not in values or field.type in {"fixed", "auto"}:
            continue
        if field.type == "attachment":
            attachment.write_bytes(b"%PDF-1.7\n%" + field.key.encode())
            page.presenter.attach(field, [str(attachment)])
        elif field.type in TYPED:
            fill(field_row(page, field.key), FIELD_TYPES[field.type].show(field, values[field.key], programme))
        else:
            page.presenter.set_value(field.key, values[field.key])
    page.presenter.recheck()
    assert page.presenter.flush()


def explain_first_warning(page: FormPage) -> None:
    """Choose the warning in the list of findings, write the explanation below it and save it."""
    warning = next(finding for finding in page.presenter.findings if finding.level is Level.WARNING)
    place = next(n for n in range(page.side.list.count()) if page.side.list.item(n).text().endswith(warning.message))
    page.side.list.setCurrentRow(place)
    page.side.words.setPlainText(EXPLANATION)
    page.side.save.click()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_from_an_empty_register_to_the_second_revision(
    window: MainWindow, office: Office, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    context = window.context
    project = new_project(window, register(window, ENTITY), TITLE)
    page = open_form(window, project)
    assert [finding for finding in page.presenter.findings if finding.level is Level.ERROR]

    fill_form(page, tmp_path / "证照.pdf")
    assert page.problems.text() == "没有问题"
    fill(field_row(page, "profile"), "新设的机构。")
    page.presenter.recheck()
    assert page.problems.text() == "警告1"
    page.filter.setCurrentIndex(page.filter.findData(Filter.WARNINGS))
    shown: list[FieldRow] = [row for row in page.views["subject"].rows.values() if not row.isHidden()]
    assert [row.field.key for row in shown] == ["profile"]
    page.filter.setCurrentIndex(0)
    explain_first_warning(page)
    assert page.problems.text() == "没有问题"

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, ReviewDialog)
        dialog.start()
        for box in dialog.boxes.values():
            box.click()
        with_dialog(dialog.submit, lambda asked: press(asked, "报送"))
        dialog.reject()

    with_dialog(page.primary.trigger, review)  # type: ignore[union-attr]
    assert context.reader.rows("SELECT state FROM project") == [("submitted",)]
    assert not page.presenter.editable

    document = written(window, monkeypatch, qtbot, tmp_path / "申请表.docx", page._export)
    window.show_page("projects")
    projects = window.page()
    assert isinstance(projects, ProjectsPage)
    row: Any = projects.table.model.row(0)
    assert (row.title, row.errors, row.warnings, row.state) == (TITLE, 0, 0, "submitted")
    ledger = written(window, monkeypatch, qtbot, tmp_path / "台账.xlsx", projects._export_ledger)
    (pdf,) = office.pdf(document)
    (tmp_path / "读回").mkdir()
    (again,) = office.convert("xlsx", tmp_path / "读回", ledger)
    assert set(page_sizes(pdf)) <= {(210, 297), (297, 210)}
    text = squeezed("".join(page_texts(pdf)))
    wanted = (ENTITY, TITLE, row.number, EXPLANATION, "第1版", "2025年7月10日", IDEA[:15])
    assert [words for words in wanted if words not in text] == []
    assert "草稿" not in text
    cells = {str(cell) for line in load_workbook(again)["台账"].iter_rows(values_only=True) for cell in line}
    assert {ENTITY, TITLE, row.number, "91350100M000100Y43"} <= cells

    page = open_form(window, project)

    def give_back(dialog: QDialog) -> None:
        assert isinstance(dialog, ReviewDialog)
        dialog.reason.setText("市局要求补充")
        dialog.reopen()
        dialog.reject()

    with_dialog(page.primary.trigger, give_back)  # type: ignore[union-attr]
    assert "第2版草稿" in page.state.text()
    fill(field_row(page, "staff"), "１３０")
    assert page.presenter.flush()

    def compare(dialog: QDialog) -> None:
        assert isinstance(dialog, CompareDialog)
        differences = [(found.label, found.old, found.new) for found in dialog.table.shown().rows]
        assert differences == [("从业人员数", "128", "130")]

    with_dialog(page._compare, compare)
    second = written(window, monkeypatch, qtbot, tmp_path / "第2版.docx", page._export)
    (pdf,) = office.pdf(second)
    assert "第2版" in squeezed(page_texts(pdf)[0])
    assert "草稿" in squeezed(page_texts(pdf)[0])
