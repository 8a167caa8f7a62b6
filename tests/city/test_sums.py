"""Sums over all districts: what is counted, what counts once, what is grouped how."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from forms.cases import library
from forms.snapshots import decode, encode
from models.changes import NOTHING, Changes
from models.document import Revision
from models.entity import PilotEntity
from models.programme.pack import Programme
from models.project import Project
from models.queries import report_parts
from models.queries.city.sums import cases, heat, problems, support_requests
from models.queries.report_parts import project_pages
from models.tracking import Problem, SupportRequest
from models.work import Work
from models.workspace.workspace import Workspace
from tests.city.review_records import report

TODAY = date(2026, 11, 23)


def change(workspace: Workspace, what: type[Project] | type[PilotEntity], id: str, **values: object) -> None:
    """Write what a package would have brought."""

    def write(work: Work) -> Changes:
        thing = work.session.get_one(what, id)
        for name, value in values.items():
            setattr(thing, name, value)
        return NOTHING

    workspace.perform(write)


def entity_of(workspace: Workspace, project: str) -> str:
    ((id,),) = workspace.rows("SELECT entity_id FROM project WHERE id = :id", id=project)
    return str(id)


def test_every_district_has_a_line_and_every_area_a_column(reviewing: Workspace, programme: Programme) -> None:
    first, second, third = report(reviewing, 3, office="500101")
    change(reviewing, Project, second, main_area="a1", office="500109", state="implementing")
    change(reviewing, Project, third, main_area="")
    found = heat(reviewing, programme, TODAY)
    assert [key for key, _number, _short in found.areas] == [area.key for area in programme.areas]
    assert len(found.lines) == len(programme.districts_on(TODAY))
    lines = {line.office: line for line in found.lines}
    assert (lines["500101"].counts[0], lines["500101"].unchosen, lines["500101"].total) == (1, 1, 2)
    assert lines["500109"].counts[0] == 1
    assert (found.totals[0], found.projects) == (2, 3)
    assert found.blank == (len(programme.areas) - 1, len(found.lines) - 2)
    under_way = heat(reviewing, programme, TODAY, ["implementing"])
    assert (under_way.projects, under_way.totals[0]) == (1, 1)
    assert first in {id for (id,) in reviewing.rows("SELECT id FROM project WHERE state = 'submitted'")}


def test_an_enterprise_of_two_districts_counts_once_by_its_code(reviewing: Workspace, programme: Programme) -> None:
    here, there, nameless = (report(reviewing, 1, office=office)[0] for office in ("500101", "500109", "500109"))
    for project in (here, there):
        change(reviewing, PilotEntity, entity_of(reviewing, project), uscc="91500000MA5UXXXXX1")
    found = heat(reviewing, programme, TODAY)
    lines = {line.office: line.entities for line in found.lines}
    assert (lines["500101"], lines["500109"], found.entities) == (1, 2, 2)
    change(reviewing, PilotEntity, entity_of(reviewing, nameless), uscc="91500000MA5UXXXXX2")
    assert heat(reviewing, programme, TODAY).entities == 2


def test_what_a_merged_district_reported_counts_for_its_heir(reviewing: Workspace, programme: Programme) -> None:
    gone = next(one for one in programme.districts if one.code not in {held.code for held in programme.districts_on(TODAY)})
    report(reviewing, 1, office=gone.code)
    found = heat(reviewing, programme, TODAY)
    assert found.projects == 1
    assert sum(line.total for line in found.lines) == 1


def test_open_matters_stand_first_then_by_area_and_district(reviewing: Workspace, programme: Programme) -> None:
    ids = report(reviewing, 3, "implementing", office="500109")
    (applied,) = report(reviewing, 1, office="500109")
    change(reviewing, Project, ids[2], main_area="a1")

    def write(work: Work) -> Changes:
        settled = {"resolved_on": date(2026, 3, 1), "resolution": "已协调"}
        work.session.add(Problem(project_id=ids[0], on=date(2026, 1, 5), text="办结了的", **settled))
        work.session.add(Problem(project_id=ids[1], on=date(2026, 2, 5), text="第二个方向的"))
        work.session.add(Problem(project_id=applied, on=date(2026, 1, 5), text="还不是试点项目的"))
        work.session.add(Problem(project_id=ids[2], on=date(2026, 3, 5), text="第一个方向的"))
        request = SupportRequest(project_id=ids[0], on=date(2026, 4, 5), text="请协调", addressed_to="市人力社保局")
        work.session.add(request)
        return NOTHING

    reviewing.perform(write)
    found = problems(reviewing, programme, TODAY)
    assert [(row.text, row.stands) for row in found] == [("第一个方向的", "未办结"), ("第二个方向的", "未办结"), ("办结了的", "已办结")]
    assert (found[2].settled_on, found[2].settlement) == (date(2026, 3, 1), "已协调")
    (request,) = support_requests(reviewing, programme, TODAY)
    assert (request.district, request.area, request.addressed_to) == (
        programme.item_name("district", "500109"),
        programme.areas[0].title,
        "市人力社保局",
    )


def test_the_library_holds_the_newest_frozen_case(reviewing: Workspace, programme: Programme) -> None:
    (project,) = report(reviewing, 1, "implementing", "typical_case")
    assert cases(reviewing, programme, TODAY, []) == []
    (found,) = cases(reviewing, programme, TODAY, ["typical_case"])
    assert (found.project, found.revision, found.submitted_on) == ("示例试点项目1", 1, date(2025, 7, 10))
    assert found.document_id != project
    assert found.title == "典型案例"
    payload = {"title": "示例：组建联合体　破解缺工"}

    def name(work: Work) -> Changes:
        revision = work.session.get_one(Revision, found.revision_id)
        revision.payload = encode(replace(decode(revision.payload), shown=payload, values=payload))
        return NOTHING

    reviewing.perform(name)
    (named,) = library(reviewing, programme, TODAY)
    assert named == found._replace(title=payload["title"])


def test_projects_of_one_number_are_read_together(reviewing: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = report(reviewing, 4, office="500101")
    for id in ids[1:3]:
        change(reviewing, Project, id, number="500101-2025-002")
    monkeypatch.setattr(report_parts, "PAGE", 2)
    pages = list(project_pages(reviewing, programme))
    assert [[line.id for line in page.projects] for page in pages] == [ids[:3], ids[3:]]


def test_a_city_without_packages_has_zeros(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    found = heat(reviewing, programme, TODAY)
    assert (found.projects, found.entities, found.most) == (0, 0, 0)
    assert found.blank == (len(programme.areas), len(found.lines))
    assert problems(reviewing, programme, TODAY) == support_requests(reviewing, programme, TODAY) == []
