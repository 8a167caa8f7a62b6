"""What a build fetches besides the locked wheels: names, versions and SHA-256 sums, from ``pins.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("pins.toml")


@dataclass(frozen=True)
class Pin:
    """One package of another registry than the wheels'.

    Attributes:
        name: Its name there.
        version: The exact version.
        sha256: Of the file, or of the list of sums when it consists of several files; empty for what comes inside something else.
        licence: SPDX expression, for the bill of materials.
    """

    name: str
    version: str
    sha256: str
    licence: str = ""


def pins(*keys: str) -> list[Pin]:
    """Return the pins of one section.

    Args:
        *keys: Path of the section, such as ``debian``, ``bullseye``, ``amd64``.

    Raises:
        KeyError: There is no such section.
    """
    section = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for key in keys:
        section = section[key]
    return [Pin(name=name, **entry) for name, entry in section.items()]
