"""Where programme packs kept in the workspace come from; apart from their tables, so that the first window need not load SQLAlchemy."""

from enum import StrEnum


class PackOrigin(StrEnum):
    """Where a kept pack comes from."""

    PROGRAM = "program"
    CITY = "city"
    OWN = "own"
    DRAFT = "draft"


PACK_ORIGINS = {
    PackOrigin.PROGRAM: "程序自带",
    PackOrigin.CITY: "市级下发",
    PackOrigin.OWN: "本机编制",
    PackOrigin.DRAFT: "正在编制",
}
"""The officer's words."""

DRAFT = "draft"
"""Stands for the version of the one pack that is being edited; which version it becomes stands in its own files."""
