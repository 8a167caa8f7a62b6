"""Making the documents that are to be handed out and are not there yet, all in one transaction."""

from collections.abc import Sequence
from typing import NamedTuple

from forms.documents import create_document
from models.changes import NOTHING, Changes
from models.work import Work


class Missing(NamedTuple):
    """A document that is to be handed out: key of its form, its project, its year where it is written every year."""

    form_key: str
    project_id: str
    period: str


def create_documents(work: Work, missing: Sequence[Missing]) -> Changes:
    """Make empty documents for projects.

    Raises:
        UserError: There is one already, or a project is gone; nothing is made then.
    """
    kinds, projects = NOTHING.kinds, NOTHING.project_ids
    for one in missing:
        made = create_document(work, one.form_key, project_id=one.project_id, period=one.period)
        kinds, projects = kinds | made.kinds, projects | made.project_ids
    return Changes(kinds, projects)
