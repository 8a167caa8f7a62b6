"""What an operation says it changed, so that pages know whether to refresh."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of thing that pages show."""

    OFFICE = "office"
    ENTITY = "entity"
    PROJECT = "project"
    DOCUMENT = "document"
    TRACKING = "tracking"
    INDICATOR = "indicator"
    EVIDENCE = "evidence"
    OBLIGATION = "obligation"
    HAND_OUT = "hand_out"
    EXCHANGE = "exchange"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one operation.

    Attributes:
        kinds: Which kinds of thing were touched; empty means nothing changed.
        project_ids: The projects concerned; empty means any.
        id: Id of the object created or edited, for the caller to go on with.
    """

    kinds: frozenset[Kind] = frozenset()
    project_ids: frozenset[str] = frozenset()
    id: str = ""

    @classmethod
    def of(cls, *kinds: Kind, project: str = "", id: str = "") -> "Changes":
        """Build from single values: ``Changes.of(Kind.PROJECT, project=p.id, id=p.id)``."""
        return cls(frozenset(kinds), frozenset({project} if project else ()), id)


NOTHING = Changes()
