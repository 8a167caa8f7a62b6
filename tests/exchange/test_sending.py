"""Enrolment and the way up: what arrives, what waits, what is refused."""

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from exports.exchange import taking_in
from exports.exchange.receiving import Looked, facts_of, look, look_at_files, next_waiting
from exports.exchange.replying import acknowledgement
from exports.exchange.sending import Made, OutgoingDocument, write_package
from exports.exchange.stations import answer_to_city, found_own_station, join, register
from exports.files import CannotWrite
from exports.package.parties import CITY
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import MODERN, NATIONAL, is_available
from forms.definition import Form
from models.changes import Changes, Kind
from models.errors import UserError
from models.exchange import Reply, Submission
from models.exchange_states import ReceivedState, SentState
from models.form_definition import FormDefinition
from models.operations.evidence import attach
from models.operations.exchange import enter_receipt, keep_waiting, withdraw_sent
from models.operations.stations import confirm, revoke
from models.operations.tracking import save_progress
from models.queries import exchange
from models.queries.city.inbox import tray
from models.queries.exchange_facts import evidence_of, newest_revisions
from models.work import Work
from tests.db.form_records import PDF, perform, submitted_project, today
from tests.db.office_records import one
from tests.exchange.sides import Sides, application, nil_report, take_in
from tests.package.hostile import flips, world
from tests.package.sample import PROGRAM


def test_both_sides_read_the_same_fingerprints_aloud(sides: Sides) -> None:
    data, code = sides.invited()
    (invited,) = exchange.peers(sides.city)
    assert (invited.stands, invited.fingerprint) == ("已发入网文件", "")
    joined = join(sides.district.perform, sides.district, data, code, sides.district.office.district_code, sides.district.clock())
    peer = register(sides.city.perform, sides.city, joined.data)
    (registered,) = exchange.peers(sides.city)
    assert registered.fingerprint == joined.own_fingerprint == exchange.stations(sides.district)[0].fingerprint
    assert exchange.peers(sides.district)[0].fingerprint == joined.city_fingerprint == exchange.stations(sides.city)[0].fingerprint
    assert answer_to_city(sides.district, sides.district.clock()) == joined
    sides.city.perform(confirm, peer)
    sides.district.perform(confirm, joined.city_id)
    assert exchange.peers(sides.city)[0].stands == "已核对"
    assert ("登记状态", "已登记，待核对", "已核对") in sides.city.rows("SELECT field_label, old, new FROM history")
    with pytest.raises(UserError, match="没有等待答复"):
        answer_to_city(sides.district, sides.district.clock())
    with pytest.raises(UserError, match="登记过"):
        register(sides.city.perform, sides.city, joined.data)
    with pytest.raises(UserError, match="用过"):
        join(sides.district.perform, sides.district, data, code, sides.district.office.district_code, sides.district.clock())


def test_an_enrolment_file_of_another_district_is_refused(sides: Sides) -> None:
    data, code = sides.invited()
    with pytest.raises(PackageRefused) as refused:
        join(sides.district.perform, sides.district, data, code, "500199", sides.district.clock())
    assert refused.value.code == Refusal.WRONG_RECIPIENT
    assert exchange.stations(sides.district) == []


@pytest.mark.parametrize("name", [MODERN, *([NATIONAL] if is_available(NATIONAL) else [])])
def test_the_city_chooses_the_suite(sides: Sides, name: str) -> None:
    found_own_station(sides.city.perform, CITY, "示例市级电脑", name)
    sides.enrol(name)
    looked = sides.arrives(sides.up())
    assert looked.refused is None
    assert looked.opened is not None
    assert (looked.opened.manifest.suite, looked.opened.sealed) == (name, True)
    back = sides.down(Reply(on=today(sides.city), officer="示例"))
    assert look(sides.district, back.data, back.file_name, PROGRAM).refused is None


def test_private_keys_never_show_in_the_history(enrolled: Sides) -> None:
    (station,) = exchange.stations(enrolled.district)
    private = (exchange.signing_key(enrolled.district, station.id), station.sealing_private)
    history = " ".join(f"{row[0]} {row[1]}" for row in enrolled.district.rows("SELECT old, new FROM history"))
    assert not any(key in history for key in private)
    assert "核对码" in {row[0] for row in enrolled.district.rows("SELECT field_label FROM history")}


