"""The office's own templates of official documents that are in force, and what is in them."""

from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader


class OwnTemplate(NamedTuple):
    """One template of the office.

    Attributes:
        key: What it is for.
        file_name: Name of the file it came from.
        since: When it was put in force, local time.
        by: Who did.
    """

    id: str
    key: str
    file_name: str
    since: str
    by: str


class TemplateFile(NamedTuple):
    """A template's file as it lies in the workspace."""

    file_name: str
    content: bytes


def own_templates(reader: Reader) -> dict[str, OwnTemplate]:
    """Return the templates in force by key, without what is in them."""
    rows = reader.rows("SELECT id, key, file_name, added_at, by FROM office_template WHERE deleted_at IS NULL ORDER BY added_at")
    return {key: OwnTemplate(id, key, file_name, local_minute(added), by) for id, key, file_name, added, by in rows}


def template_file(reader: Reader, *keys: str) -> TemplateFile | None:
    """Return the template in force for the first of `keys` that has one."""
    for key in keys:
        rows = reader.rows(
            "SELECT t.file_name, c.data FROM office_template t JOIN office_template_content c ON c.template_id = t.id"
            " WHERE t.key = :key AND t.deleted_at IS NULL",
            key=key,
        )
        if rows:
            ((file_name, data),) = rows
            return TemplateFile(file_name, bytes(data))
    return None
