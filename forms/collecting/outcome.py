"""What a file that came back means for the workspace, field by field; nothing in here changes anything."""

from dataclasses import dataclass, field
from enum import StrEnum

from forms.collecting.marks import Identity
from models.plain import Plain


class Standing(StrEnum):
    """How a value of the file stands to the workspace."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    UNREAD = "unread"
    ASKED = "asked"


STANDING_LABELS = {
    Standing.NEW: "新填",
    Standing.CHANGED: "有改动",
    Standing.SAME: "没有变化",
    Standing.CONFLICT: "两边都改过",
    Standing.UNREAD: "没有看懂",
    Standing.ASKED: "需要确认",
}
"""What the officer calls them."""

TAKEN_AT_ONCE = frozenset({Standing.NEW, Standing.CHANGED})
"""Chosen unless the officer says otherwise."""

CAN_BE_TAKEN = frozenset({Standing.NEW, Standing.CHANGED, Standing.CONFLICT, Standing.ASKED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field of one file.

    Attributes:
        key: Field of the form, or ``part/row`` of the tracking workbook.
        section: Where it stands in the form.
        label: What the officer calls it.
        standing: How it stands to the workspace.
        old: Plain value of the workspace.
        new: Plain value read; of an asked field the likely one, which may be taken as well.
        old_shown: What `old` shows.
        new_shown: What `new` shows.
        typed: The text of the file, where it differs from `new_shown`.
        why: What the officer should know (Chinese sentences), also what is wrong with a value that can be taken all the same; never empty
            for what is unread or asked.
        target: For tracking: the thing that is edited; empty: a new one.
        takeable: Whether `new` may be written.
    """

    key: str
    section: str
    label: str
    standing: Standing
    old: Plain = None
    new: Plain = None
    old_shown: str = ""
    new_shown: str = ""
    typed: str = ""
    why: str = ""
    target: str = ""
    takeable: bool = True


class How(StrEnum):
    """By what a file was matched."""

    IDS = "ids"
    CODE = "code"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a file may belong to; `label` names project and form for choosing."""

    document_id: str
    project_id: str
    form_key: str
    label: str


@dataclass(frozen=True, slots=True)
class Match:
    """To which document a file belongs.

    Attributes:
        how: By what it was found.
        chosen: The document; ``None`` when it must be asked.
        candidates: What it may belong to, likely ones first.
        doubts: Why it must be looked at (Chinese sentences); empty: certain.
        identity: The ids of the file; ``None`` when it has none.
        hand_out: The hand-out it answers; empty when unknown.
    """

    how: How
    chosen: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    doubts: tuple[str, ...] = ()
    identity: Identity | None = None
    hand_out: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking in one file would do.

    Attributes:
        path: The file.
        digest: SHA-256 of its bytes.
        match: To which document it belongs.
        outcomes: Field by field, in the form's order.
        notes: What else the officer should know (Chinese sentences).
        blocked: Why nothing can be taken in now; empty: it can.
        superseded: The same form was handed out again after this one.
    """

    path: str
    digest: str
    match: Match
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[str, ...] = field(default=())
    blocked: str = ""
    superseded: bool = False

    def count(self, standing: Standing) -> int:
        """Return how many fields stand so."""
        return sum(outcome.standing is standing for outcome in self.outcomes)
