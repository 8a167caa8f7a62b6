"""41 entities with three forms each come back in one go: all matched, nothing wrong, and it can be stopped."""

from pathlib import Path

import pytest

from exports.handout.jobs import Wanted, hand_out_forms
from exports.incoming.reading import files_below, read_files
from forms.collecting.applying import Accepted, apply
from forms.collecting.collecting import collect
from forms.collecting.outcome import TAKEN_AT_ONCE
from forms.collecting.tracking import TRACKING
from forms.documents import create_document, document_forms
from models.changes import Changes, Kind
from models.operations.entities import save_entity
from models.operations.hand_outs import record_hand_outs
from models.operations.indicators import save_indicator
from models.operations.projects import create_project
from models.queries.hand_outs import waiting
from models.work import Work
from models.workspace.store import Workspace
from tests.collecting.counting import Count, count
from tests.collecting.filling import edited, filling
from tests.collecting.habits import in_peoples_words
from tests.collecting.records import form_of, held
from tests.db.form_records import perform, today
from tests.unit.complete_form import complete_values

ENTITIES = 41
MEANT = {key: complete_values()[key] for key in ("staff", "revenue", "profile", "contact", "depts", "area", "period", "tasks", "pledge")}


class StoppedError(Exception):
    """The officer has had enough."""


def set_up(work: Work, form_id: str) -> Changes:
    """Make all entities, projects and documents in one transaction."""
    for number in range(1, ENTITIES + 1):
        entity = save_entity(work, None, {"name": f"示例第{number}公司"}).id
        project = create_project(work, entity_id=entity, title=f"示例第{number}项目", main_area="a1").id
        save_indicator(work, project, None, {"name": "新增就业人数", "kind": "cumulative", "unit": "人", "baseline": "0"})
        if form_id:
            create_document(work, form_id, project_id=project)
    return Changes(frozenset({Kind.PROJECT}))


def test_forty_one_entities_with_three_forms_in_one_go(workspace: Workspace, tmp_path: Path) -> None:
    heads = [form for form in document_forms(workspace.programme) if form.document and form.document.scope == "project"]
    other = next((form.key for form in heads if form.document and not form.document.yearly), "")
    workspace.perform(set_up, other)
    documents = workspace.rows("SELECT id, form_id, project_id FROM document ORDER BY id")
    wanted = [Wanted(id, form) for id, form, _ in documents] + [Wanted(id, TRACKING) for id, _, project in documents if id == project]
    folder = tmp_path / "下发"
    folder.mkdir()
    made = hand_out_forms(workspace, wanted, folder, today(workspace))
    perform(workspace, record_hand_outs, [one.record for one in made])
    form = form_of(workspace, next(id for id, _, project in documents if id == project))
    fill = filling(form, MEANT, workspace.programme, in_peoples_words)
    for one in made:
        if one.record.form_key == form.key:
            one.path.write_bytes(edited(one.path.read_bytes(), fill))

    def stop(done: int, whole: int) -> None:
        if done == 5:
            raise StoppedError

    with pytest.raises(StoppedError):
        read_files(files_below([folder]), stop)
    files = read_files(files_below([folder]))
    assert len(files) == len(wanted) == ENTITIES * (3 if other else 2)
    plans = collect(files, workspace, today(workspace))
    with pytest.raises(StoppedError):
        collect(files, workspace, today(workspace), stop)
    total = Count()
    for plan in plans:
        assert plan.match.chosen is not None, plan.match.doubts
        assert (plan.match.doubts, plan.blocked) == ((), "")
        if plan.match.chosen.form_key == form.key:
            total.add(count(plan.outcomes, form, MEANT, held(workspace, plan.match.chosen.document_id)))
        else:
            assert {outcome.standing.value for outcome in plan.outcomes} == {"same"}
    assert (total.wrong, total.missing, total.asked) == ([], [], [])
    assert total.right > ENTITIES * 50
    accepted = [
        Accepted(plan, frozenset(o.key for o in plan.outcomes if o.standing in TAKEN_AT_ONCE), Path(plan.path).read_bytes())
        for plan in plans
    ]
    perform(workspace, apply, accepted)
    assert waiting(workspace, today(workspace)) == []
    assert workspace.rows("SELECT count(*) FROM evidence") == [(len(files),)]
    assert workspace.rows("SELECT count(DISTINCT main_area), count(*) FROM project WHERE main_area = :area", area="a2") == [(1, ENTITIES)]
