"""A frozen picture of one document: everything that a document or a revision needs, nothing live."""

from datetime import date

from msgspec import Struct

from models.plain import Plain


class AttachmentInfo(Struct, frozen=True):
    """An attached file, without its content; `digest` is the SHA-256 in hex, `size` in bytes."""

    id: str
    title: str
    file_name: str
    size: int
    digest: str


class ExplainedWarning(Struct, frozen=True):
    """A warning with the officer's written 说明, printed with the form."""

    field_label: str
    message: str
    explanation: str


class FigureInfo(Struct, frozen=True):
    """A number or word of the document that was taken from the workspace (`models.document.LinkedFigure`)."""

    field_key: str
    figure: str
    subject: str
    place: str
    shown: str


class FormSnapshot(Struct, frozen=True, omit_defaults=True):
    """One document as it stood at one moment (what a `Revision` stores as JSON).

    Fields with a default are left out of the JSON while they hold it: a field that a later version of the program adds
    then does not change the text, nor the short code, of what was frozen before.

    Attributes:
        form: Key of the form definition in the pack.
        form_version: Its version.
        programme: Id of the pack.
        programme_version: Its version.
        project_id: Id of the project; empty for a document of the district, as are the next three.
        number: Application number (申报编号).
        title: Project title.
        entity: Name of the pilot entity.
        district: Name of the district on the form's date.
        office: Full name of the office.
        revision: Number of the revision.
        frozen_on: Day it was submitted; ``None`` for a draft.
        values: Plain values by field key, bound facts included; fields that do not apply are absent.
        shown: What each simple field shows, by field key (dictionary keys resolved to names).
        attachments: Attached files by field key.
        explained: Warnings with explanations.
        opinion: The district's opinion text.
        rank: Place in the district's recommendation, or ``None``.
        document_id: Id of the document.
        period: The year it reports on; empty for what is not written every year.
        figures: What was taken from the workspace (一数一源).
    """

    form: str
    form_version: str
    programme: str
    programme_version: str
    project_id: str
    number: str
    title: str
    entity: str
    district: str
    office: str
    revision: int
    frozen_on: date | None
    values: dict[str, Plain]
    shown: dict[str, str]
    attachments: dict[str, list[AttachmentInfo]]
    explained: list[ExplainedWarning]
    opinion: str
    rank: int | None
    document_id: str = ""
    period: str = ""
    figures: list[FigureInfo] = []
