"""Remarks noted while a form is read: kept until it is sent back, kept on when the return is taken back, never told before."""

import pytest

from models.errors import UserError
from models.operations.city.deciding import Remark, Terms, decide, withdraw_return
from models.operations.city.noting import note, rewrite, strike
from models.queries.city.decisions import made, notes, waiting
from models.workspace.workspace import Workspace
from tests.city.review_records import again, report, sent


def revision_of(workspace: Workspace, project: str) -> str:
    return str(workspace.rows("SELECT id FROM revision WHERE document_id = :id ORDER BY number DESC", id=project)[0][0])


def noted(workspace: Workspace, project: str) -> list[tuple[str, str, str]]:
    return [(row.field_key, row.row, row.text) for row in notes(workspace, project)]


def test_notes_stay_until_the_form_is_sent_back_and_after_the_return_was_taken_back(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    revision = revision_of(reviewing, project)
    first = reviewing.perform(note, revision, "请写具体", "idea").id
    second = reviewing.perform(note, revision, "缺完成时限", "tasks", "t1").id
    reviewing.perform(rewrite, first, "请按年度写具体", "targets", "")
    assert noted(reviewing, project) == [("targets", "", "请按年度写具体"), ("tasks", "t1", "缺完成时限")]
    assert [row.notes for row in waiting(reviewing, reviewing.programme)] == [2]
    assert made(reviewing, reviewing.programme) == []
    returned = reviewing.perform(decide, project, "selection", "returned", Terms(reason="不具体", remarks=[Remark("", "请通读")])).id
    assert noted(reviewing, project) == []
    rows = "SELECT seq, field_key, text FROM city_comment WHERE city_return_id = :id ORDER BY seq"
    told = [(1, "targets", "请按年度写具体"), (2, "tasks", "缺完成时限"), (3, "", "请通读")]
    assert reviewing.rows(rows, id=returned) == told
    with pytest.raises(UserError, match="已经随退回办理"):
        reviewing.perform(strike, second)
    reviewing.perform(withdraw_return, returned, "点错了")
    assert [text for _, _, text in noted(reviewing, project)] == ["请按年度写具体", "缺完成时限", "请通读"]
    reviewing.perform(strike, second)
    returned = reviewing.perform(decide, project, "selection", "returned", Terms(reason="不具体")).id
    sent(reviewing, [returned])
    assert [text for _, _, text in reviewing.rows(rows, id=returned)] == ["请按年度写具体", "请通读"]


def test_notes_on_an_older_revision_are_still_there_for_the_newer_and_go_down_with_it(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    old = revision_of(reviewing, project)
    reviewing.perform(note, old, "请写具体", "idea")
    newer = again(reviewing, project, "application", 2)
    reviewing.perform(note, newer, "附件缺页")
    assert [(row.revision, row.text) for row in notes(reviewing, project)] == [(1, "请写具体"), (2, "附件缺页")]
    returned = reviewing.perform(decide, project, "selection", "returned", Terms(reason="不具体")).id
    assert reviewing.rows("SELECT DISTINCT revision_id, city_return_id FROM city_comment") == [(newer, returned)]


def test_a_note_needs_words_and_a_form(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    revision = revision_of(reviewing, project)
    with pytest.raises(UserError, match="意见"):
        reviewing.perform(note, revision, " \n ")
    with pytest.raises(UserError, match="已经不在"):
        reviewing.perform(note, "0" * 32, "请写具体")
    assert notes(reviewing, project) == []


def test_what_was_read_must_still_be_the_newest(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    read = revision_of(reviewing, project)
    newer = again(reviewing, project, "application", 2)
    with pytest.raises(UserError, match="不是您看的那一版"):
        reviewing.perform(decide, project, "selection", "selected", Terms(revision_id=read))
    reviewing.perform(decide, project, "selection", "selected", Terms(revision_id=newer))
    assert reviewing.rows("SELECT revision_id FROM city_decision") == [(newer,)]
