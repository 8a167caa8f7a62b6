"""The typed shape of a programme pack (方案包), apart from its forms: what every TOML file must hold.

The pack is data; these classes are its grammar. `msgspec` checks every entry on load and refuses unknown keys.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry: immutable, unknown keys refused."""


class Area(Entry):
    """A pilot area (试点内容).

    Attributes:
        key: Permanent key, ``a1`` … ``a9``.
        number: Ordinal in the notice, 1–9.
        title: Title in the notice.
        short: At most six characters, for narrow columns and charts.
        explanation: Our own short explanation.
        clause: Clause of the notice.
        carriers: Typical carriers (融合载体), shown as examples.
        milestones: Proposed milestones, in order (参考,可改).
    """

    key: str
    number: int
    title: str
    short: str
    explanation: str
    clause: str
    carriers: tuple[str, ...]
    milestones: tuple[str, ...]


class District(Entry):
    """A reporting unit (区县 or an area that reports like one).

    Attributes:
        code: GB/T 2260 code, or the pack's own code where there is none.
        valid_from: First day it exists; absent: from before the programme.
        valid_to: First day it no longer exists; absent: still valid.
        successor: Code of the district that took over.
        department: Name of the department that reports, for proposing the office's name.
        note: What an officer should know about it.
    """

    code: str
    name: str
    short: str
    department: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    note: str = ""


class Scope(StrEnum):
    """For whom an obligation arises."""

    PROJECT = "project"
    ENTITY = "entity"
    DISTRICT = "district"


class Obligation(Entry):
    """A dated obligation (报送任务).

    Attributes:
        key: Permanent key, e.g. ``yearly-2026``.
        opens: Day from which it can be worked on.
        due: Day it is due.
        on_time_until: Last day that counts as on time (the city may be lenient).
        locked: First day it can no longer be handed in; absent: late is still accepted.
        written_by: Who writes it.
        forwarded_by: Who forwards it.
        recipient: Who receives it.
        contents: What the notice demands to be in it.
        from_states: For scope ``project`` or ``entity``: states in which it applies; empty: all.
        recurring: ``once`` / ``yearly`` / ``any_time``.
    """

    key: str
    title: str
    scope: Scope
    written_by: str
    forwarded_by: str
    recipient: str
    contents: tuple[str, ...]
    clause: str
    quote: str
    recurring: str
    opens: date | None = None
    due: date | None = None
    on_time_until: date | None = None
    locked: date | None = None
    from_states: tuple[str, ...] = ()
    nil_allowed: bool = False


class IndicatorKind(StrEnum):
    """How the values of an indicator behave (指标性质)."""

    CUMULATIVE = "cumulative"
    POINT = "point"
    YEARLY = "yearly"
    RATIO = "ratio"


class Indicator(Entry):
    """An indicator (指标) proposed by the pack (参考,可改).

    Attributes:
        areas: Keys of the areas it serves; empty: common to all.
        core: True 核心, False 参考.
        counting_rule: What counts, in one or two sentences.
        quote: The notice's own words it comes from.
        decimals: Digits behind the point that are kept.
        numerator: For ratios: what stands above the line.
        denominator: For ratios: what stands below.
    """

    key: str
    name: str
    unit: str
    kind: IndicatorKind
    core: bool
    counting_rule: str
    areas: tuple[str, ...] = ()
    quote: str = ""
    clause: str = ""
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""


class Step(Entry):
    """One allowed next step of a state."""

    to: str
    title: str
    needs_reason: bool = False


class State(Entry):
    """A state in the life of a project (life cycle).

    Attributes:
        key: Permanent key.
        group: Heading it is counted under on the home page: ``申报`` / ``实施`` / ``终止`` ….
        editable: The application form can be edited in this state.
        next: The steps offered by hand.
        explanation: One sentence for the officer.
    """

    key: str
    title: str
    group: str
    explanation: str
    editable: bool = False
    next: tuple[Step, ...] = ()


class LifeCycle(Entry):
    """The life of a project.

    Attributes:
        initial: State of a new project.
        submitted: State that submitting (报送) leads to.
        returned: State that returning to edit leads to.
    """

    initial: str
    review: str
    submitted: str
    returned: str
    state: tuple[State, ...]


class Levels(Entry):
    """What the two levels are called."""

    district: str
    city: str


class Period(Entry):
    """The programme's period; months as ``YYYY-MM``, years inclusive."""

    first_month: str
    last_month: str
    baseline_label: str
    years: tuple[int, ...]


class CheckItem(Entry):
    """One item of the district's check list (区县审核要点)."""

    key: str
    text: str
    clause: str = ""


class Document(Entry):
    """A document the programme rests on."""

    number: str
    title: str
    issuer: str
    date: str = ""


class DictionaryItem(Entry):
    """One entry of a dictionary.

    Attributes:
        parent: Key of the item above, for dictionaries with levels.
        mark: What the officer must know, e.g. ``部分未核``.
        prefixes: Expected first two characters of the credit code, for entity kinds.
        class_: Group for rules, e.g. ``manufacturing``.
    """

    key: str
    name: str
    parent: str = ""
    mark: str = ""
    clause: str = ""
    note: str = ""
    class_: str = ""
    prefixes: tuple[str, ...] = ()


class Dictionary(Entry):
    """A closed list of choices."""

    key: str
    title: str
    source: str
    item: tuple[DictionaryItem, ...]
    note: str = ""
