"""Whose state of a project holds when a package comes: what the city decided is undone by no package that does not know of it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from models.document import Document, Revision
from models.exchange import ProjectFacts
from models.feedback import CityDecision, CityReturn
from models.operations.city.bulk import rows_of, table_of
from models.work import Work


def states_to_take(
    work: Work, projects: Sequence[ProjectFacts], before: Mapping[str, str], renewed: Mapping[str, int], offices: frozenset[str]
) -> tuple[dict[str, str], int]:
    """Return the state each project has from now on, and for how many the package says something else.

    The district's state holds, with two exceptions. Where the city has decided on the project, a package holds only if it names the
    city's last decision among those the district has taken over (`ProjectFacts.decisions`), whatever the clocks say. Where the city
    sent the application form back, ``submitted`` holds only with a newer revision of the form.

    Args:
        work: The unit of work.
        projects: As they stand at the district.
        before: Their states here, by id; a project that is new has none.
        renewed: Number of the revision that comes along, by document.
        offices: The district, and those it took over.
    """
    decided = _last_decisions(work, before)
    returned = _returned(work, offices) if before else {}
    submitted = work.programme.life_cycle.submitted
    states, kept = {}, 0
    for project in projects:
        held = before.get(project.id)
        last = decided.get(project.id)
        back = project.state == submitted and renewed.get(project.id, 0) <= returned.get(project.id, -1)
        if held is not None and held != project.state and (back or (last is not None and last not in project.decisions)):
            states[project.id] = held
            kept += 1
        else:
            states[project.id] = project.state
    return states, kept


def _last_decisions(work: Work, projects: Iterable[str]) -> dict[str, str]:
    """Return the last decision of the city on each project."""
    columns = ("at", "on", "id", "project_id")
    return {project: id for _, _, id, project in sorted(rows_of(work.session, table_of(CityDecision), columns, "project_id", projects))}


def _returned(work: Work, offices: frozenset[str]) -> dict[str, int]:
    """Return the number of the application form's last revision that was sent back, by project."""
    rows = work.session.execute(
        select(Document.id, Revision.number)
        .join(Revision, Revision.document_id == Document.id)
        .join(CityReturn, CityReturn.revision_id == Revision.id)
        .where(Document.id == Document.project_id, CityReturn.office.in_(offices))
        .order_by(Revision.number)
    )
    return {row[0]: row[1] for row in rows}
