"""The city takes in what a district sends: the same facts, once, and nobody else's rows."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from exports.exchange.replying import acknowledgement
from exports.exchange.sending import Made
from exports.exchange.taking_in import arrived, take_in, take_in_files, take_waiting
from exports.package.refusals import Refusal
from forms.submission import reopen, submit
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.exchange import ReceiptOutcome
from models.feedback import CityComment, CityDecision, CityReturn
from models.operations.city.arrived import Arrived
from models.operations.city.taking_in import BY_OFFICER, refuse_package, take_submission
from models.operations.exchange import mark_answered
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import enter_state, take_step
from models.operations.recycling import delete, restore
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.project import Project
from models.queries import exchange
from models.queries.exchange_facts import project_facts
from models.things import Thing
from models.work import Work
from models.workspace.store import Workspace
from tests.db.form_records import perform, submitted_project, to_review, today
from tests.db.office_records import one
from tests.exchange.sides import Sides, application, everything, nil_report
from tests.package.sample import PROGRAM

FILLED = (
    "pilot_entity", "project", "state_change", "progress_entry", "milestone", "problem", "support_request", "project_indicator",
    "indicator_target", "indicator_value", "document", "revision", "form_definition", "evidence", "evidence_content",
    "received_submission", "received_part", "received_package",
)  # fmt: skip


def counts(workspace: Workspace) -> dict[str, int]:
    return {table: workspace.rows(f"SELECT count(*) FROM {table}")[0][0] for table in FILLED}


def send_everything(sides: Sides, project: str) -> Made:
    """Send all there is of one project: form, documents, evidence."""
    return sides.up(everything(sides, project))


def took(sides: Sides, made: Made) -> str:
    return take_in(sides.city.perform, sides.arrives(made)).id


def test_what_was_sent_stands_at_the_city(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    made = send_everything(enrolled, project)
    took(enrolled, made)
    district, city = enrolled.district, enrolled.city
    assert project_facts(city, [project]) == project_facts(district, [project])
    same = "SELECT id, document_id, number, payload, sha256, submitted_on FROM revision"
    assert city.rows(same) == district.rows(same)
    same = "SELECT form_id, version, payload FROM form_definition"
    assert city.rows(same) == district.rows(same)
    same = "SELECT e.id, project_id, document_id, field_key, title, file_name, media_type, size, sha256, data FROM evidence e"
    same += " JOIN evidence_content c ON c.evidence_id = e.id ORDER BY e.id"
    assert city.rows(same) == district.rows(same)
    office = district.office.district_code
    for table in ("pilot_entity", "project", "document"):
        assert city.rows(f"SELECT DISTINCT office FROM {table}") == [(office,)]
    assert city.rows("SELECT office, obligation_id, nil, officer FROM received_submission") == [(office, "application", 0, "示例经办人")]


def test_the_same_package_enters_once(enrolled: Sides) -> None:
    made = send_everything(enrolled, submitted_project(enrolled.district))
    looked = enrolled.arrives(made)
    take_in(enrolled.city.perform, looked)
    before = counts(enrolled.city)
    with pytest.raises(UserError, match="已经收到过"):  # another officer looked at it at the same time
        take_in(enrolled.city.perform, looked)
    assert counts(enrolled.city) == before
    with pytest.raises(UserError, match="已经收到过"):
        take_in(enrolled.city.perform, enrolled.arrives(made))


def shown_changes(sides: Sides, received: str) -> dict[str, list[int]]:
    effects = one(sides.city, "SELECT effects FROM received_submission WHERE received_package_id = :id", id=received)
    return dict(msgspec.json.decode(effects))


def tracked(district: Workspace, project: str) -> dict[str, str]:
    """Put one of everything into a project and return the ids."""
    on = today(district)
    ids = {
        "progress": district.perform(save_progress, project, None, on=on, text="示例进展").id,
        "milestone": district.perform(save_milestone, project, None, title="示例里程碑", planned_on=on).id,
        "problem": district.perform(save_problem, project, None, on=on, text="示例问题").id,
        "support_request": district.perform(save_support_request, project, None, on=on, text="示例事项", addressed_to="市级").id,
    }
    facts = {"name": "示例指标", "unit": "家", "kind": "point", "baseline": "1", "targets": {"2026": "5", "2027": "6"}}
    ids["indicator"] = district.perform(save_indicator, project, None, facts).id
    ids["indicator_value"] = district.perform(save_value, ids["indicator"], None, on=on, value="3", source="台账").id
    return ids


def test_what_changed_since_is_brought_up_to_date_and_what_was_deleted_goes(enrolled: Sides) -> None:
    district, city = enrolled.district, enrolled.city
    project = submitted_project(district)
    ids = tracked(district, project)
    took(enrolled, send_everything(enrolled, project))
    assert project_facts(city, [project]) == project_facts(district, [project])
    on = today(district)
    district.perform(save_progress, project, ids["progress"], on=on, text="示例进展，改过")
    district.perform(save_progress, project, None, on=on, text="又一条")
    for thing in (Thing.MILESTONE, Thing.INDICATOR_VALUE, Thing.PROBLEM):
        perform(district, delete, thing, ids[thing])
    district.perform(save_indicator, project, ids["indicator"], {"targets": {"2026": "7", "2027": ""}})
    received = took(enrolled, send_everything(enrolled, project))
    assert project_facts(city, [project]) == project_facts(district, [project])
    effects = shown_changes(enrolled, received)
    assert effects["progress"] == [1, 1, 0]
    assert effects["removed"] == [0, 3, 0]
    assert effects["support_requests"] == [0, 0, 1]
    assert effects["projects"] == [0, 0, 1]
    assert effects["revisions"] == [0, 0, 1]
    perform(district, restore, Thing.PROBLEM, ids["problem"])
    took(enrolled, send_everything(enrolled, project))
    assert project_facts(city, [project]) == project_facts(district, [project])


def arriving(sides: Sides, project: str) -> Arrived:
    return arrived(sides.arrives(send_everything(sides, project)))


def test_what_a_package_does_not_name_stays(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    tracked(enrolled.district, project)
    took(enrolled, send_everything(enrolled, project))
    before = project_facts(enrolled.city, [project])
    package = arriving(enrolled, project)
    (facts,) = package.submission.projects
    less = msgspec.structs.replace(facts, progress=(), problems=(), indicators=())
    said = msgspec.structs.replace(package.submission, projects=(less,))
    enrolled.city.perform(take_submission, package._replace(submission=said))
    assert project_facts(enrolled.city, [project]) == before


def other_office(sides: Sides, package: Arrived, office: str) -> Arrived:
    changed = replace(package.facts, office=office, sender="f" * 32, digest="f" * 64)
    return package._replace(facts=changed)


def test_a_row_of_another_district_is_refused_and_stays(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    tracked(enrolled.district, project)
    package = arriving(enrolled, project)
    enrolled.city.perform(take_submission, package)
    before, rows = counts(enrolled.city), project_facts(enrolled.city, [project])
    stranger = enrolled.city.programme.districts_on(today(enrolled.city))[5].code
    (facts,) = package.submission.projects
    entity, own = msgspec.structs.replace(facts.entity, id="a" * 32), {"id": "b" * 32, "indicators": (), "milestones": ()}
    ways = (
        facts,
        msgspec.structs.replace(facts, id="b" * 32),  # the entity
        msgspec.structs.replace(facts, entity=entity),  # the project
        msgspec.structs.replace(facts, entity=entity, **own),  # progress and the rest of it
    )
    for way in ways:
        said = msgspec.structs.replace(package.submission, projects=(way,), forms=(), evidence=())
        theirs = other_office(enrolled, package._replace(submission=said, forms=(), evidence=(), parts=()), stranger)
        with pytest.raises(UserError, match="标识与另一"):
            enrolled.city.perform(take_submission, theirs)
    removed = msgspec.structs.replace(facts, entity=entity, **own, progress=(), problems=(), support_requests=())
    said = msgspec.structs.replace(
        package.submission,
        projects=(msgspec.structs.replace(removed, removed=tuple(entry.id for entry in facts.progress)),),
        forms=(),
        evidence=(),
    )
    assert counts(enrolled.city) == before
    enrolled.city.perform(
        take_submission, other_office(enrolled, package._replace(submission=said, forms=(), evidence=(), parts=()), stranger)
    )
    assert project_facts(enrolled.city, [project]) == rows


def test_a_district_that_took_another_one_over_goes_on_with_its_projects(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    package = arriving(enrolled, project)
    gone = next(district for district in enrolled.city.programme.districts if district.successor)
    enrolled.city.perform(take_submission, other_office(enrolled, package, gone.code))
    successor = replace(package.facts, office=gone.successor)
    enrolled.city.perform(take_submission, package._replace(facts=successor))
    assert enrolled.city.rows("SELECT DISTINCT office FROM project") == [(gone.successor,)]


def test_who_is_no_district_and_what_the_pack_does_not_know_is_refused(enrolled: Sides) -> None:
    package = arriving(enrolled, submitted_project(enrolled.district))
    before = counts(enrolled.city)
    with pytest.raises(UserError, match="不在方案包的区县名单里"):
        enrolled.city.perform(take_submission, package._replace(facts=replace(package.facts, office="999999")))
    (facts,) = package.submission.projects
    said = msgspec.structs.replace(package.submission, projects=(msgspec.structs.replace(facts, state="later"),))
    with pytest.raises(UserError, match="不在市级的方案包里"):
        enrolled.city.perform(take_submission, package._replace(submission=said))
    assert counts(enrolled.city) == before


def test_a_frozen_revision_never_changes(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    package = arriving(enrolled, project)
    enrolled.city.perform(take_submission, package)
    again = replace(package.facts, sequence=2, digest="f" * 64)
    (form,) = package.forms
    bent = form._replace(payload=form.payload.replace("示例", "例示"))
    with pytest.raises(UserError, match="第1版与以前报来的第1版不同"):
        enrolled.city.perform(take_submission, package._replace(facts=again, forms=(bent,)))
    item = package.evidence[0]
    with pytest.raises(UserError, match="不是同一个文件"):
        enrolled.city.perform(take_submission, package._replace(facts=again, evidence=(item._replace(data=b"%PDF-"),)))


def decided(work: Work, project: str, state: str, id: str) -> Changes:
    """Decide on a project at the city, as the reviewers do."""
    enter_state(work, work.session.get_one(Project, project), state, work.on, "示例")
    office = work.session.get_one(Project, project).office
    work.session.add(CityDecision(id=id, office=office, project_id=project, state=state, on=work.on, at=work.at))
    return Changes.of(Kind.REVIEW)


def test_a_package_that_does_not_know_the_citys_decision_does_not_undo_it(enrolled: Sides) -> None:
    district, city = enrolled.district, enrolled.city
    project = submitted_project(district)
    took(enrolled, send_everything(enrolled, project))
    city.perform(decided, project, "selected", "d" * 32)
    district.clock.now += timedelta(days=3)  # type: ignore[attr-defined]
    received = took(enrolled, send_everything(enrolled, project))  # made later, by the clock, but without the city's reply
    assert one(city, "SELECT state FROM project") == "selected"
    assert shown_changes(enrolled, received)["kept_states"] == [0, 0, 1]

    def apply(work: Work) -> Changes:
        return decided(work, project, "selected", "d" * 32)

    district.perform(apply)
    district.perform(take_step, project, "plan_approved", today(district))
    took(enrolled, send_everything(enrolled, project))
    assert one(city, "SELECT state FROM project") == "plan_approved"
    steps = [row[0] for row in city.rows("SELECT to_state FROM state_change ORDER BY at, to_state DESC")]
    assert steps == ["submitted", "selected", "plan_approved"]


def test_a_new_revision_closes_the_return_and_brings_the_answers(enrolled: Sides) -> None:
    district, city = enrolled.district, enrolled.city
    project = submitted_project(district)
    took(enrolled, send_everything(enrolled, project))
    revision = one(city, "SELECT id FROM revision")
    office = district.office.district_code

    def send_back(work: Work) -> Changes:
        work.session.add(CityReturn(id="1" * 32, office=office, revision_id=revision, reason="示例", at=work.at))
        work.session.flush()
        work.session.add(CityComment(id="2" * 32, revision_id=revision, city_return_id="1" * 32, seq=1, field_key="goal", text="请写明"))
        enter_state(work, work.session.get_one(Project, project), "draft", work.on, "示例")
        return NOTHING

    city.perform(send_back)
    nil = nil_report(enrolled)
    old = enrolled.up(nil._replace(content=msgspec.structs.replace(nil.content, projects=project_facts(district, [project]))))
    took(enrolled, old)
    assert one(city, "SELECT state FROM project") == "draft"  # that package still says: submitted
    perform(district, reopen, project, today(district), "示例")
    to_review(district, project)
    perform(district, submit, project, today(district))
    outgoing = application(enrolled, answers={"2" * 32: "已写明", "9" * 32: "没有这一条"})
    received = took(enrolled, enrolled.up(outgoing))
    assert city.rows("SELECT revision, frozen_at IS NOT NULL FROM document") == [(2, 1)]
    assert [row[0] for row in city.rows("SELECT number FROM revision ORDER BY number")] == [1, 2]
    assert city.rows("SELECT answer, answered_by FROM city_comment") == [("已写明", "示例经办人")]
    assert one(city, "SELECT state FROM project") == "submitted"
    assert shown_changes(enrolled, received)["answers"] == [1, 0, 0]


def test_packages_wait_for_the_one_before_and_are_then_taken_in_order(enrolled: Sides) -> None:
    made = [enrolled.up(nil_report(enrolled, f"示例{number}")) for number in (1, 2, 3)]
    city = enrolled.city
    for late in (made[2], made[1]):
        looked = enrolled.arrives(late)
        assert looked.waits
        take_in(city.perform, looked)
    assert one(city, "SELECT count(*) FROM received_submission") == 0
    sender = exchange.peers(city)[0].id
    assert list(take_waiting(city.perform, city, sender, PROGRAM)) == []
    took(enrolled, made[0])
    done = [looked.opened.manifest.sequence for looked, _ in take_waiting(city.perform, city, sender, PROGRAM) if looked.opened]
    assert done == [2, 3]
    assert {row.state for row in exchange.received(city)} == {"taken"}


def test_the_receipt_says_why_a_package_was_refused_and_the_chain_goes_on(enrolled: Sides) -> None:
    city, first, second = enrolled.city, enrolled.up(), enrolled.up()
    looked = enrolled.arrives(first)
    package = arrived(looked)
    with pytest.raises(UserError, match="不接收的原因"):
        city.perform(refuse_package, package.facts, BY_OFFICER, " ")
    city.perform(refuse_package, package.facts, BY_OFFICER, "示例原因")
    again = enrolled.arrives(first).refused
    assert again is not None
    assert again.code is Refusal.DUPLICATE
    took(enrolled, second)
    sender = package.facts.sender
    due = acknowledgement(city, sender)
    assert [(receipt.sequence, receipt.outcome, receipt.note) for receipt in due.receipts] == [
        (1, ReceiptOutcome.REFUSED, "示例原因"),
        (2, ReceiptOutcome.RECEIVED, ""),
    ]
    assert due.missing == ()
    city.perform(mark_answered, due.received_ids)
    assert acknowledgement(city, sender).receipts == ()
    with pytest.raises(UserError, match="已经收到过"):
        city.perform(refuse_package, arrived(replace(enrolled.arrives(second), refused=None)).facts, "fork", "示例")


def test_a_day_that_lies_ahead_at_the_district_is_no_step_in_the_future(enrolled: Sides) -> None:
    package = arriving(enrolled, submitted_project(enrolled.district))
    said = msgspec.structs.replace(package.submission, on=date(2030, 1, 1))
    enrolled.city.perform(take_submission, package._replace(submission=said))
    assert one(enrolled.city, 'SELECT "on" FROM state_change') == today(enrolled.city).isoformat()
    assert one(enrolled.city, 'SELECT "on" FROM received_submission') == "2030-01-01"


def test_one_that_turns_out_bad_while_it_is_written_costs_only_itself(enrolled: Sides, tmp_path: Path) -> None:
    district, city = enrolled.district, enrolled.city
    project = submitted_project(district)
    tracked(district, project)
    nil, (facts,) = nil_report(enrolled), project_facts(district, [project])
    rest = {"milestones": (), "problems": (), "support_requests": (), "indicators": ()}
    strange = msgspec.structs.replace(facts, id="b" * 32, **rest)  # its progress belongs to the other project
    bad = nil._replace(content=msgspec.structs.replace(nil.content, projects=(strange,)))
    good = nil._replace(content=msgspec.structs.replace(nil.content, projects=(facts,)))
    paths = []
    for number, outgoing in enumerate((good, bad, nil)):
        paths.append(tmp_path / f"{number}.rhbs")
        made = enrolled.up(outgoing._replace(content=msgspec.structs.replace(outgoing.content, note=f"{number}")))
        paths[-1].write_bytes(made.data)
    found = dict(take_in_files(city.perform, city, paths, PROGRAM))
    assert [(found[path].taken, found[path].changes is not None) for path in paths] == [(True, True), (False, False), (False, True)]
    assert project_facts(city, [project]) == (facts,)
    receipts = {one.sequence: one.outcome for one in acknowledgement(city, exchange.peers(city)[0].id).receipts}
    assert receipts == {1: ReceiptOutcome.RECEIVED, 2: ReceiptOutcome.REFUSED, 3: ReceiptOutcome.WAITING}
