"""What comes back from the city: a plan that changes nothing, and everything applied once or not at all."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from exports.exchange.packs import judge_pack, outgoing_pack
from exports.exchange.receiving import Looked, facts_of, look
from exports.exchange.replying import acknowledgement
from exports.exchange.sending import make_package
from exports.package.archive import Bytes
from forms.feedback import Effect, EffectKind, apply_pack, apply_reply, plan_pack, plan_reply
from forms.keeping import keep_counts
from forms.mending import to_mend
from forms.submission import reopen
from models.changes import Changes
from models.errors import UserError
from models.exchange import ChangedDates, Decision, FieldComment, Message, NewPack, Receipt, ReceiptOutcome, Reply, ReturnedForm
from models.operations.exchange import keep_waiting, mark_answered
from models.operations.feedback import answer_comment, mark_read
from models.programme.pack import Programme, load_programme
from models.queries import exchange, feedback
from tests.db.conftest import Clock
from tests.db.form_records import perform, save, state, today, value
from tests.db.office_records import one
from tests.exchange.sides import Sides, take_in
from tests.package.sample import PROGRAM, id_of


def sent_form(sides: Sides) -> tuple[str, str, str]:
    """Return project, revision and digest of the package."""
    ((project, revision),) = sides.district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")
    return project, revision, exchange.sent(sides.district)[0].digest


def reply_about(sides: Sides, **parts: Any) -> Reply:
    return Reply(on=today(sides.city), officer="示例市级经办人", **parts)


def comes_back(sides: Sides, reply: Reply) -> tuple[Looked, list[Effect]]:
    made = sides.down(reply)
    looked = look(sides.district, made.data, made.file_name, PROGRAM)
    assert looked.refused is None
    assert looked.opened is not None
    assert looked.opened.content == reply
    before = sides.district.rows("SELECT COUNT(*) FROM history")
    effects = plan_reply(sides.district, sides.district.programme, reply, today(sides.district))
    assert sides.district.rows("SELECT COUNT(*) FROM history") == before
    return looked, effects


def files_of(looked: Looked) -> Mapping[str, Bytes]:
    assert looked.opened is not None
    return looked.opened.files


def applied(sides: Sides, looked: Looked, reply: Reply, leave_out: tuple[str, ...] = ()) -> Changes:
    return sides.district.perform(keep_counts, apply_reply, reply, facts_of(looked), looked.data, files_of(looked), leave_out)


def returned(project: str, revision: str) -> ReturnedForm:
    comment = FieldComment(id=id_of(12), field="idea", text="请写具体")
    return ReturnedForm(id=id_of(11), document_id=project, revision_id=revision, reason="目标不具体", comments=(comment,))


def test_a_return_reopens_exactly_that_form_with_its_comments(sent: Sides) -> None:
    project, revision, package = sent_form(sent)
    receipt = Receipt(package=package, sequence=1, received_on=today(sent.city))
    reply = reply_about(sent, receipts=(receipt,), returned=(returned(project, revision),))
    looked, effects = comes_back(sent, reply)
    assert [(effect.kind, effect.applies, effect.conflict) for effect in effects] == [
        (EffectKind.RECEIPT, True, False),
        (EffectKind.RETURN, True, False),
    ]
    assert effects[1].comments == (("idea", "请写具体"),)
    assert applied(sent, looked, reply).project_ids == {project}
    assert (state(sent.district, project).frozen, state(sent.district, project).revision) == (False, 2)
    assert exchange.sent(sent.district)[0].stands == "退回"
    (comment,) = feedback.comments(sent.district, project)
    assert (comment.number, comment.field_key, comment.text, comment.answer) == (1, "idea", "请写具体", "")
    sent.district.perform(answer_comment, comment.id, " 已写明数量 ")
    assert [(row.comments, row.answered) for row in feedback.returns(sent.district)] == [(1, 1)]
    assert feedback.answers(sent.district, {project}) == {comment.id: "已写明数量"}
    with pytest.raises(UserError, match="已经收到"):
        applied(sent, looked, reply)


def test_a_form_that_was_reopened_meanwhile_keeps_its_edits(sent: Sides) -> None:
    project, revision, _ = sent_form(sent)
    perform(sent.district, reopen, project, today(sent.district), "自行修改")
    save(sent.district, project, "legal_rep", "示例新负责人")
    reply = reply_about(sent, returned=(returned(project, revision),))
    looked, (effect,) = comes_back(sent, reply)
    assert (effect.applies, effect.conflict) == (True, True)
    assert "第2版" in effect.note
    applied(sent, looked, reply)
    assert (state(sent.district, project).revision, value(sent.district, project, "legal_rep")) == (2, "示例新负责人")
    assert one(sent.district, "SELECT COUNT(*) FROM city_return") == 1


def test_decisions_dates_and_messages_apply_once(sent: Sides, clock: Clock) -> None:
    project, _, package = sent_form(sent)
    on = today(sent.district)
    due = date(2026, 12, 15)
    reply = reply_about(
        sent,
        receipts=(Receipt(package=package, sequence=1, received_on=on, outcome=ReceiptOutcome.ACCEPTED),),
        decisions=(Decision(id=id_of(21), project_id=project, state="selected", on=on, basis="示例文号"),),
        dates=(ChangedDates(id=id_of(22), obligation="yearly-2026", due=due, reason="示例通知"),),
        messages=(Message(id=id_of(23), title="示例消息", text="请查收", on=on),),
    )
    looked, effects = comes_back(sent, reply)
    assert all(effect.applies for effect in effects)
    decision = effects[1]
    assert (decision.old, decision.new) == ("已上报", "入选")
    applied(sent, looked, reply)
    assert sent.district.rows("SELECT state FROM project") == [("selected",)]
    assert [row.basis for row in feedback.decisions(sent.district, project)] == ["示例文号"]
    assert sent.district.rows("SELECT due, reason FROM obligation_change") == [("2026-12-15", "示例通知")]
    (message,) = feedback.messages(sent.district)
    sent.district.perform(mark_read, message.id)
    assert [(row.title, row.read) for row in feedback.messages(sent.district)] == [("示例消息", True)]
    assert exchange.sent(sent.district)[0].stands == "通过"
    clock.now += timedelta(days=1)
    looked, again = comes_back(sent, reply)
    assert [effect.applies for effect in again] == [True, False, False, False]
    applied(sent, looked, reply)
    for table in ("city_decision", "obligation_change", "city_message"):
        assert one(sent.district, f"SELECT COUNT(*) FROM {table}") == 1, table


def test_what_cannot_be_done_is_said_and_left_out(sent: Sides) -> None:
    project, _, _ = sent_form(sent)
    on = today(sent.district)
    reply = reply_about(
        sent,
        receipts=(Receipt(package="ab" * 32, sequence=9, received_on=on),),
        missing=(2,),
        returned=(returned(project, id_of(99)),),
        decisions=(
            Decision(id=id_of(31), project_id=id_of(98), state="selected", on=on),
            Decision(id=id_of(32), project_id=project, state="unheard_of", on=on),
            Decision(id=id_of(33), project_id=project, state="selected", on=on + timedelta(days=400)),
            Decision(id=id_of(34), project_id=project, state="selected", on=on - timedelta(days=400)),
        ),
        dates=(ChangedDates(id=id_of(35), obligation="unheard-of", due=on, reason="示例"),),
    )
    looked, effects = comes_back(sent, reply)
    assert not any(effect.applies for effect in effects)
    assert all(effect.note for effect in effects)
    applied(sent, looked, reply)
    assert sent.district.rows("SELECT state FROM project") == [("submitted",)]


def test_the_officer_may_leave_an_effect_out(sent: Sides) -> None:
    project, revision, _ = sent_form(sent)
    reply = reply_about(sent, returned=(returned(project, revision),))
    looked, _ = comes_back(sent, reply)
    applied(sent, looked, reply, (id_of(11),))
    assert state(sent.district, project).frozen
    assert one(sent.district, "SELECT COUNT(*) FROM city_comment") == 0


def test_a_reply_applies_as_a_whole_or_not_at_all(sent: Sides) -> None:
    project, revision, package = sent_form(sent)
    on = today(sent.district)
    reply = reply_about(
        sent,
        receipts=(Receipt(package=package, sequence=1, received_on=on),),
        returned=(returned(project, revision),),
        dates=(ChangedDates(id=id_of(41), obligation="yearly-2026", due=date(2020, 1, 1), reason="日期有误"),),
    )
    looked, _ = comes_back(sent, reply)
    with pytest.raises(UserError, match="日期先后"):
        applied(sent, looked, reply)
    assert state(sent.district, project).frozen
    assert exchange.sent(sent.district)[0].stands == "待导出"
    assert one(sent.district, "SELECT COUNT(*) FROM received_package") == 0
    applied(sent, looked, reply, (id_of(41),))
    assert not state(sent.district, project).frozen


def pack_comes_down(sides: Sides, programme: Programme) -> tuple[Looked, NewPack, str]:
    outgoing = outgoing_pack(programme, "日期有更改")
    peer = exchange.peers(sides.city)[0]
    made = make_package(sides.city.perform, sides.city, sides.city.programme, outgoing, sides.city.clock(), PROGRAM, peer.id)
    looked = look(sides.district, made.data, made.file_name, PROGRAM)
    assert looked.opened is not None
    content = looked.opened.content
    assert isinstance(content, NewPack)
    return looked, content, judge_pack(content, looked.opened.files)


def changed_pack(programme: Programme, tmp_path: Path, old: str, new: str) -> Programme:
    """A copy of the pack with other words in its main file."""
    root = tmp_path / "resources"
    copytree(programme.root / "dictionaries", root / "dictionaries")
    copytree(programme.root / "programmes" / programme.id, root / "programmes" / programme.id)
    main = root / "programmes" / programme.id / "programme.toml"
    text = main.read_text(encoding="utf-8")
    assert old in text
    main.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_programme(programme.id, root)


def test_a_new_pack_is_tried_out_and_kept_beside_the_present_one(sent: Sides, programme: Programme, tmp_path: Path) -> None:
    newer = changed_pack(programme, tmp_path, f'version = "{programme.version}"', 'version = "99.1"')
    looked, pack, problem = pack_comes_down(sent, newer)
    assert problem == ""
    effect = plan_pack(sent.district.programme, pack, problem)
    assert (effect.applies, effect.old, effect.new) == (True, programme.version, "99.1")
    sent.district.perform(apply_pack, pack, facts_of(looked), looked.data, files_of(looked), problem)
    stored = {path: bytes(data) for path, data in sent.district.rows("SELECT path, data FROM kept_pack_file WHERE version = '99.1'")}
    folder = newer.root / "programmes" / newer.id
    assert stored == {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = pack_comes_down(sent, newer)
    sent.district.perform(apply_pack, again[1], facts_of(again[0]), again[0].data, files_of(again[0]), problem)


def test_a_broken_pack_is_received_but_not_kept(sent: Sides, programme: Programme) -> None:
    looked, pack, _ = pack_comes_down(sent, programme)
    assert "相同" in plan_pack(programme, pack, "").note
    assert looked.opened is not None
    broken = dict(looked.opened.files)
    broken[next(file.file for file in pack.files if file.path == "programme.toml")] = b"id = "
    problem = judge_pack(pack, broken)
    assert "programme.toml" in problem
    assert not plan_pack(programme, pack, problem).applies
    sent.district.perform(apply_pack, pack, facts_of(looked), looked.data, broken, problem)
    assert one(sent.district, "SELECT COUNT(*) FROM kept_pack") == 0


def test_receipts_name_what_came_what_waits_and_what_is_missing(enrolled: Sides) -> None:
    first, _, third = enrolled.up(), enrolled.up(), enrolled.up()
    enrolled.city.perform(take_in, enrolled.arrives(first))
    late = enrolled.arrives(third)
    enrolled.city.perform(keep_waiting, facts_of(late), late.data)
    due = acknowledgement(enrolled.city, exchange.peers(enrolled.city)[0].id)
    reply = reply_about(enrolled, receipts=due.receipts, missing=due.missing)
    looked, effects = comes_back(enrolled, reply)
    assert [effect.kind for effect in effects] == [EffectKind.RECEIPT, EffectKind.RECEIPT, EffectKind.MISSING]
    assert "再导出一次" in effects[-1].note
    applied(enrolled, looked, reply)
    assert [(row.sequence, row.stands) for row in exchange.sent(enrolled.district)] == [(3, "等前面的包"), (2, "待导出"), (1, "已收到")]
    enrolled.city.perform(mark_answered, due.received_ids)
    assert acknowledgement(enrolled.city, exchange.peers(enrolled.city)[0].id).receipts == ()


def test_the_list_of_things_to_mend_shows_then_now_and_the_answer(sent: Sides) -> None:
    project, revision, _ = sent_form(sent)
    row = value(sent.district, project, "indicators")[0]["id"]
    comments = (
        FieldComment(id=id_of(51), field="legal_rep", text="请核对负责人"),
        FieldComment(id=id_of(52), field="indicators", row=row, text="目标偏低"),
        FieldComment(id=id_of(53), field="", text="请盖章"),
        FieldComment(id=id_of(54), field="gone_since", text="旧栏目"),
    )
    back = ReturnedForm(id=id_of(50), document_id=project, revision_id=revision, reason="退回", comments=comments)
    reply = reply_about(sent, returned=(back,))
    looked, _ = comes_back(sent, reply)
    applied(sent, looked, reply)
    save(sent.district, project, "legal_rep", "示例新负责人")
    sent.district.perform(answer_comment, id_of(51), "已更正")
    first, second, third, fourth = to_mend(sent.district, sent.district.programme, project, today(sent.district))
    assert (first.now, first.changed, first.answer, first.text) == ("示例新负责人", True, "已更正", "请核对负责人")
    assert first.submitted not in ("", first.now)
    assert first.section
    assert (second.row, second.changed) == (row, False)
    assert value(sent.district, project, "indicators")[0]["name"] in second.submitted
    assert (third.label, third.submitted) == ("整份文书", "")
    assert (fourth.label, fourth.now) == ("gone_since", "")
