"""Judging what was read against what a person meant: wrong, missing and asked fields are counted apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.collecting.outcome import Outcome, Standing
from forms.collecting.tolerant import same
from forms.definition import Form
from models.plain import Plain

SAID_NOTHING = frozenset({Standing.UNREAD, Standing.ASKED, Standing.CONFLICT})


@dataclass
class Count:
    """How many fields of how many were read right, and which were not."""

    right: int = 0
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.right + len(self.asked) + len(self.missing) + len(self.wrong)

    def add(self, other: "Count") -> None:
        self.right += other.right
        self.asked += other.asked
        self.missing += other.missing
        self.wrong += other.wrong


def count(outcomes: tuple[Outcome, ...], form: Form, meant: Mapping[str, Plain], held: Mapping[str, Plain] | None = None) -> Count:
    """Compare the outcomes of one form with what was meant.

    Args:
        outcomes: What was read.
        form: The definition.
        meant: What the person wanted to say, by field; a field not named is left as it was.
        held: What the workspace holds; default: nothing.
    """
    counted = Count()
    fields = {one.key: one for one in form.fields()}
    held = held or {}
    for outcome in outcomes:
        intended = meant.get(outcome.key, held.get(outcome.key))
        said = f"{outcome.key}: {outcome.standing.value} {outcome.new_shown[:40]!r} {outcome.why[:60]}"
        if outcome.standing in SAID_NOTHING:
            empty = intended in (None, [], "")
            target = counted.missing if "没有找到" in outcome.why and not outcome.typed else counted.asked
            if empty and "没有找到" not in outcome.why:
                target = counted.asked
            target.append(said)
            continue
        would_hold = outcome.old if outcome.standing is Standing.SAME else outcome.new
        if same(fields[outcome.key], would_hold, intended):
            counted.right += 1
        else:
            counted.wrong.append(said)
    return counted
