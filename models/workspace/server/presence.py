"""Who is on what: one row for each open window, renewed by a heartbeat; the server's clock decides who is still there."""

import uuid
from typing import Any

import psycopg

from models.workspace.server.connection import read

GONE_SECONDS = 45
"""From this age a heartbeat is that of somebody who is gone."""


class Presence:
    """This window's row."""

    def __init__(self) -> None:
        self._id = uuid.uuid4().hex

    def tell(self, connection: psycopg.Connection[Any], officer: str, thing: str, *, editing: bool) -> list[tuple[Any, ...]]:
        """Say what this officer has open, and return name and whether editing of everybody else who has it open."""
        read(
            connection,
            "INSERT INTO presence (id, account, officer, thing, editing, since, seen_at)"
            " VALUES (:id, current_user, :officer, :thing, :editing, now(), now())"
            " ON CONFLICT (id) DO UPDATE SET officer = EXCLUDED.officer, editing = EXCLUDED.editing, thing = EXCLUDED.thing,"
            " seen_at = now(), since = CASE WHEN presence.thing = EXCLUDED.thing THEN presence.since ELSE now() END RETURNING 1",
            {"id": self._id, "officer": officer, "thing": thing, "editing": editing},
        )
        if not thing:
            return []
        return read(
            connection,
            "SELECT officer, bool_or(editing) FROM presence"
            f" WHERE thing = :thing AND id <> :id AND seen_at > now() - interval '{GONE_SECONDS} seconds'"
            " GROUP BY officer ORDER BY MIN(since)",
            {"thing": thing, "id": self._id},
        )

    def leave(self, connection: psycopg.Connection[Any]) -> None:
        """Take this window's row away, and those that killed programs left."""
        old = "account = current_user AND seen_at < now() - interval '1 day'"
        read(connection, f"DELETE FROM presence WHERE id = :id OR {old} RETURNING 1", {"id": self._id})
