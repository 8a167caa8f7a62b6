"""Taking submissions in at the city (收件): from a package that was looked at to the operation, and on to those that waited for it."""

from collections.abc import Iterator

from exports.exchange.receiving import Looked, facts_of, next_waiting
from exports.exchange.stations import Perform
from exports.package.content import FrozenForm
from exports.package.reading import Opened
from models.changes import Changes
from models.exchange import Submission
from models.intake import PartKind
from models.operations.city.arrived import Arrived, EvidenceData, FrozenFile, PartFacts
from models.operations.city.taking_in import take_submission
from models.operations.exchange import keep_waiting
from models.reading import Reader


def take_in(perform: Perform, looked: Looked) -> Changes:
    """Take in a submission that was looked at, or put it into the tray where it has to wait.

    Args:
        perform: Runs the operation in one transaction.
        looked: What `receiving.look` found.

    Raises:
        UserError: It is refused, or was taken in meanwhile; nothing has changed then.
    """
    if looked.waits:
        return perform(keep_waiting, facts_of(looked), looked.data)
    if looked.refused is not None:
        raise looked.refused
    return perform(take_submission, arrived(looked))


def take_waiting(perform: Perform, reader: Reader, sender: str, program: str) -> Iterator[tuple[Looked, Changes]]:
    """Take in, one after another, what waited in the tray for a package that has come by now."""
    while (looked := next_waiting(reader, sender, program)) is not None:
        yield looked, take_in(perform, looked)


def arrived(looked: Looked) -> Arrived:
    """Return a good submission in the terms of the store.

    Raises:
        ValueError: It is refused, or no submission.
    """
    opened = looked.opened
    if opened is None or not isinstance(opened.content, Submission):
        raise ValueError("no submission")
    content = opened.content
    forms = tuple(_frozen(opened, form) for form in opened.forms)
    listed = {entry.name: entry for entry in opened.manifest.entries}
    evidence = tuple(
        EvidenceData(
            item.evidence_id,
            item.project_id,
            item.field_key,
            item.title,
            item.file_name,
            listed[item.file].media_type,
            bytes(opened.files[item.file]),
        )
        for item in content.evidence
    )
    return Arrived(facts_of(looked), looked.data, content, forms, evidence, tuple(_parts(opened, content, forms)), opened.verified)


def _frozen(opened: Opened, form: FrozenForm) -> FrozenFile:
    snapshot, name = form.snapshot, form.definition.name
    return FrozenFile(
        revision_id=form.file.revision_id,
        document_id=form.file.document_id,
        number=form.file.number,
        submitted_on=form.file.submitted_on,
        project_id=snapshot.project_id,
        form_id=snapshot.form,
        form_version=snapshot.form_version,
        programme_version=snapshot.programme_version,
        period=snapshot.period,
        title=f"{name}（{snapshot.period}年）" if snapshot.period else name,
        payload=form.payload,
        definition=bytes(opened.files[form.file.definition]).decode(),
        attachments=frozenset(info.id for infos in snapshot.attachments.values() for info in infos),
    )


def _parts(opened: Opened, content: Submission, forms: tuple[FrozenFile, ...]) -> Iterator[PartFacts]:
    """Yield what lies in the package, entry by entry."""
    listed = {entry.name: entry for entry in opened.manifest.entries}
    projects = {form.revision_id: form.project_id for form in forms}
    for form in content.forms:
        entry = listed[form.file]
        yield PartFacts(form.file, PartKind.FORM, entry.title, "", form.revision_id, projects[form.revision_id], entry.size)
    for document in content.documents:
        owner = projects.get(document.revision_id, "")
        size = listed[document.file].size
        yield PartFacts(document.file, PartKind.DOCUMENT, document.title, document.file_name, document.revision_id, owner, size)
    for item in content.evidence:
        size = listed[item.file].size
        yield PartFacts(item.file, PartKind.EVIDENCE, item.title, item.file_name, "", item.project_id, size)
