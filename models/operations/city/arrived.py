"""A submission package that was found good, in the terms of the store: what taking it in needs, and no more."""

from datetime import date
from typing import NamedTuple

from models.exchange import Submission
from models.operations.exchange import ReceivedFacts


class FrozenFile(NamedTuple):
    """A frozen revision of the package, read.

    Attributes:
        title: What its document is called in lists.
        definition: The JSON text of the form definition it was filled in.
        attachments: Ids of the attachments it names.
    """

    revision_id: str
    document_id: str
    number: int
    submitted_on: date
    project_id: str
    form_id: str
    form_version: str
    programme_version: str
    period: str
    title: str
    payload: str
    definition: str
    attachments: frozenset[str]


class EvidenceData(NamedTuple):
    """A piece of evidence of the package with its bytes."""

    id: str
    project_id: str
    field_key: str
    title: str
    file_name: str
    media_type: str
    data: bytes


class PartFacts(NamedTuple):
    """One entry of the package, see `models.intake.ReceivedPart`."""

    entry: str
    kind: str
    title: str
    file_name: str
    revision_id: str
    project_id: str
    size: int


class Arrived(NamedTuple):
    """A submission that was found good, in the terms of the store."""

    facts: ReceivedFacts
    data: bytes
    submission: Submission
    forms: tuple[FrozenFile, ...]
    evidence: tuple[EvidenceData, ...]
    parts: tuple[PartFacts, ...]
    verified: bool
