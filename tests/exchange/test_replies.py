"""Sending back: one reply a station, with what is new since the last; told once, told again where it did not go out."""

from pathlib import Path

from exports.exchange.receiving import facts_of, look
from exports.exchange.replies import Pending, pending, send_replies
from exports.exchange.taking_in import take_in
from forms.feedback import apply_reply
from forms.keeping import keep_counts
from models.exchange import Reply
from models.operations.city.deciding import Remark, decide, send_back
from models.operations.city.telling import write_message
from models.operations.exchange import withdraw_sent
from models.operations.obligations import change_dates, undo_change
from models.queries import exchange
from models.queries.effective import task
from tests.db.form_records import submitted_project, today
from tests.exchange.sides import Sides, application
from tests.package.sample import PROGRAM


def reported(sides: Sides) -> tuple[str, str]:
    """Let the district send its application form and the city take it in; return project and revision."""
    project = submitted_project(sides.district)
    take_in(sides.city.perform, sides.arrives(sides.up(application(sides))))
    ((revision,),) = sides.city.rows("SELECT id FROM revision WHERE document_id = :id", id=project)
    return project, revision


def due(sides: Sides) -> Pending:
    (one,) = pending(sides.city, sides.city.programme, today(sides.city))
    return one


def goes_down(sides: Sides, folder: Path) -> Reply:
    """Make the reply, carry it to the district, apply it there."""
    city, district = sides.city, sides.district
    every = pending(city, city.programme, today(city))
    (sent,) = send_replies(city.perform, city, city.programme, every, folder, "示例市级经办人", city.clock(), PROGRAM)
    assert sent.path is not None
    looked = look(district, sent.path.read_bytes(), sent.path.name, PROGRAM)
    assert looked.opened is not None
    assert looked.refused is None
    reply = looked.opened.content
    assert isinstance(reply, Reply)
    district.perform(keep_counts, apply_reply, reply, facts_of(looked), looked.data, looked.opened.files)
    return reply


def states(sides: Sides) -> list[str]:
    return [row.state for row in exchange.sent(sides.district)]


def test_a_decision_goes_down_once_and_accepts_the_package(enrolled: Sides, tmp_path: Path) -> None:
    project, _ = reported(enrolled)
    assert [receipt.outcome for receipt in goes_down(enrolled, tmp_path).receipts] == ["received"]
    assert states(enrolled) == ["received"]
    assert not due(enrolled).anything
    enrolled.city.perform(decide, project, "selection", "selected")
    reply = goes_down(enrolled, tmp_path)
    assert [(decision.project_id, decision.state) for decision in reply.decisions] == [(project, "selected")]
    assert enrolled.district.rows("SELECT state FROM project") == [("selected",)]
    assert states(enrolled) == ["accepted"]
    assert not due(enrolled).anything


def test_a_returned_form_is_open_again_below_with_the_comments(enrolled: Sides, tmp_path: Path) -> None:
    project, revision = reported(enrolled)
    enrolled.city.perform(send_back, revision, "目标没有分年", [Remark("goal_text", "请按年度写")])
    (returned,) = goes_down(enrolled, tmp_path).returned
    assert (returned.reason, [(comment.field, comment.text) for comment in returned.comments]) == (
        "目标没有分年",
        [("goal_text", "请按年度写")],
    )
    assert enrolled.district.rows("SELECT frozen_at FROM document WHERE id = :id", id=project) == [(None,)]
    assert states(enrolled) == ["returned"]


def test_changed_dates_travel_and_so_does_taking_them_back(enrolled: Sides, tmp_path: Path) -> None:
    office = enrolled.district.office.district_code
    change = enrolled.city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-20").id
    enrolled.city.perform(change_dates, "yearly-2025", "个别延期", offices=["500101" if office != "500101" else "500102"], due="2025-12-20")
    (dates,) = goes_down(enrolled, tmp_path).dates
    assert (dates.obligation, dates.due.isoformat()) == ("yearly-2026", "2026-12-20")

    def below() -> str:
        found = task(enrolled.district, enrolled.district.programme, "yearly-2026").obligation.due
        assert found is not None
        return found.isoformat()

    assert below() == "2026-12-20"
    enrolled.city.perform(undo_change, change)
    (dates,) = goes_down(enrolled, tmp_path).dates
    assert dates.reason == "撤销改期：全市延期"
    assert below() == "2026-11-30"


def test_a_message_to_all_and_one_to_another_district(enrolled: Sides, tmp_path: Path) -> None:
    office = enrolled.district.office.district_code
    enrolled.city.perform(write_message, "培训通知", "下周三上午培训。")
    enrolled.city.perform(write_message, "只给别处", "与本区县无关。", ["500101" if office != "500101" else "500102"])
    assert [message.title for message in goes_down(enrolled, tmp_path).messages] == ["培训通知"]
    assert not due(enrolled).anything


def test_what_was_in_a_withdrawn_reply_is_told_again(enrolled: Sides, tmp_path: Path) -> None:
    enrolled.city.perform(write_message, "培训通知", "下周三上午培训。")
    city = enrolled.city
    every = pending(city, city.programme, today(city))
    list(send_replies(city.perform, city, city.programme, every, tmp_path, "示例", city.clock(), PROGRAM))
    assert not due(enrolled).anything
    city.perform(withdraw_sent, exchange.sent(city)[0].id, "写错了")
    assert [message.title for message in due(enrolled).news.messages] == ["培训通知"]
    assert [message.title for message in goes_down(enrolled, tmp_path).messages] == ["培训通知"]


def test_a_folder_that_takes_nothing_leaves_the_reply_to_be_exported_again(enrolled: Sides, tmp_path: Path) -> None:
    enrolled.city.perform(write_message, "培训通知", "下周三上午培训。")
    city = enrolled.city
    every = pending(city, city.programme, today(city))
    (sent,) = send_replies(city.perform, city, city.programme, every, tmp_path / "没有", "示例", city.clock(), PROGRAM)
    assert sent.path is None
    assert sent.failure is not None
    assert [row.state for row in exchange.sent(city)] == ["made"]
