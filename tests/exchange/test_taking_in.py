"""The city takes in what a district sends: the same facts, once, and nobody else's rows."""

import pytest

from exports.exchange.sending import Made, gather
from exports.exchange.taking_in import take_in
from models.errors import UserError
from models.queries.exchange_facts import evidence_of, newest_revisions, project_facts
from models.workspace.store import Workspace
from tests.db.form_records import submitted_project, today
from tests.exchange.sides import Sides

FILLED = (
    "pilot_entity", "project", "state_change", "progress_entry", "milestone", "problem", "support_request", "project_indicator",
    "indicator_target", "indicator_value", "document", "revision", "form_definition", "evidence", "evidence_content",
    "received_submission", "received_part", "received_package",
)  # fmt: skip


def counts(workspace: Workspace) -> dict[str, int]:
    return {table: workspace.rows(f"SELECT count(*) FROM {table}")[0][0] for table in FILLED}


def everything(sides: Sides, project: str) -> Made:
    """Send all there is of one project: form, documents, evidence."""
    district = sides.district
    return sides.up(
        gather(
            district,
            district.programme,
            obligation="application",
            obligation_title="试点申报",
            on=today(district),
            officer="示例经办人",
            revisions=newest_revisions(district, form_id="application"),
            evidence=evidence_of(district, [project]),
            project_ids=[project],
        )
    )


def took(sides: Sides, made: Made) -> str:
    return take_in(sides.city.perform, sides.arrives(made)).id


def test_what_was_sent_stands_at_the_city(enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    made = everything(enrolled, project)
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
    made = everything(enrolled, submitted_project(enrolled.district))
    looked = enrolled.arrives(made)
    take_in(enrolled.city.perform, looked)
    before = counts(enrolled.city)
    with pytest.raises(UserError, match="已经收到过"):  # another officer looked at it at the same time
        take_in(enrolled.city.perform, looked)
    assert counts(enrolled.city) == before
    with pytest.raises(UserError, match="已经收到过"):
        take_in(enrolled.city.perform, enrolled.arrives(made))
