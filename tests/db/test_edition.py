"""The city's workspace: made from the pack's city, never turned into a district's, and what districts report is not edited there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.changes import NOTHING, Changes
from models.edition import CITY
from models.errors import UserError
from models.operations.office import edit_office
from models.operations.projects import edit_project
from models.programme.pack import Programme
from models.project import Project
from models.work import Work
from models.workspace.store import OfficeDetails, Workspace, create
from tests.db.dump_schema import fill

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def city(programme: Programme, tmp_path: Path) -> Workspace:
    office = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例经办人")
    workspace, _ = create(tmp_path / "示例", None, programme, office, AT, lambda: AT)
    return workspace


def test_the_city_has_a_name_and_its_pages(city: Workspace) -> None:
    assert city.office.is_city
    assert city.programme.district(CITY).name == "重庆市"
    assert CITY not in {district.code for district in city.programme.districts_on(AT.date())}


def test_the_city_never_becomes_a_district(city: Workspace) -> None:
    with pytest.raises(UserError, match="不能互相改换"):
        city.perform(edit_office, district_code="500109")
    assert city.office.is_city


def test_what_a_district_reported_is_not_edited(city: Workspace) -> None:
    def enter(work: Work) -> Changes:
        fill(work)
        work.session.flush()
        work.session.get_one(Project, "2" * 32).office = "500109"
        return NOTHING

    city.perform(enter)
    with pytest.raises(UserError, match="市级版不能改"):
        city.perform(edit_project, "2" * 32, {"title": "另一个名称"})
    assert city.rows("SELECT title FROM project") == [("示例项目",)]