def test_a_submission_brings_everything(enrolled: Sides, tmp_path: Path) -> None:
    district = enrolled.district
    project = submitted_project(district)
    perform(district, save_progress, project, None, on=today(district), text="示例进展")
    perform(district, attach, project, file_name="协议.pdf", title="示例协议", data=PDF + b"agreement")
    revisions = newest_revisions(district, form_id="application")
    word = OutgoingDocument("试点申报表", "试点申报表.docx", b"PK\3\4 word", revisions[0].id)
    outgoing = application(enrolled, documents=[word], evidence=evidence_of(district, [project]))
    made = enrolled.up(outgoing)
    target = tmp_path / "U盘" / made.file_name
    target.parent.mkdir()
    write_package(district.perform, district, made.id, target)
    assert [(row.stands, row.sequence) for row in exchange.sent(district)] == [("已导出", 1)]
    ((_, looked),) = look_at_files(enrolled.city, [target], PROGRAM)
    assert isinstance(looked, Looked)
    assert looked.refused is None
    assert looked.opened is not None
    content = looked.opened.content
    assert isinstance(content, Submission)
    assert [facts.id for facts in content.projects] == [project]
    assert [entry.text for entry in content.projects[0].progress] == ["示例进展"]
    assert len(content.projects[0].indicators) == one(district, "SELECT COUNT(*) FROM project_indicator WHERE deleted_at IS NULL")
    assert looked.opened.forms[0].payload == one(district, "SELECT payload FROM revision")
    assert bytes(looked.opened.files[content.documents[0].file]) == word.data
    stored = {bytes(row[0]) for row in district.rows("SELECT data FROM evidence_content")}
    assert {bytes(looked.opened.files[item.file]) for item in content.evidence} == stored
    assert {row.revision_id for row in exchange.sent_parts(district, made.id)} == {"", revisions[0].id}


def test_the_same_package_can_be_handed_over_again_byte_for_byte(enrolled: Sides, tmp_path: Path) -> None:
    made = enrolled.up()
    first, again = tmp_path / "a.rhbs", tmp_path / "b.rhbs"
    write_package(enrolled.district.perform, enrolled.district, made.id, first)
    write_package(enrolled.district.perform, enrolled.district, made.id, again)
    assert first.read_bytes() == again.read_bytes() == made.data


