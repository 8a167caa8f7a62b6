"""The library of cases (案例库): what districts wrote to be published, under the title that they gave it."""

from datetime import date

from forms.definition import Place
from forms.documents import document_forms
from forms.snapshots import decode
from models.programme.pack import Programme
from models.queries.city.sums import CaseRow, cases
from models.reading import Reader


def library(reader: Reader, programme: Programme, on: date) -> list[CaseRow]:
    """Return the newest frozen revision of every document that is meant to be published, the newest first.

    Args:
        reader: The city's workspace.
        programme: The pack.
        on: The day by which a merged district's heir is named.
    """
    titles = {
        form.key: next((field.key for field in form.fields() if field.place is Place.TITLE), "")
        for form in document_forms(programme)
        if form.document is not None and form.document.public
    }
    found = []
    for row in cases(reader, programme, on, list(titles)):
        ((payload,),) = reader.rows("SELECT payload FROM revision WHERE id = :id", id=row.revision_id)
        snapshot = decode(payload)
        found.append(row._replace(title=snapshot.shown.get(titles[snapshot.form], "") or row.title))
    return found
