"""Which versions of the programme pack (方案包) the districts work with, and which went down to them."""

from models.exchange_states import SentState
from models.queries.packs import version_order
from models.reading import Reader

PACK = "pack "
"""Begins the key under which a pack that went along with a reply is noted (`models.feedback.SentNews`)."""


def sent_down(reader: Reader, version: str) -> set[str]:
    """Return the stations to which a version went, by itself or with a reply, in a package that was not withdrawn."""
    rows = reader.rows(
        "SELECT recipient FROM sent_package WHERE kind = 'rhfa' AND title LIKE :title AND state <> :withdrawn"
        " UNION SELECT n.peer_id FROM sent_news n JOIN sent_package p ON p.id = n.sent_package_id"
        " WHERE n.item_id = :key AND p.state <> :withdrawn",
        title=f"%{version}版",
        key=key_of(version),
        withdrawn=SentState.WITHDRAWN.value,
    )
    return {station for (station,) in rows}


def behind(reader: Reader, version: str) -> dict[str, str]:
    """Return the stations whose last package was made with an older version than this, which has not gone down to them yet.

    Args:
        reader: The city's workspace.
        version: The version that counts.

    Returns:
        The version each of them used, by station.
    """
    used = dict(reader.rows("SELECT sender, pack_version FROM received_package WHERE kind = 'rhbs' ORDER BY made_at, sequence"))
    told = sent_down(reader, version)
    return {station: own for station, own in used.items() if station not in told and version_order(own) < version_order(version)}


def key_of(version: str) -> str:
    """Return the key under which it is noted that a version went along with a reply."""
    return f"{PACK}{version}"[:60]
