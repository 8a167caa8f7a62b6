"""Sending back: one reply a station, with what is new since the last; told once, told again where it did not go out."""

from pathlib import Path

import pytest

from exports.exchange.packs import judge_pack, outgoing_pack
from exports.exchange.receiving import Looked, facts_of, look
from exports.exchange.replies import Pending, pending, send_replies
from exports.exchange.sending import Outgoing, make_package
from exports.exchange.taking_in import take_in
from forms.feedback import EffectKind, apply_reply, plan_reply
from forms.keeping import keep_counts
from forms.submission import reopen
from models.errors import UserError
from models.exchange import Reply
from models.operations.city.deciding import Remark, decide, send_back
from models.operations.city.field_queries import ask, close_query, reopen_query, reword, take_back
from models.operations.city.telling import write_message
from models.operations.exchange import withdraw_sent
from models.operations.obligations import change_dates, undo_change
from models.operations.stations import revoke
from models.programme.kept import files_of, kept_files
from models.programme.pack import Programme
from models.queries import exchange, feedback
from models.queries.city.decisions import asked
from models.queries.city.matrix import matrix
from models.queries.effective import task
from tests.db.form_records import submitted_project, today
from tests.exchange.sides import Sides, application
from tests.package.sample import PROGRAM
from tests.packs.versions import changed


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


def test_what_the_city_has_is_locked_below_until_it_returns_it(enrolled: Sides, tmp_path: Path) -> None:
    project, revision = reported(enrolled)
    district = enrolled.district
    goes_down(enrolled, tmp_path)
    with pytest.raises(UserError, match=r"市级已经收到这一版（第\d+号报送包），本机不能自行收回修改"):
        district.perform(reopen, project, today(district), "想自己改")
    enrolled.city.perform(send_back, revision, "目标没有分年")
    goes_down(enrolled, tmp_path)
    assert district.rows("SELECT frozen_at, revision FROM document WHERE id = :id", id=project) == [(None, 2)]


def test_until_a_receipt_comes_the_district_may_take_it_back(enrolled: Sides) -> None:
    project, _ = reported(enrolled)
    enrolled.district.perform(reopen, project, today(enrolled.district), "发现写错")
    assert enrolled.district.rows("SELECT revision FROM document WHERE id = :id", id=project) == [(2,)]


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


def test_a_question_is_told_whenever_it_is_closed_or_opened_again(enrolled: Sides, tmp_path: Path) -> None:
    city, district = enrolled.city, enrolled.district
    _, revision = reported(enrolled)
    query = city.perform(ask, revision, "基础数据来自哪里", "base").id

    def below() -> list[bool]:
        return [row.closed for row in feedback.queries(district)]

    def above() -> str:
        (row,) = asked(city, city.programme)
        return row.stands

    assert above() == "未发出"
    for closed in (False, True, False, True):
        if closed:
            city.perform(close_query, query)
        elif below():
            city.perform(reopen_query, query)
        assert [one.closed for one in goes_down(enrolled, tmp_path).queries] == [closed]
        assert below() == [closed]
        assert above() == ("已办结" if closed else "待答复")
        assert not due(enrolled).anything
        for change in (reword, take_back):
            with pytest.raises(UserError, match="已经随反馈包发给区县"):
                city.perform(change, query, *(["改写"] if change is reword else []))


def test_what_ended_before_it_was_told_is_not_told(enrolled: Sides, tmp_path: Path) -> None:
    city = enrolled.city
    _, revision = reported(enrolled)
    goes_down(enrolled, tmp_path)
    query = city.perform(ask, revision, "基础数据来自哪里").id
    change = city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-20").id
    city.perform(close_query, query)
    city.perform(undo_change, change)
    assert not due(enrolled).anything
    city.perform(reopen_query, query)
    city.perform(reword, query, "数据从哪里来")
    assert [one.text for one in goes_down(enrolled, tmp_path).queries] == ["数据从哪里来"]


def test_a_withdrawn_reply_does_not_count_and_its_receipts_go_down_again(enrolled: Sides, tmp_path: Path) -> None:
    city = enrolled.city
    _, revision = reported(enrolled)
    query = city.perform(ask, revision, "基础数据来自哪里").id
    change = city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-20").id
    every = pending(city, city.programme, today(city))
    list(send_replies(city.perform, city, city.programme, every, tmp_path, "示例", city.clock(), PROGRAM))
    with pytest.raises(UserError, match="不能再改"):
        city.perform(reword, query, "改写")
    assert due(enrolled).answers.receipts == ()
    city.perform(withdraw_sent, exchange.sent(city)[0].id, "写错了")
    city.perform(reword, query, "数据从哪里来")
    city.perform(undo_change, change)
    told = goes_down(enrolled, tmp_path)
    assert [receipt.outcome for receipt in told.receipts] == ["received"]
    assert [one.text for one in told.queries] == ["数据从哪里来"]
    # Somebody may have seen the withdrawn one: what was taken back since is said.
    assert [(one.reason, one.due.isoformat()) for one in told.dates] == [("撤销改期：全市延期", "2026-11-30")]
    assert states(enrolled) == ["received"]


def test_what_went_down_at_all_is_not_reworded(enrolled: Sides, tmp_path: Path) -> None:
    city = enrolled.city
    _, revision = reported(enrolled)
    query = city.perform(ask, revision, "基础数据来自哪里").id
    every = pending(city, city.programme, today(city))
    list(send_replies(city.perform, city, city.programme, every, tmp_path, "示例", city.clock(), PROGRAM))
    city.perform(withdraw_sent, exchange.sent(city)[0].id, "写错了")
    city.perform(close_query, query)
    assert [one.closed for one in goes_down(enrolled, tmp_path).queries] == [True]
    city.perform(reopen_query, query)
    assert [row.stands for row in asked(city, city.programme)] == ["待答复"]
    with pytest.raises(UserError, match="不能再改"):
        city.perform(reword, query, "改写")
    assert [one.closed for one in goes_down(enrolled, tmp_path).queries] == [False]


