"""Who handed in what: the matrix of districts and obligations, completeness and timeliness, whom to remind."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from models.base import new_id
from models.changes import NOTHING, Changes
from models.document import Document, Revision
from models.exchange_states import ReceivedState
from models.intake import PartKind, ReceivedPart, ReceivedSubmission
from models.operations.city.deciding import send_back
from models.operations.obligations import change_dates
from models.package import ReceivedPackage
from models.programme.pack import Programme
from models.queries.city.matrix import Cell, CellState, heirs_on, matrix, reminders
from models.work import Work
from models.workspace.workspace import Workspace
from tests.city.review_records import again, freeze, report

DISTRICT, OTHER, MERGED, HEIR = "500109", "500101", "500105", "500157"
YEARLY = "yearly-2026"


def came(workspace: Workspace, office: str, key: str, on: date, forms: Sequence[tuple[str, str]] = (), *, nil: bool = False) -> None:
    """Let a package have come: (project, revision) of each form; without any, the district's own document that the obligation wants."""

    def write(work: Work) -> Changes:
        id = new_id()
        at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
        facts = {"sender": "s" * 32, "recipient": "r" * 32, "office": office, "name": "示例区", "kind": "rhbs", "sequence": 1}
        work.session.add(
            ReceivedPackage(
                id=id,
                **facts,
                digest=id * 2,
                file_name="示例.rhbs",
                size=1,
                program="1.0.0",
                pack_version="2025.1",
                state=ReceivedState.TAKEN,
                made_at=at,
                received_at=at,
            )
        )
        work.session.flush()
        work.session.add(
            ReceivedSubmission(received_package_id=id, office=office, obligation_id=key, obligation_title="示例", on=on, nil=nil)
        )
        obligation = work.programme.obligation(key)
        own = [("", district_revision(work, office, obligation.form, on))] if not (forms or nil) and obligation.form else []
        for number, (project, revision) in enumerate([*forms, *own]):
            part = ReceivedPart(received_package_id=id, entry=f"forms/{number}", kind=PartKind.FORM, title="示例", size=1)
            part.project_id, part.revision_id = project, revision
            work.session.add(part)
        return NOTHING

    workspace.perform(write)


def district_revision(work: Work, office: str, form: str, on: date) -> str:
    """Keep a frozen document of a district; return the id of its revision."""
    at = {"created_at": work.at, "updated_at": work.at, "frozen_at": work.at}
    document = Document(title="示例文书", form_id=form, programme_version=work.programme.version, office=office, **at)
    work.session.add(document)
    work.session.flush()
    facts = {"payload": "{}", "sha256": "0" * 64, "submitted_on": on, "frozen_at": work.at, "by": "示例"}
    revision = Revision(document_id=document.id, number=1, **facts)
    work.session.add(revision)
    work.session.flush()
    return revision.id


def plan_of(workspace: Workspace, project: str) -> str:
    """Let a project have a frozen work plan; return the id of its revision."""
    made: list[str] = []

    def write(work: Work) -> Changes:
        made.append(freeze(work, project, "work_plan"))
        return NOTHING

    workspace.perform(write)
    return made[0]


def revision_of(workspace: Workspace, project: str) -> str:
    return str(workspace.rows("SELECT id FROM revision WHERE document_id = :id ORDER BY number DESC", id=project)[0][0])


def cell(workspace: Workspace, programme: Programme, on: date, office: str, key: str) -> Cell:
    (line,) = [line for line in matrix(workspace, programme, on).lines if line.office == office]
    (found,) = [found for found in line.cells if found.key == key]
    return found


def test_a_report_of_the_district_in_time_late_nil_and_missing(reviewing: Workspace, programme: Programme) -> None:
    due = programme.obligation(YEARLY).due
    assert due == date(2026, 11, 30)
    assert cell(reviewing, programme, date(2026, 10, 1), DISTRICT, YEARLY).state is CellState.NOT_YET
    assert cell(reviewing, programme, date(2026, 11, 20), DISTRICT, YEARLY).state is CellState.OPEN
    assert cell(reviewing, programme, date(2026, 12, 1), DISTRICT, YEARLY).state is CellState.OVERDUE
    came(reviewing, DISTRICT, YEARLY, date(2026, 11, 30))
    came(reviewing, OTHER, YEARLY, date(2026, 12, 2))
    came(reviewing, "500102", YEARLY, date(2026, 11, 1), nil=True)
    found = matrix(reviewing, programme, date(2026, 12, 3))
    states = {one.office: one.state for one in found.column(YEARLY)}
    assert (states[DISTRICT], states[OTHER], states["500102"]) == (CellState.DONE, CellState.LATE, CellState.NIL)
    assert {state for office, state in states.items() if office not in (DISTRICT, OTHER, "500102")} == {CellState.OVERDUE}


def test_completeness_and_timeliness_count_what_was_due(reviewing: Workspace, programme: Programme) -> None:
    came(reviewing, DISTRICT, YEARLY, date(2026, 11, 30))
    came(reviewing, OTHER, YEARLY, date(2026, 12, 2))
    lines = {line.office: line for line in matrix(reviewing, programme, date(2026, 12, 3)).lines}
    assert [(lines[office].owed, lines[office].met, lines[office].on_time) for office in (DISTRICT, OTHER, "500102")] == [
        (1, 1, 1),
        (1, 1, 0),
        (1, 0, 0),
    ]
    assert (lines[DISTRICT].program, lines[DISTRICT].pack_version, lines[DISTRICT].last_on) == ("1.0.0", "2025.1", date(2026, 11, 30))
    assert lines["500102"].program == ""


