"""The hidden marks of a handed-out form (下发的表): ids that lead back to the workspace, names of its places, words that prompt.

Whoever writes a form and whoever reads it back take these names from here.
"""

import hashlib
import re
from typing import NamedTuple

PROPERTY = "ronghe.form"
"""Custom document property that holds the encoded `Identity`, in Word and Excel files."""

IDENTITY_NAME = "rh_identity"
"""Defined name of a workbook that holds the encoded `Identity` as a text constant."""

IDENTITY_SHEET = "rh_ids"
"""Very hidden sheet of a workbook: the encoded `Identity` in its first cell, lists to choose from in the columns behind."""

DOCUMENT_BOOKMARK, HAND_OUT_BOOKMARK = "rh_doc_", "rh_out_"
"""Begin the bookmarks whose names end with the document's and the hand-out's id: office programs that drop properties keep them."""

FIELD_TAG = "rh:"
FIELD_BOOKMARK = "rh_f_"
LONGEST_BOOKMARK = 40
"""Word refuses longer names of bookmarks."""

PLEASE_FILL, PLEASE_CHOOSE = "请填写", "请选择"
"""Prompts that stand in empty places; read back they are nothing."""

CHOSEN, OPEN = "■", "□"
TICKS = frozenset("■☑☒√✓✔☑🗹●◉▣")
"""Signs that people put for a chosen box."""

BLANKS = frozenset("□☐○◯〇▢◻")
"""Signs of a box that was not chosen."""

ROW_TAG = "rh.row"
"""Head of the hidden column of a sheet that carries the id of each row."""

_VERSION = "RH1"
_CODE_LENGTH = 8


class Identity(NamedTuple):
    """What a handed-out file is.

    Attributes:
        number: Application number (申报编号).
        form: Key of the form definition.
        version: Its version.
        document: Id of the document in the workspace.
        revision: Number of the revision that was handed out.
        hand_out: Id of the hand-out.
    """

    number: str
    form: str
    version: str
    document: str
    revision: int
    hand_out: str


def check_code(identity: Identity) -> str:
    """Return the code that tells whether the ids of a file belong together; also printed, so that paper can be told apart."""
    digest = hashlib.sha256("|".join(map(str, identity)).encode()).hexdigest()
    return digest[:_CODE_LENGTH].upper()


def encode(identity: Identity) -> str:
    """Return the ids as the one line that is hidden in a file."""
    return "|".join((_VERSION, *map(str, identity), check_code(identity)))


def decode(text: str) -> Identity | None:
    """Return the ids of a hidden line; ``None`` when it is none of ours or its check code does not fit."""
    parts = text.strip().split("|")
    if len(parts) != len(Identity._fields) + 2 or parts[0] != _VERSION or not parts[5].isdecimal():
        return None
    number, form, version, document, revision, hand_out = parts[1:7]
    identity = Identity(number, form, version, document, int(revision), hand_out)
    return identity if parts[7] == check_code(identity) else None


def field_tag(*parts: str) -> str:
    """Return the tag of a place: the field's key, with the key of an option or the row and column behind it."""
    return FIELD_TAG + "/".join(parts)


def parts_of_tag(tag: str) -> tuple[str, ...]:
    """Return what `field_tag` joined; nothing for a tag of somebody else."""
    return tuple(tag.removeprefix(FIELD_TAG).split("/")) if tag.startswith(FIELD_TAG) else ()


def field_bookmark(key: str) -> str:
    """Return the name of the bookmark round the place of a field."""
    name = FIELD_BOOKMARK + re.sub(r"\W", "_", key)
    if len(name) <= LONGEST_BOOKMARK:
        return name
    return f"{name[: LONGEST_BOOKMARK - 9]}_{hashlib.sha256(key.encode()).hexdigest()[:8]}"
