"""The documents of one project's life: application, work plan, start-up report, adjustment, yearly report and summary go up one by one."""

from pathlib import Path
from typing import Any

import docx
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from forms.definition import Column, Field
from models.operations.projects import take_step
from models.plain import Plain
from models.queries.obligations import overview
from tests.journeys.acting import field_row, fill, new_project, open_form, register, written
from tests.ui.conftest import TODAY, press, with_dialog
from tests.unit.complete_form import complete_values
from ui.documents.hand_in_dialog import HandInDialog
from ui.documents.new_dialog import NewDocumentDialog
from ui.form.review_dialog import ReviewDialog
from ui.message_dialog import MessageDialog
from ui.pages.documents import DocumentsPage
from ui.pages.form import FormPage
from ui.window import MainWindow

ENTITY, TITLE = "重庆示例人力资源服务有限公司", "笔电产业链招聘用工联合体试点"
NEW_PERIOD = "试点期限延长到2028年6月"
OWN_WORDS = "联合体自己的办法已经落实，没有困难。"
SAID: dict[str, Plain] = {
    "text": "示例内容",
    "long_text": OWN_WORDS,
    "items": ["示例内容"],
    "date": TODAY.isoformat(),
    "month": "2026-11",
    "integer": 1,
    "decimal": "1",
    "pledge": True,
}


def submit_application(window: MainWindow, project: str, attachment: Path) -> None:
    """Fill the application form in and hand it in through the review."""
    page = open_form(window, project)
    values = complete_values() | {"org_name": ENTITY, "pilot_name": TITLE}
    for field in page.presenter.form.fields():
        if field.type == "attachment" and field.key in values:
            attachment.write_bytes(b"%PDF-1.7\n%" + field.key.encode())
            page.presenter.attach(field, [str(attachment)])
        elif not field.read_only and field.key in values and field.type not in {"fixed", "auto"}:
            page.presenter.set_value(field.key, values[field.key])
    assert page.presenter.flush()

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, ReviewDialog)
        dialog.start()
        for box in dialog.boxes.values():
            box.click()
        with_dialog(dialog.submit, lambda asked: press(asked, "报送"))
        dialog.reject()

    with_dialog(page.primary.trigger, review)  # type: ignore[union-attr]
    assert not page.presenter.editable


def drafted(window: MainWindow, form: str, project: str = "", period: str = "") -> FormPage:
    """Make a document with its first draft as the officer does, and fill in what the workspace cannot say."""
    window.show_page("documents")
    documents = window.page()
    assert isinstance(documents, DocumentsPage)

    def put_reminders_away() -> None:
        message = QApplication.activeModalWidget()
        if isinstance(message, MessageDialog):
            message.accept()
        elif not isinstance(window.page(), FormPage):
            QTimer.singleShot(5, put_reminders_away)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, NewDocumentDialog)
        QTimer.singleShot(0, put_reminders_away)
        dialog.ok.click()

    with_dialog(lambda: documents.begin(form, project, period), answer)
    page = window.page()
    assert isinstance(page, FormPage)
    assert page.presenter.form.key == form
    for field in page.presenter.form.fields():
        if field.required and not field.read_only and page.presenter.current.values.get(field.key) is None:
            if field.type == "long_text":
                fill(field_row(page, field.key), OWN_WORDS)
            else:
                page.presenter.set_value(field.key, [_row(field)] if field.type == "table" else SAID[field.type])
    assert page.presenter.flush()
    page.presenter.recheck()
    return page


def _row(field: Field) -> dict[str, Any]:
    return {"id": "r1"} | {column.key: _cell(column) for column in field.column if column.required}


def _cell(column: Column) -> Plain:
    return SAID[column.type]


def hand_in(page: FormPage) -> None:
    """Hand a document in from its page."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, HandInDialog)
        assert dialog.submit_button.isEnabled(), dialog.standing.text()
        with_dialog(dialog.hand_in, lambda asked: press(asked, "报送"))
        dialog.reject()

    with_dialog(page.primary.trigger, answer)  # type: ignore[union-attr]
    assert "已锁定" in page.state.text()


def words(path: Path) -> str:
    """Return everything that stands in a document of Word, tables and all."""
    body = docx.Document(str(path)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def test_every_document_of_a_project_goes_up(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> None:
    context = window.context
    project = new_project(window, register(window, ENTITY), TITLE)
    submit_application(window, project, tmp_path / "证照.pdf")
    assert context.perform(take_step, project, "selected", TODAY, "") is not None

    def sent(page: FormPage) -> str:
        hand_in(page)
        name = page.presenter.form.name
        return words(written(window, monkeypatch, qtbot, tmp_path / f"{name}.docx", page._export))

    plan = sent(drafted(window, "work_plan", project))
    for state in ("plan_approved", "implementing"):
        assert context.perform(take_step, project, state, TODAY, "") is not None
    start_up = sent(drafted(window, "start_up_report", project))
    ((state,),) = context.reader.rows("SELECT state FROM project")
    assert state == "started"

    assert context.perform(take_step, project, "adjusting", TODAY, "市里要求延长期限") is not None
    changing = drafted(window, "adjustment", project)
    fill(field_row(changing, "after"), NEW_PERIOD)
    adjustment = sent(changing)
    assert context.perform(take_step, project, "continuing", TODAY, "") is not None
    yearly = sent(drafted(window, "yearly", period="2026"))
    summary = sent(drafted(window, "summary", project))

    for text in (plan, start_up, adjustment, yearly, summary):
        assert TITLE in text
        assert "草稿" not in text
    assert ENTITY in plan
    assert NEW_PERIOD in adjustment
    assert "共有试点项目1个，由1个试点主体承担" in yearly
    met = {row.key for row in overview(context.reader, context.programme, TODAY) if row.done}
    assert {"application", "work-plan", "start-up-report", "yearly-2026", "final-summary"} <= met
