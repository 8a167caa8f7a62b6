"""A form on its whole way between district and city, only files in between: taken in, scored, sent back, decided, replied to."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from exports.city.score_sheets import FIRST_ROW, TAG_ROW, write_score_sheets
from exports.city.submitted_files import submitted_bytes, submitted_files
from exports.exchange.receiving import facts_of, look
from exports.exchange.replies import pending, send_replies
from exports.exchange.sending import OutgoingDocument
from exports.exchange.taking_in import take_in
from exports.incoming.child import read_content
from exports.jobs import write_document
from forms.collecting.content import Incoming
from forms.collecting.marks import parts_of_tag
from forms.feedback import apply_reply
from forms.keeping import keep_counts
from forms.score_sheets import read_back
from forms.snapshots import decode
from forms.submission import submit
from models.changes import NOTHING, Changes
from models.errors import UserError
from models.exchange import Reply
from models.operations.city.deciding import Terms, decide
from models.operations.city.experts import add_expert
from models.operations.city.field_queries import ask, close_query
from models.operations.city.noting import note
from models.operations.city.rounds import assign_all, close_round, judge_newest, open_round
from models.operations.city.scoring import mark_conflict, save_scores, take_sheets
from models.operations.feedback import answer_comment, answer_query
from models.operations.stations import revoke
from models.package import ReceivedPackageContent
from models.queries import exchange, feedback
from models.queries.city.decisions import asked, made, notes, waiting
from models.queries.city.reviews import CONFLICT, DONE, Board, board, ranking, remarks
from models.queries.exchange_facts import newest_revisions
from models.work import Work
from models.workspace.store import open_workspace
from tests.db.conftest import Clock
from tests.db.form_records import perform, save, state, submitted_project, to_review, today, value
from tests.exchange.sides import Sides, application
from tests.package.sample import PROGRAM

POINTS = {"direction": 18, "basis": 16, "idea": 12, "targets": 12, "tasks": 12, "safeguards": 12, "platform": 3}


def submitted(sides: Sides, folder: Path) -> bytes:
    """Let the district send every frozen application form with its Word file, as its window does, and the city take it in."""
    district, written = sides.district, []
    revisions = newest_revisions(district, form_id="application")
    for place, revision in enumerate(revisions):
        own = folder / str(place)
        own.mkdir(parents=True)
        path = write_document(district, decode(revision.payload), own).path
        written.append(OutgoingDocument(revision.title, path.name, path.read_bytes(), revision.id))
    answers = feedback.answers(district, {revision.document_id for revision in revisions}) | feedback.query_answers(district)
    outgoing = application(sides, documents=written, answers=answers)
    take_in(sides.city.perform, sides.arrives(sides.up(outgoing)))
    return written[0].data


def goes_down(sides: Sides, folder: Path) -> Reply:
    """Make the reply, carry it to the district, apply it there."""
    city, district = sides.city, sides.district
    every = pending(city, city.programme, today(city))
    (sent,) = send_replies(city.perform, city, city.programme, every, folder, "示例市级经办人", city.clock(), PROGRAM)
    assert sent.path is not None
    looked = look(district, sent.path.read_bytes(), sent.path.name, PROGRAM)
    assert looked.opened is not None
    reply = looked.opened.content
    assert isinstance(reply, Reply)
    district.perform(keep_counts, apply_reply, reply, facts_of(looked), looked.data, looked.opened.files)
    return reply


def fill(path: Path) -> None:
    """Fill in a score sheet as an expert does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number, cell in enumerate(sheet[TAG_ROW], start=1):
        key = next(iter(parts_of_tag(str(cell.value or "")) or ()), "")
        if key in POINTS:
            sheet.cell(FIRST_ROW, number).value = POINTS[key]
    book.save(path)


def test_from_the_district_through_scoring_by_file_and_in_the_window_to_the_decision_and_back(enrolled: Sides, tmp_path: Path) -> None:
    city, district = enrolled.city, enrolled.district
    project = submitted_project(district)
    submitted(enrolled, tmp_path)
    experts = [city.perform(add_expert, name=f"示例专家{number}").id for number in (1, 2, 3)]
    held = city.perform(open_round, title="示例批次", decision="selection", project_ids=[project]).id
    city.perform(assign_all, held, experts)

    def shown() -> Board:
        found = board(city, city.programme, held)
        assert found is not None
        return found

    sheets = tmp_path / "评分表"
    sheets.mkdir()
    first, *_ = write_score_sheets(shown(), city.programme, city.office.name, today(city), sheets)
    fill(first.path)
    (came,) = read_back([Incoming(str(first.path), read_content(first.path.read_bytes(), ".xlsx"))], [first.path.name], shown())
    assert came.filled is not None
    city.perform(take_sheets, [came.filled])
    by_expert = {cell.expert_id: cell for cell in shown().cells.values()}
    second, third = (by_expert[id] for id in experts[1:])
    city.perform(save_scores, second.sheet_id, {key: str(points - 1) for key, points in POINTS.items()}, "建议补充", finish=True)
    city.perform(mark_conflict, third.sheet_id, "曾任顾问")
    assert sorted(cell.stands for cell in shown().cells.values()) == sorted([DONE, DONE, CONFLICT])
    (row,) = ranking(city.programme, shown())
    assert (str(row.result.counted), row.place, row.passed, row.conflicts) == ("81.50", 1, True, 1)
    assert any("专家不足5人" in words for words in remarks(city.programme, shown()))
    city.perform(close_round, held)

    city.perform(decide, project, "selection", "selected", Terms(basis="示例〔2026〕1号", reason="综合评审第1名"))
    assert waiting(city, city.programme)[0].kind == "plan"
    (decision,) = goes_down(enrolled, tmp_path).decisions
    assert (decision.state, decision.basis) == ("selected", "示例〔2026〕1号")
    assert district.rows("SELECT state FROM project") == [("selected",)]
    assert [row.state for row in exchange.sent(district)] == ["accepted"]
    (told,) = made(city, city.programme)
    assert (told.sent, told.outcome) == (True, "入选")
    with pytest.raises(UserError, match=r"锁定|报送|退回"):
        save(district, project, "idea", "在评审之后改")


