"""What the proofreading looks at and what it reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition import Level
from forms.passages import TextBlock
from models.programme.pack import Programme


@dataclass(frozen=True, slots=True)
class Draft:
    """A document under inspection.

    Attributes:
        on: Day of the document; districts are those of that day.
    """

    blocks: Sequence[TextBlock]
    programme: Programme
    on: date


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check has found.

    Attributes:
        replacement: What to put in its place, where that is certain.
        advice: What to do, where the rule's own advice is not enough.
    """

    block: TextBlock
    start: int
    end: int
    replacement: str | None = None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of the proofreading.

    Attributes:
        rule: Key of the rule.
        block: Key of the block.
        start: First character in the block's text, counted in code points.
        end: Behind the last character.
        found: The text between them.
        reason: Why it is remarked on, in the officer's words.
        suggestion: What to do, in the officer's words.
        replacement: What mending puts in its place; ``None`` when only the officer can mend it.
    """

    rule: str
    level: Level
    block: str
    start: int
    end: int
    found: str
    reason: str
    suggestion: str
    replacement: str | None = None

    @property
    def mendable(self) -> bool:
        """Whether one click may mend it (可自动)."""
        return self.replacement is not None
