"""What district and city tell each other in a package (报送包、反馈包、方案包), typed; how it travels is `exports.package`'s concern.

Every class refuses unknown fields and checks its texts, because it is read from files that come from outside.
Absence is never a deletion: what was removed is named.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

ID_PATTERN = r"\A[0-9A-Za-z][0-9A-Za-z_-]{0,31}\Z"
KEY_PATTERN = r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,59}\Z"
FILE_NAME_PATTERN = r"\A(?!\.{1,2}\Z)[^\x00/\\]+\Z"
NUMBER_PATTERN = r"\A(-?[0-9]{1,30}(\.[0-9]{1,12})?)?\Z"
MONTH_PATTERN = r"\A([0-9]{4}-(0[1-9]|1[0-2]))?\Z"
ENTRY_PATTERN = r"\A(forms|definitions|documents|evidence|pack)(/[a-z0-9][a-z0-9_.-]{0,59}){1,4}\Z"
PACK_PATH_PATTERN = r"\A[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*){0,2}\.(toml|docx)\Z"
DIGEST_PATTERN = r"\A[0-9a-f]{64}\Z"

Id: TypeAlias = Annotated[str, Meta(pattern=ID_PATTERN)]
Key: TypeAlias = Annotated[str, Meta(pattern=KEY_PATTERN)]
KeyOrNone: TypeAlias = Annotated[str, Meta(pattern=rf"{KEY_PATTERN}|\A\Z")]
Line: TypeAlias = Annotated[str, Meta(max_length=2_000)]
"""What the officer entered travels as it is; only NUL, which no store takes, cannot (refused for the whole content at once)."""

Title: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2_000)]
Passage: TypeAlias = Annotated[str, Meta(max_length=200_000)]
Reason: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200_000)]
FileName: TypeAlias = Annotated[str, Meta(pattern=FILE_NAME_PATTERN, max_length=255)]
Number: TypeAlias = Annotated[str, Meta(pattern=NUMBER_PATTERN)]
Month: TypeAlias = Annotated[str, Meta(pattern=MONTH_PATTERN)]
EntryName: TypeAlias = Annotated[str, Meta(pattern=ENTRY_PATTERN, max_length=120)]
Digest: TypeAlias = Annotated[str, Meta(pattern=DIGEST_PATTERN)]
Sequence: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]


class PackageKind(StrEnum):
    """The three kinds of package; also the ending of the file's name."""

    SUBMISSION = "rhbs"
    REPLY = "rhfk"
    PACK = "rhfa"


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of everything here: immutable, unknown fields refused, what has its default is left out."""


class EntityFacts(Part, frozen=True, kw_only=True):
    """What the city needs of a pilot entity; enterprises are counted once by `uscc`."""

    id: Id
    name: Title
    kind: KeyOrNone = ""
    uscc: Line = ""
    industry: Line = ""
    contact: Line = ""
    phone: Line = ""


class ProgressFacts(Part, frozen=True, kw_only=True):
    """A progress entry (进展)."""

    id: Id
    on: date
    text: Passage


class MilestoneFacts(Part, frozen=True, kw_only=True):
    """A milestone (里程碑)."""

    id: Id
    title: Passage
    area: KeyOrNone = ""
    planned_on: date | None = None
    done_on: date | None = None
    note: Passage = ""


class MatterFacts(Part, frozen=True, kw_only=True):
    """A problem (问题) or a support request (支持事项), with how it was settled where it was."""

    id: Id
    on: date
    text: Passage
    addressed_to: Line = ""
    settled_on: date | None = None
    settlement: Passage = ""


class ValueFacts(Part, frozen=True, kw_only=True):
    """An actual value of an indicator (完成值), decimal text."""

    id: Id
    on: date
    value: Number
    numerator: Number = ""
    denominator: Number = ""
    source: Passage = ""


class IndicatorFacts(Part, frozen=True, kw_only=True):
    """An indicator a project promised, its targets by year and its values; decimal texts.

    Attributes:
        key: The pack's indicator; empty for one of the officer's own.
        baseline: As entered: a text that is no number travels as it is.
        targets: As entered, by year (text of four digits).
    """

    id: Id
    name: Title
    key: KeyOrNone = ""
    unit: Line = ""
    kind: KeyOrNone = ""
    counting_rule: Passage = ""
    baseline: Line = ""
    targets: dict[Annotated[str, Meta(pattern=r"\A[0-9]{4}\Z")], Line] = {}
    values: tuple[ValueFacts, ...] = ()


class ProjectFacts(Part, frozen=True, kw_only=True):
    """A project as it stands when the package is made.

    Attributes:
        state: Key of the life-cycle state in the pack.
        decisions: Ids of the city's decisions on it that the district has taken over; without the last one `state` is out of date.
        removed: Ids of rows of this project that were deleted at the district.
    """

    id: Id
    number: Line
    title: Title
    entity: EntityFacts
    state: Key
    main_area: KeyOrNone = ""
    other_areas: tuple[Key, ...] = ()
    clusters: tuple[Key, ...] = ()
    platforms: tuple[Key, ...] = ()
    period_start: Month = ""
    period_end: Month = ""
    rank: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    progress: tuple[ProgressFacts, ...] = ()
    milestones: tuple[MilestoneFacts, ...] = ()
    problems: tuple[MatterFacts, ...] = ()
    support_requests: tuple[MatterFacts, ...] = ()
    indicators: tuple[IndicatorFacts, ...] = ()
    decisions: tuple[Id, ...] = ()
    removed: tuple[Id, ...] = ()


class FormFile(Part, frozen=True, kw_only=True):
    """A frozen revision of a form.

    Attributes:
        file: Entry with the payload, the JSON text of the snapshot exactly as it was frozen.
        definition: Entry with the form definition it was filled in.
        document_id: The document at the district.
        revision_id: The revision of it.
        number: Its number, from 1.
    """

    file: EntryName
    definition: EntryName
    document_id: Id
    revision_id: Id
    number: Annotated[int, Meta(ge=1, le=10_000)]
    submitted_on: date


class DocumentFile(Part, frozen=True, kw_only=True):
    """A Word, Excel or PDF document exactly as it was submitted.

    Attributes:
        file_name: The name it had at the district.
        revision_id: The revision it was made from; empty for a document of its own, e.g. the covering letter.
    """

    file: EntryName
    file_name: FileName
    title: Title
    revision_id: Annotated[str, Meta(pattern=rf"{ID_PATTERN}|\A\Z")] = ""


class EvidenceFile(Part, frozen=True, kw_only=True):
    """A piece of evidence or an attachment (佐证材料、附件).

    Attributes:
        project_id: The project it belongs to; empty for the district's own.
        field_key: The attachment field it answers; empty for evidence of tracking.
    """

    file: EntryName
    evidence_id: Id
    project_id: Annotated[str, Meta(pattern=rf"{ID_PATTERN}|\A\Z")] = ""
    file_name: FileName
    title: Title
    field_key: KeyOrNone = ""


class Submission(Part, frozen=True, kw_only=True, tag="rhbs"):
    """What a submission package (报送包) says.

    Attributes:
        obligation: Key of the dated obligation in the pack, or the id of an ad-hoc request.
        obligation_title: Its title, for an obligation the city does not know.
        nil: A nil report (零报告).
        on: Day of submitting.
        officer: Who sends it.
        note: The district's words to the city.
        answers: Id of the return comment or the field query to the district's answer to it (整改情况、答复).
    """

    obligation: Key
    obligation_title: Title
    on: date
    officer: Line
    phone: Line = ""
    nil: bool = False
    note: Passage = ""
    projects: tuple[ProjectFacts, ...] = ()
    forms: tuple[FormFile, ...] = ()
    documents: tuple[DocumentFile, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()
    answers: dict[Id, Passage] = {}


class ReceiptOutcome(StrEnum):
    """What became of a package at the city."""

    RECEIVED = "received"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Receipt(Part, frozen=True, kw_only=True):
    """The receipt (回执) for one package, by its digest.

    Attributes:
        outcome: It was received, waits for one before it, was accepted after review (通过), or refused; `note` says why.
    """

    package: Digest
    sequence: Sequence
    received_on: date
    outcome: ReceiptOutcome = ReceiptOutcome.RECEIVED
    note: Passage = ""


class FieldComment(Part, frozen=True, kw_only=True):
    """A comment of the city on one field of a returned form.

    Attributes:
        row: Id of the table row; empty for the whole field.
    """

    id: Id
    field: KeyOrNone
    text: Reason
    row: Annotated[str, Meta(pattern=rf"{KEY_PATTERN}|\A\Z")] = ""


class ReturnedForm(Part, frozen=True, kw_only=True):
    """A frozen revision sent back for mending (退回); a reason is demanded."""

    id: Id
    document_id: Id
    revision_id: Id
    reason: Reason
    due: date | None = None
    comments: tuple[FieldComment, ...] = ()


class Decision(Part, frozen=True, kw_only=True):
    """A decision of the city on a project: result of the review, approval of the plan, outcome of the feasibility review.

    Attributes:
        state: Key of the life-cycle state the project enters.
        basis: Number of the document it rests on.
        adjustments: What was agreed to change (调整方案).
        follow_up_on: When it is looked at again.
    """

    id: Id
    project_id: Id
    state: Key
    on: date
    reason: Passage = ""
    basis: Line = ""
    adjustments: Passage = ""
    follow_up_on: date | None = None


class Query(Part, frozen=True, kw_only=True):
    """A question of the city about a field of a form under review (字段询问); the form stays frozen, the answer comes with a submission.

    Attributes:
        row: Id of the table row; empty for the whole field.
        closed: The city is content, or needs no answer any more.
    """

    id: Id
    document_id: Id
    revision_id: Id
    field: KeyOrNone
    text: Reason
    on: date
    row: Annotated[str, Meta(pattern=rf"{KEY_PATTERN}|\A\Z")] = ""
    closed: bool = False


class ChangedDates(Part, frozen=True, kw_only=True):
    """Dates of an obligation that the city changed; an absent one stays.

    Attributes:
        unlocked: What comes late is accepted for ever: there is no `locked`.
        project_ids: The projects it holds for; empty: all.
    """

    id: Id
    obligation: Key
    due: date
    reason: Reason
    on_time_until: date | None = None
    locked: date | None = None
    unlocked: bool = False
    project_ids: tuple[Id, ...] = ()


class Message(Part, frozen=True, kw_only=True):
    """A message of the city to the district."""

    id: Id
    title: Title
    text: Passage
    on: date


class PackFile(Part, frozen=True, kw_only=True):
    """A file of a programme pack: the entry that holds it and its place below the pack's folder."""

    file: EntryName
    path: Annotated[str, Meta(pattern=PACK_PATH_PATTERN, max_length=120)]


class NewPack(Part, frozen=True, kw_only=True, tag="rhfa"):
    """A programme pack sent down (方案包), whole; the district moves on explicitly."""

    id: Key
    version: Key
    note: Passage
    files: Annotated[tuple[PackFile, ...], Meta(min_length=1)]


class Reply(Part, frozen=True, kw_only=True, tag="rhfk"):
    """What a reply package (反馈包) says.

    Attributes:
        missing: Sequence numbers of the district's packages that the city still waits for.
        pack: A programme pack that came with it; its files are entries of this package.
    """

    on: date
    officer: Line
    receipts: tuple[Receipt, ...] = ()
    missing: tuple[Sequence, ...] = ()
    returned: tuple[ReturnedForm, ...] = ()
    decisions: tuple[Decision, ...] = ()
    dates: tuple[ChangedDates, ...] = ()
    messages: tuple[Message, ...] = ()
    queries: tuple[Query, ...] = ()
    pack: NewPack | None = None


Content: TypeAlias = Submission | Reply | NewPack
"""What a package says, told apart by its kind."""