def test_noted_remarks_go_down_are_met_below_and_the_mended_form_is_what_is_judged(enrolled: Sides, tmp_path: Path) -> None:
    city, district = enrolled.city, enrolled.district
    project = submitted_project(district)
    word = submitted(enrolled, tmp_path)
    ((revision,),) = city.rows("SELECT id FROM revision")
    held = city.perform(open_round, title="示例批次", decision="selection", project_ids=[project]).id
    question = city.perform(ask, revision, "人数怎么算", "goal_text").id
    city.perform(note, revision, "请按年度写", "goal_text")
    goes_down(enrolled, tmp_path)
    with pytest.raises(UserError):  # a question leaves the form locked
        save(district, project, "goal_text", "偷偷改了")
    assert district.rows("SELECT COUNT(*) FROM city_comment") == [(0,)]  # a note is nobody's business below
    district.perform(answer_query, question, "按在岗人数")
    submitted(enrolled, tmp_path / "又报")
    assert [row.stands for row in asked(city, city.programme)] == ["已答复"]
    city.perform(close_query, question)

    city.close(backup=False)
    enrolled.city = city = open_workspace(city.path, clock=city.clock)  # the program was closed and started anew
    assert [row.text for row in notes(city, project)] == ["请按年度写"]
    city.perform(decide, project, "selection", "returned", Terms(reason="目标没有分年", revision_id=revision))
    (returned,) = goes_down(enrolled, tmp_path).returned
    assert [(comment.field, comment.text) for comment in returned.comments] == [("goal_text", "请按年度写")]
    (comment,) = feedback.comments(district, project)
    text = f"{value(district, project, 'goal_text')}2026年完成一半。"
    save(district, project, "goal_text", text)
    district.perform(answer_comment, comment.id, "已按年度写明")
    to_review(district, project)
    perform(district, submit, project, today(district))
    newer = submitted(enrolled, tmp_path / "再报")
    assert city.rows("SELECT answer FROM city_comment") == [("已按年度写明",)]
    (row,) = [row for row in waiting(city, city.programme) if row.stands == "待审定"]
    assert (row.revision, row.notes) == (2, 0)
    city.perform(judge_newest, held, project)
    found = board(city, city.programme, held)
    assert found is not None
    assert [(judged.revision, judged.newer) for judged in found.projects] == [(2, 0)]
    assert state(district, project).values["goal_text"] == text
    for number, data in ((1, word), (2, newer)):
        ((id,),) = city.rows("SELECT id FROM revision WHERE number = :number", number=number)
        assert submitted_bytes(city, submitted_files(city, id)[-1]) == data


def test_the_original_is_there_byte_for_byte_also_after_its_station_was_revoked_and_enrolled_anew(
    enrolled: Sides, clock: Clock, tmp_path: Path
) -> None:
    city = enrolled.city
    submitted_project(enrolled.district)
    word = submitted(enrolled, tmp_path)
    ((revision,),) = city.rows("SELECT id FROM revision")
    (file,) = submitted_files(city, revision)
    assert (submitted_bytes(city, file), file.mark) == (word, "")
    assert file.file_name.endswith(".docx")
    (peer,) = exchange.peers(city)
    city.perform(revoke, peer.id, "电脑丢失")
    (file,) = submitted_files(city, revision)
    assert (submitted_bytes(city, file), file.mark) == (word, "发送的电脑已注销登记")
    clock.now += timedelta(hours=1)
    enrolled.enrol()
    again = submitted(enrolled, tmp_path / "再报")
    newer, older = submitted_files(city, revision)
    assert [one.mark for one in (newer, older)] == ["", "发送的电脑已注销登记"]
    assert (submitted_bytes(city, newer), submitted_bytes(city, older)) == (again, word)


def test_a_kept_package_that_was_changed_gives_nothing_away_for_the_original(enrolled: Sides, tmp_path: Path) -> None:
    city = enrolled.city
    submitted_project(enrolled.district)
    submitted(enrolled, tmp_path)
    ((revision,),) = city.rows("SELECT id FROM revision")
    (file,) = submitted_files(city, revision)
    data = bytes(city.rows("SELECT data FROM received_package_content")[0][0])
    other = enrolled.up()

    def keep(work: Work, content: bytes) -> Changes:
        work.session.execute(update(ReceivedPackageContent).values(data=content))
        return NOTHING

    for content in (data[:-40] + bytes(40), b"", other.data):
        city.perform(keep, content)
        with pytest.raises(UserError, match=r"与收到时不一致|没有这一项"):
            submitted_bytes(city, file)
    city.perform(keep, data)
    assert submitted_bytes(city, file)
