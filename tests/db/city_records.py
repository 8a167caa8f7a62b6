"""A city's workspace in which everything happened once: packages taken in, refused, waiting; a review, decisions, questions, replies."""

from datetime import timedelta
from pathlib import Path

from exports.exchange.packs import outgoing_pack
from exports.exchange.receiving import facts_of
from exports.exchange.replies import make_reply, pending
from exports.exchange.sending import make_package
from exports.exchange.stations import found_own_station
from exports.exchange.taking_in import take_in
from exports.package.parties import CITY
from models.operations.city import deciding, experts, field_queries, noting, rounds, scoring, telling
from models.operations.city.taking_in import BY_OFFICER, refuse_package
from models.operations.indicators import save_indicator, save_value
from models.operations.obligations import change_dates
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.workspace.file_workspace import FileWorkspace
from models.workspace.store import OfficeDetails, create
from tests.city.review_records import again, report
from tests.db.conftest import AT, Clock
from tests.db.form_records import submitted_project, today
from tests.exchange.sides import Sides, everything, nil_report
from tests.package.sample import PROGRAM


def tracked(sides: Sides, project: str) -> None:
    """Let the district follow the project for a while."""
    district, on = sides.district, today(sides.district)
    district.perform(save_progress, project, None, on=on, text="示例进展")
    district.perform(save_milestone, project, None, title="示例里程碑", planned_on=on, done_on=on)
    district.perform(save_problem, project, None, on=on, text="示例问题")
    district.perform(save_support_request, project, None, on=on, text="示例请求", addressed_to="市级")
    facts = {"name": "示例指标", "unit": "家", "kind": "point", "baseline": "1", "targets": {"2026": "5", "2027": "6"}}
    held = district.perform(save_indicator, project, None, facts).id
    district.perform(save_value, held, None, on=on, value="3", source="台账")


def busy_city(folder: Path, programme: Programme, office: OfficeDetails, clock: Clock) -> FileWorkspace:
    """Make the workspace, open."""
    bureau = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
    sides = Sides(*(create(folder / name, None, programme, of, AT, clock)[0] for name, of in (("区县", office), ("市级", bureau))))
    city, district = sides.city, sides.district
    found_own_station(city.perform, CITY, "示例市级电脑")
    sides.enrol()
    project = submitted_project(district)
    tracked(sides, project)
    take_in(city.perform, sides.arrives(sides.up(everything(sides, project))))
    sides.up(nil_report(sides))  # is lost, so that the next one waits
    take_in(city.perform, sides.arrives(sides.up(nil_report(sides))))
    refused = sides.arrives(sides.up(nil_report(sides)))
    city.perform(refuse_package, facts_of(refused), BY_OFFICER, "示例原因")
    reviewed(city, project)
    clock.now += timedelta(days=1)
    told(sides)
    district.close(backup=False)
    return city


def reviewed(city: FileWorkspace, reported: str) -> None:
    """Let the city review, ask, decide, send back; the reported project is selected."""
    kind = next(one for one in city.programme.review.decision if one.scored)
    good = next(one.key for one in kind.outcome if not (one.returns or one.needs_reason))
    city.perform(deciding.decide, reported, kind.key, good, deciding.Terms(reason="示例依据", basis="示例〔2026〕1号"))
    ids = report(city, 4)
    known = [city.perform(experts.add_expert, name=f"示例专家{number}", areas=[city.programme.areas[0].key]).id for number in (1, 2, 3)]
    held = city.perform(rounds.open_round, title="示例批次", decision=kind.key, project_ids=ids[:3]).id
    city.perform(rounds.assign_all, held, known)
    full = {criterion.key: "1" for criterion in city.programme.review.criterion}
    for number, (sheet,) in enumerate(city.rows("SELECT id FROM score_sheet ORDER BY project_id, expert_id")):
        if number % 4 == 3:
            city.perform(scoring.mark_conflict, sheet, "示例原因")
        else:
            city.perform(scoring.save_scores, sheet, full, "示例意见", finish=number != 0)
    again(city, ids[1], "application", 2)
    city.perform(deciding.decide, ids[0], kind.key, good, deciding.Terms(reason="示例依据", basis="示例〔2026〕1号"))
    ((other,),) = city.rows("SELECT id FROM revision WHERE document_id = :id AND number = 1", id=ids[2])
    city.perform(deciding.send_back, other, "示例原因", [deciding.Remark("idea", "请补充")], today(city) + timedelta(days=9))
    ((third,),) = city.rows("SELECT id FROM revision WHERE document_id = :id", id=ids[3])
    city.perform(noting.note, third, "示例意见", "idea")
    city.perform(field_queries.ask, third, "示例询问", "idea")
    city.perform(change_dates, "yearly-2026", "示例原因", offices=[city.programme.districts_on(today(city))[0].code], due="2026-12-20")
    city.perform(telling.write_message, "示例通知", "示例内容")
    again_on = today(city) + timedelta(days=30)
    kind, outcome = next((kind, one) for kind in city.programme.review.decision for one in kind.outcome if one.follow_up)
    ids = report(city, 1, kind.from_states[0], kind.form)
    terms = deciding.Terms(reason="示例原因", adjustments="示例调整", follow_up_on=again_on)
    city.perform(deciding.decide, ids[0], kind.key, outcome.key, terms)


def told(sides: Sides) -> None:
    """Let a reply and a pack go down; something more is to be told since."""
    city = sides.city
    (due,) = pending(city, city.programme, today(city))
    make_reply(city.perform, city, city.programme, due, "示例经办人", city.clock(), PROGRAM)
    pack = outgoing_pack(city.programme, "示例说明")
    make_package(city.perform, city, city.programme, pack, city.clock(), PROGRAM, due.station.id)
    city.perform(telling.write_message, "示例通知二", "示例内容", [sides.district.office.district_code])