def test_a_new_station_is_not_told_what_the_revoked_one_was(enrolled: Sides, tmp_path: Path) -> None:
    city = enrolled.city
    _, revision = reported(enrolled)
    query = city.perform(ask, revision, "基础数据来自哪里").id
    city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-20")
    goes_down(enrolled, tmp_path)
    city.perform(revoke, exchange.peers(city)[0].id, "更换电脑")
    enrolled.enrol()
    assert not due(enrolled).anything
    city.perform(close_query, query)
    assert [one.closed for one in goes_down(enrolled, tmp_path).queries] == [True]


def test_the_dates_that_hold_are_told_whatever_led_there(enrolled: Sides, tmp_path: Path) -> None:
    city, office = enrolled.city, enrolled.district.office.district_code

    def below() -> str:
        found = task(enrolled.district, enrolled.district.programme, "yearly-2026").obligation.due
        return found.isoformat() if found else ""

    def above() -> str:
        line = next(line for line in matrix(city, city.programme, today(city)).lines if line.office == office)
        (found,) = [cell.due for cell in line.cells if cell.key == "yearly-2026"]
        return found.isoformat() if found else ""

    def told() -> str:
        (dates,) = goes_down(enrolled, tmp_path).dates
        assert below() == above() == dates.due.isoformat()
        return above()

    first = city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-10").id
    second = city.perform(change_dates, "yearly-2026", "再次延期", due="2026-12-20").id
    assert told() == "2026-12-20"
    for change in (second, first):  # both at once: what held before the first holds again, not what held before the second
        city.perform(undo_change, change)
    assert told() == "2026-11-30"
    own = city.perform(change_dates, "yearly-2026", "个别延期", offices=[office], due="2026-12-25").id
    assert told() == "2026-12-25"
    city.perform(change_dates, "yearly-2026", "全市延期", due="2026-12-15")  # who has more time keeps it
    assert told() == "2026-12-25"
    city.perform(undo_change, own)
    assert told() == "2026-12-15"
    locked = city.perform(change_dates, "yearly-2026", "不再受理", locked="2027-01-10").id
    goes_down(enrolled, tmp_path)
    assert task(enrolled.district, enrolled.district.programme, "yearly-2026").obligation.locked is not None
    city.perform(undo_change, locked)
    goes_down(enrolled, tmp_path)
    assert task(enrolled.district, enrolled.district.programme, "yearly-2026").obligation.locked is None


def test_the_new_pack_goes_along_where_the_district_works_with_an_older_one(enrolled: Sides, programme: Programme, tmp_path: Path) -> None:
    city, district = enrolled.city, enrolled.district
    newer = changed(programme, {})
    along = outgoing_pack(newer, "日期有更改")

    def replies() -> list[Pending]:
        return pending(city, newer, today(city))

    def sent_with(pack: Outgoing | None) -> Path:
        (sent,) = send_replies(city.perform, city, newer, replies(), tmp_path, "示例", city.clock(), PROGRAM, pack=pack)
        assert sent.path is not None
        return sent.path

    def arrives(path: Path) -> tuple[Looked, Reply]:
        looked = look(district, path.read_bytes(), path.name, PROGRAM)
        assert looked.refused is None
        assert looked.opened is not None
        assert isinstance(looked.opened.content, Reply)
        return looked, looked.opened.content

    assert [one.behind for one in replies()] == [""]  # nobody knows what a district uses that has sent nothing
    reported(enrolled)
    assert [one.behind for one in replies()] == [programme.version]
    assert [one.behind for one in pending(city, programme, today(city))] == [""]
    _, reply = arrives(sent_with(None))
    assert reply.pack is None
    city.perform(withdraw_sent, exchange.sent(city)[0].id, "应当带上方案包")
    assert [one.behind for one in replies()] == [programme.version]
    looked, reply = arrives(sent_with(along))
    assert reply.pack is not None
    assert looked.opened is not None
    problem = judge_pack(reply.pack, looked.opened.files)
    assert problem == ""
    effects = plan_reply(district, district.programme, reply, today(district), problem)
    assert [(effect.kind, effect.applies, effect.old, effect.new, effect.text) for effect in effects] == [
        (EffectKind.RECEIPT, True, "待导出", "已收到", ""),
        (EffectKind.PACK, True, programme.version, newer.version, "日期有更改"),
    ]
    district.perform(keep_counts, apply_reply, reply, facts_of(looked), looked.data, looked.opened.files, (), problem)
    assert kept_files(district, newer.id, newer.version) == files_of(newer)
    assert district.office.programme_version == programme.version  # going over is a step of its own
    # It went down once; the next reply is without it, whatever the officer ticks.
    enrolled.city.perform(write_message, "培训通知", "下周三上午培训。")
    assert [one.behind for one in replies()] == [""]
    assert arrives(sent_with(along))[1].pack is None


def test_a_pack_that_went_down_by_itself_does_not_go_along_again(enrolled: Sides, programme: Programme) -> None:
    city, newer = enrolled.city, changed(programme, {})
    reported(enrolled)
    (station,) = [one.station.id for one in pending(city, newer, today(city)) if one.behind]
    make_package(city.perform, city, newer, outgoing_pack(newer, ""), city.clock(), PROGRAM, station)
    assert [one.behind for one in pending(city, newer, today(city))] == [""]
    city.perform(withdraw_sent, exchange.sent(city)[0].id, "写错了")
    assert [one.behind for one in pending(city, newer, today(city))] == [programme.version]


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
