"""What the window shows in its very first paint: a few facts in plain SQL, with nothing imported that is slow to load."""

from typing import NamedTuple

from models.reading import Reader

RECENT = 5
"""How many projects the first paint names."""


class FirstLook(NamedTuple):
    """The first facts.

    Attributes:
        office: Full name of the office.
        entities: How many pilot entities there are.
        projects: How many projects there are.
        recent: Number and title of the projects edited last.
    """

    office: str
    entities: int
    projects: int
    recent: tuple[tuple[str, str], ...]


def first_look(reader: Reader) -> FirstLook:
    """Read the first facts; at 20,000 projects everything comes out of indexes."""
    ((office,),) = reader.rows("SELECT name FROM office")
    ((entities,),) = reader.rows("SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NULL")
    ((projects,),) = reader.rows("SELECT COUNT(*) FROM project WHERE deleted_at IS NULL")
    recent = reader.rows("SELECT number, title FROM project WHERE deleted_at IS NULL ORDER BY updated_at DESC LIMIT :limit", limit=RECENT)
    return FirstLook(office, entities, projects, tuple((number, title) for number, title in recent))
