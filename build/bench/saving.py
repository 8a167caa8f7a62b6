"""Saving one field of a form, against the raw driver writing the same rows in one transaction of the same kind."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.bench.figures import Figure, Side, measure, median, timed
from forms.answers import Edit, save_answers
from forms.demo import build_demo, demo_projects
from forms.keeping import keep_counts
from models.workspace.connection import connect

if TYPE_CHECKING:
    from models.workspace.store import FileWorkspace

FIELD = "idea"
LENGTH = 900
ROUNDS = 60


def figures(folder: Path) -> Iterator[Figure]:
    """Measure saving into a workspace and into a copy of it, on the same disk."""
    (folder / "copy").mkdir()
    workspace = build_demo(folder, date.today())
    copied = build_demo(folder / "copy", date.today())
    key, path = copied.key, copied.path
    copied.close(backup=False)
    connection = connect(path, key, "rw")
    number = demo_projects(workspace)[-1]
    try:
        ours, raw = measure([_operation(workspace, number), _driver(connection, number)], ROUNDS, median)
    finally:
        connection.close()
        workspace.close(backup=False)
    yield Figure("保存申报表的一项", ours, raw, 4, "sqlcipher3 驱动直接写同样的行（同样的 PRAGMA、同一磁盘、一个事务），取中位数", ROUNDS)


def _texts() -> Iterator[str]:
    return (f"{number}" + "总体思路" * (LENGTH // 4) for number in count())


def _operation(workspace: "FileWorkspace", number: str) -> Side:
    ((project,),) = workspace.rows("SELECT id FROM project WHERE number = :number", number=number)
    texts = _texts()
    return timed(lambda: workspace.perform(keep_counts, save_answers, project, {FIELD: Edit(next(texts))}))


def _driver(connection: Any, number: str) -> Side:
    """Write what saving writes: the answer, the form's moment and counts, the entry of the history that grows while typing."""
    sql = "SELECT a.id, h.id, h.old FROM document a JOIN project p ON p.id = a.id"
    sql += " JOIN history h ON h.object_id = a.id AND h.field_key = ? WHERE p.number = ? ORDER BY h.id DESC LIMIT 1"
    ((application, entry, _old),) = connection.execute(sql, (FIELD, number)).fetchall()
    texts = _texts()

    def once() -> None:
        text, now = next(texts), datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE answer SET value = ?, entered = '', updated_at = ? WHERE document_id = ? AND field_key = ?",
            (json.dumps(text, ensure_ascii=False), now, application, FIELD),
        )
        connection.execute(
            "UPDATE document SET updated_at = ?, version = version + 1, filled = filled, errors = errors WHERE id = ?",
            (now, application),
        )
        connection.execute("UPDATE history SET new = ?, at = ? WHERE id = ?", (text, now, entry))
        connection.execute("COMMIT")

    return timed(once)
