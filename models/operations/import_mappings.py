"""Named mappings (导入对应关系) of spreadsheet columns, kept for the next time."""

from collections.abc import Mapping

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.import_mapping import ImportMapping
from models.operations.guarding import line, needed
from models.work import Work


def save_mapping(work: Work, name: str, columns: Mapping[str, str]) -> Changes:
    """Keep a mapping under a name; one of that name is replaced.

    Args:
        work: The unit of work.
        name: What the officer calls it.
        columns: Text of a column's head to the key of the fact.

    Raises:
        UserError: The name is empty.
    """
    called = line(needed(name, "名称"))
    held = work.session.scalars(select(ImportMapping).filter_by(name=called)).first()
    mapping = held or ImportMapping(name=called)
    mapping.columns, mapping.updated_at = dict(columns), work.at
    work.session.add(mapping)
    work.session.flush()
    return Changes.of(Kind.OFFICE, id=mapping.id)


def delete_mapping(work: Work, name: str) -> Changes:
    """Forget a mapping.

    Raises:
        UserError: There is none of that name.
    """
    held = work.session.scalars(select(ImportMapping).filter_by(name=name)).first()
    if held is None:
        raise UserError(f"没有名为“{name}”的对应关系。", "请刷新后再试。")
    work.session.delete(held)
    return Changes.of(Kind.OFFICE)
