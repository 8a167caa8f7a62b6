"""The programme packs (方案包) that a workspace holds."""

import re
from typing import NamedTuple

from models.pack_origins import DRAFT, PACK_ORIGINS, PackOrigin
from models.queries.showing import local_minute
from models.reading import Reader


class KeptPackRow(NamedTuple):
    """One pack that is kept; `used_at` is when it was last known to be in use, empty: never. Moments are local."""

    version: str
    origin: str
    note: str
    by: str
    kept_at: str
    used_at: str

    @property
    def origin_words(self) -> str:
        """Where it comes from, in the officer's words."""
        return PACK_ORIGINS[PackOrigin(self.origin)]


def version_order(version: str) -> list[tuple[int, str]]:
    """Return by what versions are put in order: ``2025.10`` comes after ``2025.9``."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|[^\d.]+", version)]


def used_pack(reader: Reader) -> tuple[str, str]:
    """Return the pack that the workspace works with: its programme and version."""
    ((id, version),) = reader.rows("SELECT programme_id, programme_version FROM office")
    return str(id), str(version)


def kept_packs(reader: Reader, id: str) -> list[KeptPackRow]:
    """Return the packs of a programme that are kept, the one that is being edited apart; the newest first."""
    rows = reader.rows(
        'SELECT version, origin, note, "by", kept_at, used_at FROM kept_pack WHERE programme_id = :id AND version <> :draft'
        " ORDER BY kept_at DESC, version DESC",
        id=id,
        draft=DRAFT,
    )
    return [KeptPackRow._make((*row[:4], local_minute(row[4]), local_minute(row[5]))) for row in rows]


def draft_note(reader: Reader, id: str) -> str | None:
    """Return the note of the pack that is being edited; ``None`` when none is."""
    found = reader.rows("SELECT note FROM kept_pack WHERE programme_id = :id AND version = :draft", id=id, draft=DRAFT)
    return str(found[0][0]) if found else None
