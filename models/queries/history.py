"""The history (修改记录): per field, per thing, per project, over the whole office."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader

ACTIONS = {
    "create": "新建",
    "edit": "修改",
    "delete": "删除",
    "restore": "恢复",
    "submit": "报送",
    "return": "退回修改",
    "hand_over": "移交",
    "take_over": "接收移交",
    "take_back": "撤销移交",
}
"""Stored action to the officer's word."""


class HistoryRow(NamedTuple):
    """One change; `at` is local time, `action` the officer's word, `entered` what was typed where it differs from `new`."""

    id: int
    at: str
    by: str
    action: str
    kind: str
    object_id: str
    project_id: str
    label: str
    field_key: str
    field: str
    old: str
    new: str
    entered: str


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What of the history is wanted; everything empty: all of it.

    Attributes:
        project_id: Of one project.
        object_id: Of one thing (an entity, a milestone, an application …).
        field_key: Of one column or form field.
        kind: What the officer calls the thing (试点主体, 填写项 …).
        action: Key of `ACTIONS`.
        by: Name of the officer.
        since: First local day.
        until: Last local day.
        text: Somewhere in name, field, old or new value.
    """

    project_id: str = ""
    object_id: str = ""
    field_key: str = ""
    kind: str = ""
    action: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def history(reader: Reader, wanted: HistoryFilter, *, limit: int = 200, offset: int = 0) -> list[HistoryRow]:
    """Return one page of the history, latest first."""
    where, parameters = _where(wanted)
    return [
        HistoryRow(id, local_minute(at), by, ACTIONS.get(action, action), *rest)
        for id, at, by, action, *rest in reader.rows(
            "SELECT id, at, by, action, kind_label, object_id, project_id, object_label, field_key, field_label, old, new, entered"
            f" FROM history{where} ORDER BY id DESC LIMIT :limit OFFSET :offset",
            **parameters,
            limit=limit,
            offset=offset,
        )
    ]


def count_history(reader: Reader, wanted: HistoryFilter) -> int:
    """Return how many entries there are, for paging."""
    where, parameters = _where(wanted)
    return int(reader.rows(f"SELECT COUNT(*) FROM history{where}", **parameters)[0][0])


def history_choices(reader: Reader) -> tuple[list[str], list[str]]:
    """Return the kinds of thing and the officers that occur, for the filter."""
    kinds = [row[0] for row in reader.rows("SELECT DISTINCT kind_label FROM history ORDER BY kind_label")]
    officers = [row[0] for row in reader.rows("SELECT DISTINCT by FROM history ORDER BY by")]
    return kinds, officers


def names_of(reader: Reader, wanted: HistoryFilter) -> tuple[str, tuple[str, str], str]:
    """Return what project, thing and field of a filter are called: title, (kind, name), label; empty where none is known or given."""
    project = reader.rows("SELECT title FROM project WHERE id = :id", id=wanted.project_id)
    thing = reader.rows(
        "SELECT kind_label, object_label FROM history WHERE object_id = :id AND object_label <> '' ORDER BY id DESC LIMIT 1",
        id=wanted.object_id,
    )
    field = reader.rows(
        "SELECT field_label FROM history WHERE field_key = :key AND field_label <> '' ORDER BY id DESC LIMIT 1", key=wanted.field_key
    )
    return project[0][0] if project else "", (thing[0][0], thing[0][1]) if thing else ("", ""), field[0][0] if field else ""


def _where(wanted: HistoryFilter) -> tuple[str, dict[str, object]]:
    columns = {
        "project_id": wanted.project_id,
        "object_id": wanted.object_id,
        "field_key": wanted.field_key,
        "kind_label": wanted.kind,
        "action": wanted.action,
        "by": wanted.by,
    }
    parameters: dict[str, object] = {column: value for column, value in columns.items() if value}
    terms = [f"{column} = :{column}" for column in parameters]
    if wanted.since:
        terms.append("at >= :since")
        parameters["since"] = _moment(wanted.since)
    if wanted.until:
        terms.append("at < :until")
        parameters["until"] = _moment(wanted.until + timedelta(days=1))
    if wanted.text:
        terms.append(
            "(" + " OR ".join(f"lower({c}) LIKE :text ESCAPE '!'" for c in ("object_label", "field_label", "old", "new", "entered")) + ")"
        )
        # The store makes small what is ASCII and nothing else.
        small = "".join(letter.lower() if letter.isascii() else letter for letter in wanted.text)
        escaped = small.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        parameters["text"] = f"%{escaped}%"
    return (f" WHERE {' AND '.join(terms)}" if terms else ""), parameters


def _moment(day: date) -> str:
    """Return the beginning of a local day as stored UTC text."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