def test_what_each_project_owes(reviewing: Workspace, programme: Programme) -> None:
    first, second = report(reviewing, 2, "selected", office=DISTRICT)
    on = date(2025, 7, 20)
    found = cell(reviewing, programme, on, DISTRICT, "work-plan")
    assert (found.state, found.owed, found.met) == (CellState.OPEN, 2, 0)
    assert found.missing == ("示例试点项目1", "示例试点项目2")
    came(reviewing, DISTRICT, "work-plan", date(2025, 7, 14), [(first, revision_of(reviewing, first))])
    found = cell(reviewing, programme, on, DISTRICT, "work-plan")
    assert (found.state, found.met) == (CellState.OPEN, 0), "an application form that went along is no work plan"
    came(reviewing, DISTRICT, "work-plan", date(2025, 7, 15), [(first, plan_of(reviewing, first))])
    found = cell(reviewing, programme, on, DISTRICT, "work-plan")
    assert (found.state, found.owed, found.met, found.missing) == (CellState.PART, 2, 1, ("示例试点项目2",))
    came(reviewing, DISTRICT, "work-plan", date(2025, 8, 15), [(second, plan_of(reviewing, second))])
    found = cell(reviewing, programme, date(2025, 8, 16), DISTRICT, "work-plan")
    assert (found.state, found.met, found.late, found.on) == (CellState.LATE, 2, 1, date(2025, 8, 15))
    assert cell(reviewing, programme, on, OTHER, "work-plan").state is CellState.NOTHING


def test_what_was_sent_back_is_wanted_again_until_it_comes_anew(reviewing: Workspace, programme: Programme) -> None:
    (project,) = report(reviewing, 1, office=DISTRICT)
    came(reviewing, DISTRICT, "application", date(2025, 7, 10), [(project, revision_of(reviewing, project))])
    on = date(2025, 7, 11)
    assert cell(reviewing, programme, on, DISTRICT, "application").state is CellState.DONE
    reviewing.perform(send_back, revision_of(reviewing, project), "请补充目标")
    found = cell(reviewing, programme, on, DISTRICT, "application")
    assert (found.state, found.met, found.returned) == (CellState.RETURNED, 0, 1)
    again(reviewing, project, "application", 2)
    came(reviewing, DISTRICT, "application", date(2025, 7, 20), [(project, revision_of(reviewing, project))])
    found = cell(reviewing, programme, date(2025, 7, 21), DISTRICT, "application")
    # Timeliness is judged by the first day it came: who is asked to mend is not late for it.
    assert (found.state, found.met, found.late) == (CellState.DONE, 1, 0)


def test_what_a_merged_district_handed_in_counts_for_its_heir(reviewing: Workspace, programme: Programme) -> None:
    assert heirs_on(programme, date(2025, 11, 5))[MERGED] == MERGED
    assert heirs_on(programme, date(2026, 3, 1))[MERGED] == HEIR
    came(reviewing, MERGED, "yearly-2025", date(2025, 11, 3))
    found = matrix(reviewing, programme, date(2026, 3, 1))
    assert MERGED not in {line.office for line in found.lines}
    assert cell(reviewing, programme, date(2026, 3, 1), HEIR, "yearly-2025").state is CellState.DONE


def test_one_district_gets_more_time(reviewing: Workspace, programme: Programme) -> None:
    reviewing.perform(change_dates, YEARLY, "网络故障", offices=[DISTRICT], due="2026-12-10")
    on = date(2026, 12, 5)
    assert cell(reviewing, programme, on, DISTRICT, YEARLY)[2:] == (CellState.OPEN, 1, 0, 0, 0, date(2026, 12, 10), None, ())
    assert cell(reviewing, programme, on, OTHER, YEARLY).state is CellState.OVERDUE
    reviewing.perform(change_dates, YEARLY, "全市延期", due="2026-12-20")
    assert {one.due for one in matrix(reviewing, programme, on).column(YEARLY)} == {date(2026, 12, 20)}


def test_whom_to_remind_the_most_urgent_first(reviewing: Workspace, programme: Programme) -> None:
    came(reviewing, DISTRICT, YEARLY, date(2026, 11, 30))
    found = matrix(reviewing, programme, date(2026, 12, 1))
    named = {line.office: [one.state for one in cells] for line, cells in reminders(found, [YEARLY])}
    assert DISTRICT not in named
    assert named[OTHER] == [CellState.OVERDUE]
    assert len(named) == len(found.lines) - 1


def test_what_goes_along_or_answers_alone_meet_no_obligation(reviewing: Workspace, programme: Programme) -> None:
    on = date(2026, 12, 2)
    before = cell(reviewing, programme, on, DISTRICT, YEARLY)
    letters: list[str] = []

    def write(work: Work) -> Changes:
        letters.append(district_revision(work, DISTRICT, "cover_letter", on))
        return NOTHING

    reviewing.perform(write)
    came(reviewing, DISTRICT, YEARLY, date(2026, 11, 20), [("", letters[0])])
    reviewing.perform(lambda work: _answers_alone(work, YEARLY))
    assert cell(reviewing, programme, on, DISTRICT, YEARLY) == before


def _answers_alone(work: Work, key: str) -> Changes:
    (package,) = work.session.query(ReceivedPackage).all()
    facts = {"office": DISTRICT, "obligation_id": key, "obligation_title": "示例", "on": date(2026, 11, 20)}
    values = {
        name: getattr(package, name)
        for name in ("sender", "recipient", "office", "name", "kind", "file_name", "size", "program", "pack_version")
    }
    other = ReceivedPackage(id=new_id(), **values, sequence=2, digest="e" * 64, state=package.state, made_at=work.at, received_at=work.at)
    work.session.add(other)
    work.session.flush()
    work.session.add(ReceivedSubmission(received_package_id=other.id, **facts))
    return NOTHING
