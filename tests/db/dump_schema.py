"""Writing out, as SQL, a small store of the present schema, to be kept in `fixtures` for ever.

``python -m tests.db.dump_schema`` writes ``fixtures/schema_NNNN.sql``: once before the first release that has the schema.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from models.changes import NOTHING, Changes
from models.document import Answer, Document
from models.entity import PilotEntity
from models.programme.pack import load_programme
from models.project import Project
from models.work import Work
from models.workspace.connection import SCHEMA_NUMBER, connect
from models.workspace.store import OfficeDetails, create

FIXTURES = Path(__file__).with_name("fixtures")
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def fill(work: Work) -> Changes:
    """Add one entity, project, form and answer."""
    entity = PilotEntity(id="1" * 32, name="示例公司", created_at=AT, updated_at=AT)
    project = Project(
        id="2" * 32,
        number="示例-2026-001",
        entity=entity,
        title="示例项目",
        state=work.programme.life_cycle.initial,
        created_at=AT,
        updated_at=AT,
    )
    version = work.programme.version
    form = Document(
        id=project.id, title="申报表", project=project, form_id="application", programme_version=version, created_at=AT, updated_at=AT
    )
    form.answers["示例"] = Answer(field_key="示例", value="示例内容", updated_at=AT)
    work.session.add(form)
    return NOTHING


def dump(path: Path, key: bytes) -> str:
    """Return the statements that make the schema, then the rows."""
    connection = connect(path, key, "ro")
    try:
        made = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, rowid").fetchall()
        lines = [f"{' '.join(sql.split())};" for _, _, sql in made]
        for table in (name for kind, name, _ in made if kind == "table"):
            columns = ", ".join(f'quote("{row[1]}")' for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall())
            for row in connection.execute(f'SELECT {columns} FROM "{table}"').fetchall():
                lines.append(f"INSERT INTO {table} VALUES ({', '.join(row)});")
    finally:
        connection.close()
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make the store and write its fixture."""
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(AT.date())[0].code, "示例区人力资源和社会保障局", "示例经办人")
    with tempfile.TemporaryDirectory() as folder:
        workspace, _ = create(Path(folder) / "示例", None, programme, office, AT, lambda: AT)
        try:
            workspace.perform(fill)
            FIXTURES.joinpath(f"schema_{SCHEMA_NUMBER:04}.sql").write_text(dump(workspace.path, workspace.key))
        finally:
            workspace.close(backup=False)


if __name__ == "__main__":
    main()
