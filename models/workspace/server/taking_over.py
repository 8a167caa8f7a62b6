"""Taking the whole content of a workspace in a file over onto a server, row by row, in one transaction."""

from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, insert, select, text

from models.schema import Base

if TYPE_CHECKING:
    from models.workspace.file_workspace import FileWorkspace

_AT_ONCE = 500


def take_over(source: "FileWorkspace", target: Engine) -> None:
    """Copy every row of `source` into the empty tables of `target`; `source` is not changed."""
    from models.workspace.engine import build_engine

    reading = build_engine(source.path, source.key)
    try:
        with reading.connect() as old, target.begin() as new:
            for table in Base.metadata.sorted_tables:
                for rows in old.execute(select(table)).mappings().partitions(_AT_ONCE):
                    new.execute(insert(table), [dict(row) for row in rows])
                key = table.autoincrement_column
                if key is not None:
                    newest = new.scalar(select(func.max(key)))
                    statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest, :used)")
                    new.execute(statement, {"table": table.name, "column": key.name, "newest": newest or 1, "used": newest is not None})
    finally:
        reading.dispose()
