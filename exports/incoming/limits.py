"""How much a file from outside may be: far more than any filled form or ledger, little enough for an old computer."""

import msgspec

MB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True):
    """Limits of one reading.

    Attributes:
        file_size: Bytes of the file.
        seconds: For one file, by the clock.
        memory: Bytes the reading process may hold.
        reply: Bytes of what it may hand back.
    """

    file_size: int = 40 * MB
    seconds: float = 40
    memory: int = 1024 * MB
    reply: int = 128 * MB


PARTS = 2_000
DIRECTORY = MB
"""Bytes of an archive's list of parts; 2,000 parts need a quarter."""

PART_SIZE = 96 * MB
CONTENT_SIZE = 256 * MB
RATIO = 200
RATIO_FROM = 4 * MB
"""Sheets reach 60-fold, deflate itself 1,032-fold; below this size a ratio harms nobody."""

TAGS = 12_000_000
"""Of one part; a sheet whose million rows were all given a colour has six million."""

BLOCKS = 20_000
TABLE_ROWS = 5_000
TABLE_COLUMNS = 500
CONTROLS = 5_000
TEXT = 8_000_000
"""Characters that leave the reader in all."""

QUOTED_TEXT = 100_000
"""Characters of one control or bookmark."""

SHEETS = 200
CELLS = 400_000
LAST_ROW = 200_000
LAST_COLUMN = 2_000
MERGES = 20_000
MERGED_CELLS = 2_000_000
MERGED_ROWS = 1_000_000
"""Of all merged areas of a sheet together."""

NAMES = 2_000
CHOICES = 2_000
LISTS = 2_000
LOOKED_AT = 5_000_000
"""Places looked at for the entries of all lists together."""

PROPERTIES = 500
