"""What the district recommends (推荐): projects in the recommended order, with its opinion."""

import json
from collections.abc import Collection
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.showing import period
from models.reading import Reader


class RecommendedRow(NamedTuple):
    """One recommended project.

    Attributes:
        rank: Place in the recommended order; ``None`` when it has not been given one.
        opinion: The district's opinion, which is the reason of the recommendation; may be empty.
        checked: Every item of the pack's check list is ticked.
    """

    number: str
    rank: int | None
    opinion: str
    checked: bool
    period: str


def recommended(reader: Reader, programme: Programme, numbers: Collection[str]) -> list[RecommendedRow]:
    """Return the projects with some numbers in the recommended order; those without a place come last."""
    items = {item.key for item in programme.check_items}
    return [
        RecommendedRow(number, rank, opinion or "", items <= set(json.loads(checklist or "[]")), period(start, end))
        for number, rank, opinion, checklist, start, end in reader.rows(
            "SELECT p.number, p.rank, r.opinion, r.checklist, p.period_start, p.period_end FROM project p"
            " LEFT JOIN district_review r ON r.document_id = p.id"
            " WHERE p.deleted_at IS NULL ORDER BY p.rank IS NULL, p.rank, p.number"
        )
        if number in numbers
    ]
