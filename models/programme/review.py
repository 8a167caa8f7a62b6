"""The typed shape of ``review.toml`` of a pack: how projects are reviewed (评审) and what the city decides in which state (审定)."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from models.errors import ResourceError
from models.programme.types import Entry, Key, LifeCycle, Text

NUMBER_PATTERN = r"^[0-9]{1,3}(\.[0-9]{1,2})?$"


class Criterion(Entry, frozen=True, kw_only=True):
    """A criterion (评审指标) of the score sheet.

    Attributes:
        weight: Highest points by default (参考,可改).
        points: What an expert looks at (观察点).
        origin: Which words of the notice it comes from.
        bonus: Counts on top of the hundred points (加分项).
    """

    key: Key
    title: Text
    short: Annotated[str, Meta(min_length=1, max_length=6)]
    weight: Annotated[int, Meta(ge=1, le=100)]
    points: Text
    origin: Text
    bonus: bool = False


class Mark(Entry, frozen=True, kw_only=True):
    """A grade (档次) an expert may give instead of points.

    Attributes:
        share: Part of the weight it stands for, decimal text up to 1.
    """

    key: Key
    title: Annotated[str, Meta(min_length=1, max_length=4)]
    share: Annotated[str, Meta(pattern=r"^(0\.[0-9]{1,2}|1)$")]


class Scoring(Entry, frozen=True, kw_only=True):
    """How scores are added up.

    Attributes:
        experts_from: Experts suggested for a project, at least.
        experts_to: And at most.
        odd: An odd number of experts is suggested.
        trimmed: New rounds leave out the highest and the lowest total.
        trim_from: From how many counting sheets on they are left out.
        decimals: Digits behind the point of an average, rounded half up.
        pass_line: Proposed line (入围线), decimal text; empty: none.
        tie_break: Criteria that decide between equal averages, in this order.
    """

    experts_from: Annotated[int, Meta(ge=1, le=99)]
    experts_to: Annotated[int, Meta(ge=1, le=99)]
    odd: bool
    trimmed: bool
    trim_from: Annotated[int, Meta(ge=3, le=99)]
    decimals: Annotated[int, Meta(ge=0, le=4)]
    pass_line: Annotated[str, Meta(pattern=rf"{NUMBER_PATTERN}|^$")]
    tie_break: tuple[Key, ...] = ()


class Outcome(Entry, frozen=True, kw_only=True):
    """One way a decision can end.

    Attributes:
        title: What the officer chooses.
        state: State the project enters; empty: it stays where it is.
        explanation: What it means for the district, one sentence.
        returns: The form goes back for mending (退回); a reason is always needed then.
        needs_reason: A reason must be given.
        adjustments: What was agreed to change must be given (调整方案).
        follow_up: A day must be given on which it is looked at again.
    """

    key: Key
    title: Text
    explanation: Text
    state: str = ""
    returns: bool = False
    needs_reason: bool = False
    adjustments: bool = False
    follow_up: bool = False


class DecisionKind(Entry, frozen=True, kw_only=True):
    """A kind of decision of the city.

    Attributes:
        from_states: States in which a project waits for it.
        form: Key of the form it rests on.
        scored: Experts score it in rounds before (评审批次).
        clause: Clause of the notice; empty where the pack adds the decision.
        publicity: Title of the list of names that is made public (公示名单); empty: none.
    """

    key: Key
    title: Text
    short: Annotated[str, Meta(min_length=1, max_length=4)]
    form: Key
    from_states: Annotated[tuple[Text, ...], Meta(min_length=1)]
    outcome: Annotated[tuple[Outcome, ...], Meta(min_length=1)]
    scored: bool = False
    clause: str = ""
    publicity: str = ""

    def result(self, key: str) -> Outcome:
        """Return one of its outcomes.

        Raises:
            KeyError: It has no such outcome.
        """
        for outcome in self.outcome:
            if outcome.key == key:
                return outcome
        raise KeyError(key)


class Review(Entry, frozen=True, kw_only=True):
    """The file ``review.toml``; criteria and decisions in the order in which they are shown.

    Attributes:
        pilot_groups: Groups of states whose projects are pilot projects: what the city sums up.
    """

    pilot_groups: Annotated[tuple[Text, ...], Meta(min_length=1)]
    scoring: Scoring
    criterion: Annotated[tuple[Criterion, ...], Meta(min_length=1)]
    mark: tuple[Mark, ...]
    decision: Annotated[tuple[DecisionKind, ...], Meta(min_length=1)]

    def kind(self, key: str) -> DecisionKind:
        """Return a kind of decision.

        Raises:
            KeyError: There is no such kind.
        """
        for kind in self.decision:
            if kind.key == key:
                return kind
        raise KeyError(key)


def check_review(file: str, review: Review, life: LifeCycle, forms: Collection[str]) -> None:
    """Check ``review.toml``: keys, states, forms, the hundred points.

    Raises:
        ResourceError: Naming file, key path and reason.
    """
    for table, keys in (
        ("criterion", [entry.key for entry in review.criterion]),
        ("mark", [entry.key for entry in review.mark]),
        ("decision", [entry.key for entry in review.decision]),
    ):
        _refuse_double(file, table, keys)
    total = sum(criterion.weight for criterion in review.criterion if not criterion.bonus)
    if total != 100:
        raise ResourceError(file, "criterion", f"除加分项外，各项满分相加应为100，现在是{total}")
    _check_scoring(file, review)
    for place, group in enumerate(review.pilot_groups):
        if group not in {state.group for state in life.state}:
            raise ResourceError(file, f"pilot_groups[{place}]", f"没有“{group}”这组状态")
    states = {state.key for state in life.state}
    for kind in review.decision:
        _check_kind(file, kind, life, states, forms)


def _check_scoring(file: str, review: Review) -> None:
    scoring = review.scoring
    if scoring.experts_to < scoring.experts_from:
        raise ResourceError(file, "scoring.experts_to", "不能小于 experts_from")
    known = {criterion.key for criterion in review.criterion}
    for key in scoring.tie_break:
        if key not in known:
            raise ResourceError(file, "scoring.tie_break", f"没有“{key}”这项评审指标")
    shares = [Decimal(mark.share) for mark in review.mark]
    if shares != sorted(shares, reverse=True) or len(set(shares)) < len(shares):
        raise ResourceError(file, "mark", "档次应从高到低依次排列")


def _check_kind(file: str, kind: DecisionKind, life: LifeCycle, states: Collection[str], forms: Collection[str]) -> None:
    place = f"decision[{kind.key}]"
    _refuse_double(file, f"{place}.outcome", [outcome.key for outcome in kind.outcome])
    if kind.form not in forms:
        raise ResourceError(file, f"{place}.form", f"没有“{kind.form}”这个表格")
    for state in kind.from_states:
        if state not in states:
            raise ResourceError(file, f"{place}.from_states", f"没有“{state}”这个状态")
    for outcome in kind.outcome:
        at = f"{place}.outcome[{outcome.key}]"
        if outcome.state and outcome.state not in states:
            raise ResourceError(file, f"{at}.state", f"没有“{outcome.state}”这个状态")
        if not outcome.state and not outcome.returns:
            raise ResourceError(file, f"{at}.state", "不是退回的，应写明项目转入的状态")
        if outcome.returns and outcome.state not in ("", life.returned):
            raise ResourceError(file, f"{at}.state", f"退回以后只能是“{life.returned}”，或者不写（状态不变）")


def _refuse_double(file: str, table: str, keys: list[str]) -> None:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise ResourceError(file, f"{table}[{key}]", f"重复：第{number + 1}项与前面一项同名")