def test_a_stick_that_gives_back_something_else_is_noticed(enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(target: Path, content: bytes) -> Path:
        target.write_bytes(content[:-1] + b"\0")
        return target

    made = enrolled.up()
    monkeypatch.setattr("exports.exchange.sending.replace_file", broken)
    with pytest.raises(CannotWrite, match="核对不一致"):
        write_package(enrolled.district.perform, enrolled.district, made.id, tmp_path / "a.rhbs")
    assert exchange.sent(enrolled.district)[0].stands == "待导出"


def test_packages_wait_for_the_one_that_is_missing(enrolled: Sides) -> None:
    first, second, third = enrolled.up(), enrolled.up(), enrolled.up()
    enrolled.city.perform(take_in, enrolled.arrives(first))
    late = enrolled.arrives(third)
    assert late.waits
    enrolled.city.perform(keep_waiting, facts_of(late), late.data)
    assert exchange.received(enrolled.city)[0].stands == "等前面的包"
    sender = exchange.peers(enrolled.city)[0].id
    assert next_waiting(enrolled.city, sender, PROGRAM) is None
    assert code(enrolled, first) == Refusal.DUPLICATE
    enrolled.city.perform(take_in, enrolled.arrives(second))
    released = next_waiting(enrolled.city, sender, PROGRAM)
    assert released is not None
    enrolled.city.perform(take_in, released)
    assert [(row.sequence, row.stands) for row in exchange.received(enrolled.city)][:1] == [(3, "已导入")]
    assert one(enrolled.city, "SELECT COUNT(*) FROM received_package") == 3
    assert code(enrolled, third) == Refusal.DUPLICATE


def code(sides: Sides, made: Made) -> Refusal:
    looked = sides.arrives(made)
    assert looked.refused is not None
    return looked.refused.code


def test_nobody_waits_for_a_withdrawn_package(enrolled: Sides) -> None:
    first, second = enrolled.up(), enrolled.up()
    enrolled.city.perform(take_in, enrolled.arrives(first))
    with pytest.raises(UserError, match="撤回原因"):
        enrolled.district.perform(withdraw_sent, second.id, " ")
    enrolled.district.perform(withdraw_sent, second.id, "填错了")
    third = enrolled.up()
    enrolled.city.perform(take_in, enrolled.arrives(third))
    assert code(enrolled, second) == Refusal.WITHDRAWN
    with pytest.raises(UserError, match="已经撤回"):
        write_package(enrolled.district.perform, enrolled.district, second.id, enrolled.district.path.with_name("x.rhbs"))


def test_a_withdrawn_package_that_waits_leaves_the_tray_and_is_never_taken_in(enrolled: Sides) -> None:
    city, district = enrolled.city, enrolled.district
    first, second = enrolled.up(), enrolled.up()
    taking_in.take_in(city.perform, enrolled.arrives(second))
    district.perform(withdraw_sent, second.id, "填错了")
    third = enrolled.up()
    taking_in.take_in(city.perform, enrolled.arrives(third))
    assert [row.sequence for row in tray(city, city.programme)] == [3]
    station = exchange.stations(district)[0].id
    told = acknowledgement(city, station)
    assert [(receipt.sequence, receipt.outcome) for receipt in told.receipts] == [(2, "refused"), (3, "waiting")]
    assert told.missing == (1,)
    (outcome,) = taking_in.take_in_batch(city.perform, [enrolled.arrives(first)], PROGRAM)
    assert outcome.released == 1
    assert city.rows("SELECT sequence FROM received_submission JOIN received_package ON id = received_package_id ORDER BY 1") == [
        (1,),
        (3,),
    ]
    assert code(enrolled, second) == Refusal.WITHDRAWN
    district.perform(told_of, second.digest, SentState.REFUSED)
    assert {row.sequence: row.state for row in exchange.sent(district)}[2] == "withdrawn"


def told_of(work: Work, digest: str, state: SentState) -> Changes:
    enter_receipt(work, digest, state, work.on, "")
    return Changes()


def test_an_old_backup_that_goes_on_sending_is_a_fork(enrolled: Sides) -> None:
    first = enrolled.up()
    enrolled.city.perform(take_in, enrolled.arrives(first))
    for table in ("sent_part", "sent_package_content", "sent_package"):
        enrolled.district.perform(forget, table)
    assert code(enrolled, enrolled.up(nil_report(enrolled, "另一份"))) == Refusal.FORK


def forget(work: Work, table: str) -> Changes:
    work.session.execute(text(f"DELETE FROM {table}"))
    return Changes.of(Kind.EXCHANGE)


def test_a_revoked_station_is_refused_and_can_be_enrolled_anew(enrolled: Sides) -> None:
    peer = exchange.peers(enrolled.city)[0].id
    before = enrolled.up()
    earlier = enrolled.down(Reply(on=today(enrolled.city), officer="示例"))
    enrolled.district.perform(take_in, look(enrolled.district, earlier.data, earlier.file_name, PROGRAM))
    late = enrolled.down(Reply(on=today(enrolled.city), officer="示例"))
    enrolled.city.perform(revoke, peer, "电脑更换")
    assert code(enrolled, before) == Refusal.REVOKED
    enrolled.enrol()
    assert enrolled.arrives(enrolled.up()).refused is None
    assert [row.replaced for row in exchange.stations(enrolled.district)] == [False, True]
    reply = enrolled.down(Reply(on=today(enrolled.city), officer="示例"))
    assert look(enrolled.district, reply.data, reply.file_name, PROGRAM).refused is None
    refused = look(enrolled.district, late.data, late.file_name, PROGRAM).refused
    assert refused is not None
    assert (refused.code, "重新登记" in refused.hint) == (Refusal.WRONG_RECIPIENT, True)


def test_two_stations_of_one_district_have_chains_of_their_own(enrolled: Sides, at_stage: Callable[[str], Sides]) -> None:
    second = Sides(at_stage("new").district, enrolled.city)
    second.enrol()
    for made in (enrolled.up(), second.up()):
        looked = enrolled.arrives(made)
        assert looked.refused is None
        enrolled.city.perform(take_in, looked)
    assert [row.sequence for row in exchange.received(enrolled.city)] == [1, 1]


def test_a_district_that_is_not_enrolled_can_still_send(sides: Sides) -> None:
    with pytest.raises(UserError, match="收发身份"):
        sides.up()
    found_own_station(sides.district.perform, sides.district.office.district_code, "一号电脑")
    made = sides.up()
    assert "未登记" in made.file_name
    assert code(sides, made) == Refusal.UNENROLLED
    looked = look(sides.city, made.data, made.file_name, PROGRAM, accept_unenrolled=True)
    assert looked.refused is None
    assert looked.opened is not None
    assert not looked.opened.verified
    sides.city.perform(take_in, looked, ReceivedState.UNVERIFIED)
    again = look(sides.city, made.data, made.file_name, PROGRAM, accept_unenrolled=True)
    assert again.refused is not None
    assert again.refused.code == Refusal.DUPLICATE


def test_a_folder_is_called_one(enrolled: Sides, tmp_path: Path) -> None:
    ((_, found),) = look_at_files(enrolled.city, [tmp_path], PROGRAM)
    assert isinstance(found, UserError)
    assert "是一个文件夹" in found.message


def test_however_long_the_names_the_file_keeps_number_and_mark(sides: Sides) -> None:
    found_own_station(sides.district.perform, sides.district.office.district_code, "示例电脑")
    made = [sides.up(nil_report(sides, "很长的急件名称" * 20)) for _ in range(2)]
    assert [one.file_name[-13:] for one in made] == [f"-00{number}-未登记.rhbs" for number in (1, 2)]
    assert all(len(one.file_name.encode()) <= 210 and "很长的急件名称" in one.file_name for one in made)


def test_who_was_taken_in_before_enrolling_gets_the_receipt_afterwards(sides: Sides) -> None:
    found_own_station(sides.district.perform, sides.district.office.district_code, "示例电脑")
    made = sides.up()
    looked = look(sides.city, made.data, made.file_name, PROGRAM, accept_unenrolled=True)
    sides.city.perform(take_in, looked, ReceivedState.UNVERIFIED)
    sides.enrol()
    station = exchange.stations(sides.district)[0]
    (receipt,) = acknowledgement(sides.city, station.id).receipts
    assert (receipt.package, receipt.sequence) == (made.digest, 1)
    sides.city.perform(revoke, station.id, "换电脑")
    again = sides.invited()
    joined = join(sides.district.perform, sides.district, *again, sides.district.office.district_code, sides.district.clock())
    assert [one.package for one in acknowledgement(sides.city, register(sides.city.perform, sides.city, joined.data)).receipts] == [
        made.digest
    ]


def test_hostile_files_change_nothing(enrolled: Sides) -> None:
    made = enrolled.up()
    before = enrolled.city.rows("SELECT (SELECT COUNT(*) FROM received_package), (SELECT COUNT(*) FROM history)")
    rng = random.Random(3)
    attacks = [
        made.data[:place] + bytes([made.data[place] ^ 1]) + made.data[place + 1 :] for place in rng.sample(range(len(made.data)), 60)
    ]
    attacks += [one.data for _, one in zip(range(60), flips(world(), rng), strict=False)]
    for data in attacks:
        assert look(enrolled.city, data, "包.rhbs", PROGRAM).refused is not None
    assert enrolled.city.rows("SELECT (SELECT COUNT(*) FROM received_package), (SELECT COUNT(*) FROM history)") == before


def test_one_bad_file_never_stops_the_rest(enrolled: Sides, tmp_path: Path) -> None:
    made = enrolled.up()
    good, bad, gone = tmp_path / "好.rhbs", tmp_path / "坏.rhbs", tmp_path / "没有.rhbs"
    good.write_bytes(made.data)
    bad.write_bytes(b"x")
    found = dict(look_at_files(enrolled.city, [bad, gone, good], PROGRAM))
    assert isinstance(found[gone], UserError)
    looked, refused = found[good], found[bad]
    assert isinstance(looked, Looked)
    assert isinstance(refused, Looked)
    assert looked.refused is None
    assert refused.refused is not None
    assert refused.refused.code == Refusal.NOT_OURS


def test_a_form_travels_with_the_definition_it_was_filled_in(sent: Sides) -> None:
    ((form_id, version, payload),) = sent.district.rows("SELECT form_id, version, payload FROM form_definition")
    sent.district.perform(set_definition, "旧版的表格")
    looked = sent.arrives(sent.up(application(sent)))
    assert looked.opened is not None
    (frozen,) = looked.opened.forms
    assert (frozen.definition.key, frozen.definition.version, frozen.definition.title) == (form_id, version, "旧版的表格")
    assert payload != one(sent.district, "SELECT payload FROM form_definition")


def set_definition(work: Work, title: str) -> Changes:
    """As if the pack had called the form otherwise when it was frozen."""
    kept = work.session.scalars(select(FormDefinition)).one()
    kept.payload = msgspec.json.encode(replace(msgspec.json.decode(kept.payload, type=Form), title=title)).decode()
    return Changes.of(Kind.DOCUMENT)
