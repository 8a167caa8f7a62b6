"""What the engines would do differently if they were not told: order of what is missing, large and small letters, order of texts."""

from forms.documents import create_document
from models.queries.documents import list_documents
from models.queries.history import HistoryFilter, history
from models.workspace.store import Workspace
from tests.db.form_records import perform
from tests.db.office_records import add_entity, add_project


def test_the_history_is_searched_whatever_the_size_of_the_letters(workspace: Workspace) -> None:
    add_entity(workspace, "Beispiel AG ＡＢ")
    for text in ("beispiel ag", "BEISPIEL", "ＡＢ"):
        assert [row.new for row in history(workspace, HistoryFilter(text=text)) if row.field == "主体名称"] == ["Beispiel AG ＡＢ"]
    assert history(workspace, HistoryFilter(text="beispiel_")) == []


def test_documents_of_the_office_stand_before_those_of_its_projects(workspace: Workspace) -> None:
    project = add_project(workspace)
    perform(workspace, create_document, "work_plan", project_id=project)
    perform(workspace, create_document, "cover_letter")
    assert list_documents(workspace)[0].project_id == ""


def test_texts_are_in_the_order_of_their_characters(workspace: Workspace) -> None:
    names = ["Zeta", "alpha", "重庆", "万州", "Ａlpha", "_x"]
    for name in names:
        add_entity(workspace, name)
    assert [row[0] for row in workspace.rows("SELECT name FROM pilot_entity ORDER BY name")] == sorted(names)
