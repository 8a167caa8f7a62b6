"""The smallest operations that change something, for tests of the store."""

from pathlib import Path

from sqlalchemy import select

from models.changes import NOTHING, Changes, Kind
from models.entity import PilotEntity
from models.errors import UserError
from models.work import Work
from models.workspace.store import Workspace


def add_entity(work: Work, name: str, remark: str = "") -> Changes:
    entity = PilotEntity(name=name, remark=remark, created_at=work.at, updated_at=work.at)
    work.session.add(entity)
    work.session.flush()
    return Changes.of(Kind.ENTITY, id=entity.id)


def rename_entity(work: Work, id: str, name: str) -> Changes:
    work.session.get_one(PilotEntity, id).name = name
    return Changes.of(Kind.ENTITY, id=id)


def add_and_refuse(work: Work, name: str) -> Changes:
    add_entity(work, name)
    raise UserError("不行。")


def look_only(work: Work) -> Changes:
    work.session.scalars(select(PilotEntity)).all()
    return NOTHING


def names(workspace: Workspace) -> list[str]:
    return [row[0] for row in workspace.rows("SELECT name FROM pilot_entity ORDER BY rowid")]


def flip_bit(path: Path, offset: int) -> None:
    """Damage one bit."""
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1]))
