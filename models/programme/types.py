"""The typed shape of a programme pack (方案包), apart from its forms: what every TOML file must hold.

The pack is data; these classes are its grammar. `msgspec` checks every entry on load and refuses unknown keys.
What one class alone cannot see (references, orders, duplicates) is checked in `models.programme.consistency`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct, field

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"

Key: TypeAlias = Annotated[str, Meta(pattern=KEY_PATTERN)]
"""A permanent key."""

Text: TypeAlias = Annotated[str, Meta(min_length=1)]
"""A text that must not be empty."""

Month: TypeAlias = Annotated[str, Meta(pattern=MONTH_PATTERN)]
"""A month, ``YYYY-MM``."""

Texts: TypeAlias = Annotated[tuple[Text, ...], Meta(min_length=1)]
"""At least one text."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry: immutable, unknown keys refused.

    Each class below says again that it is frozen: msgspec would inherit it, a type checker does not.
    """


class Area(Entry, frozen=True, kw_only=True):
    """A pilot area (试点内容).

    Attributes:
        key: Permanent key, ``a1`` … ``a9``.
        number: Ordinal in the notice, from 1.
        title: Title in the notice.
        short: At most six characters, for narrow columns and charts.
        explanation: Our own short explanation.
        clause: Clause of the notice.
        carriers: Typical carriers (融合载体), shown as examples; names of the ``carrier`` dictionary.
        milestones: Proposed milestones, in order (参考,可改).
    """

    key: Key
    number: Annotated[int, Meta(ge=1)]
    title: Text
    short: Annotated[str, Meta(min_length=1, max_length=6)]
    explanation: Text
    clause: Text
    carriers: Texts
    milestones: Texts


class District(Entry, frozen=True, kw_only=True):
    """A reporting unit (区县 or an area that reports like one).

    Attributes:
        code: GB/T 2260 code, or the pack's own code where there is none.
        short: Short name; the file may leave it out where it is the name.
        valid_from: First day it exists; absent: from before the programme.
        valid_to: First day it no longer exists; absent: still valid.
        successor: Code of the district that took over.
        department: Name of the department that reports, for proposing the office's name; the file may leave it
            out where it is the name with the file's ``department_suffix``.
        note: What an officer should know about it.
    """

    code: Key
    name: Text
    short: str = ""
    department: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    note: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the district exists on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class CityBureau(Entry, frozen=True, kw_only=True):
    """The level above the districts, whose bureau runs the city edition (市级版)."""

    name: Text
    short: Text
    department: Text
    note: str = ""


class Districts(Entry, frozen=True, kw_only=True):
    """The file ``districts.toml``."""

    department_suffix: Text
    city: CityBureau
    district: Annotated[tuple[District, ...], Meta(min_length=1)]


class Scope(StrEnum):
    """For whom an obligation arises."""

    PROJECT = "project"
    ENTITY = "entity"
    DISTRICT = "district"


class Recurrence(StrEnum):
    """How often an obligation arises; each year of a yearly one is an entry of its own."""

    ONCE = "once"
    YEARLY = "yearly"
    ANY_TIME = "any_time"


class Obligation(Entry, frozen=True, kw_only=True):
    """A dated obligation (报送任务).

    Attributes:
        key: Permanent key, e.g. ``yearly-2026``.
        opens: Day from which it can be worked on.
        due: Day it is due; only an obligation of any time has none.
        on_time_until: Last day that counts as on time (the city may be lenient).
        locked: First day it can no longer be handed in; absent: late is still accepted.
        written_by: Who writes it.
        forwarded_by: Who forwards it; empty where the writer hands it in.
        recipient: Who receives it.
        contents: What the notice demands to be in it.
        quote: The notice's own words.
        recurring: ``once`` / ``yearly`` / ``any_time``.
        from_states: For scope ``project`` or ``entity``: states in which it is owed; empty: all.
        met_by: For the same scopes: the state that is entered on the very day it is handed in, so that it needs no record of its own.
        nil_allowed: A nil report (零报告) is possible.
        form: Key of the form of the document that meets it; empty: none of the program's.
        period: The year that document reports on; empty for one that is not written every year.
    """

    key: Key
    title: Text
    scope: Scope
    written_by: Text
    forwarded_by: str
    recipient: Text
    contents: Texts
    clause: Text
    quote: Text
    recurring: Recurrence
    opens: date | None = None
    due: date | None = None
    on_time_until: date | None = None
    locked: date | None = None
    from_states: tuple[str, ...] = ()
    met_by: str = ""
    nil_allowed: bool = False
    form: str = ""
    period: str = ""


class WorkStep(Entry, frozen=True, kw_only=True):
    """A step of getting an obligation out of the house (盖章, 会签 …), for working back from its due day (倒排工期).

    Attributes:
        working_days: Working days it takes by default (参考,可改); 0: it is left out.
    """

    key: Key
    title: Text
    working_days: Annotated[int, Meta(ge=0, le=60)]


class Obligations(Entry, frozen=True, kw_only=True):
    """The file ``obligations.toml``; the steps stand in the order in which they are done."""

    step: Annotated[tuple[WorkStep, ...], Meta(min_length=1)]
    obligation: Annotated[tuple[Obligation, ...], Meta(min_length=1)]


class Holiday(Entry, frozen=True, kw_only=True):
    """A public holiday (放假) and the days off that are worked in return (调休上班).

    Attributes:
        first: First day off.
        last: Last day off.
        worked: Saturdays and Sundays worked in return.
    """

    name: Text
    first: date
    last: date
    worked: tuple[date, ...] = ()


class CalendarYear(Entry, frozen=True, kw_only=True):
    """The public holidays of one year, as announced.

    Attributes:
        source: The notice that announced them.
    """

    year: int
    source: Text
    holiday: Annotated[tuple[Holiday, ...], Meta(min_length=1)]


class Calendar(Entry, frozen=True, kw_only=True):
    """The file ``calendar.toml``; a year that is not announced yet is not in it."""

    year: Annotated[tuple[CalendarYear, ...], Meta(min_length=1)]


class IndicatorKind(StrEnum):
    """How the values of an indicator behave (指标性质)."""

    CUMULATIVE = "cumulative"
    POINT = "point"
    YEARLY = "yearly"
    RATIO = "ratio"


class Indicator(Entry, frozen=True, kw_only=True):
    """An indicator (指标) proposed by the pack (参考,可改).

    Attributes:
        areas: Keys of the areas it serves; empty: common to all.
        core: True 核心, False 参考.
        counting_rule: What counts, in one or two sentences.
        quote: The notice's own words it comes from; empty where the pack adds the indicator.
        decimals: Digits behind the point that are kept.
        numerator: For ratios: what stands above the line.
        denominator: For ratios: what stands below.
        distinct: Counts things (companies) of which the same may stand under several areas: never added across areas.
    """

    key: Key
    name: Text
    unit: Text
    kind: IndicatorKind
    core: bool
    counting_rule: Text
    areas: tuple[str, ...] = ()
    quote: str = ""
    clause: str = ""
    decimals: Annotated[int, Meta(ge=0, le=4)] = 0
    numerator: str = ""
    denominator: str = ""
    distinct: bool = False


class Indicators(Entry, frozen=True, kw_only=True):
    """The file ``indicators.toml``."""

    indicator: Annotated[tuple[Indicator, ...], Meta(min_length=1)]


class Step(Entry, frozen=True, kw_only=True):
    """One allowed next step of a state."""

    to: Text
    title: Text
    needs_reason: bool = False


class State(Entry, frozen=True, kw_only=True):
    """A state in the life of a project (life cycle).

    Attributes:
        key: Permanent key.
        group: Heading it is counted under on the home page: ``申报`` / ``实施`` / ``终止`` ….
        editable: The application form can be edited in this state.
        settled: The project has come to its end: progress, figures, milestones and evidence are kept as they stand.
        next: The steps offered by hand.
        explanation: One sentence for the officer.
    """

    key: Key
    title: Text
    group: Text
    explanation: Text
    editable: bool = False
    settled: bool = False
    next: tuple[Step, ...] = ()


class LifeCycle(Entry, frozen=True, kw_only=True):
    """The life of a project.

    Attributes:
        initial: State of a new project.
        review: State of the district's review (区县审核).
        submitted: State that submitting (报送) leads to; no step by hand leads there.
        returned: State that returning to edit leads to.
    """

    initial: Text
    review: Text
    submitted: Text
    returned: Text
    state: Annotated[tuple[State, ...], Meta(min_length=1)]


class Levels(Entry, frozen=True, kw_only=True):
    """What the two levels are called."""

    district: Text
    city: Text


class Period(Entry, frozen=True, kw_only=True):
    """The programme's period; months as ``YYYY-MM``, years inclusive."""

    first_month: Month
    last_month: Month
    baseline_label: Text
    years: Annotated[tuple[int, ...], Meta(min_length=1)]


class CheckItem(Entry, frozen=True, kw_only=True):
    """One item of the district's check list (区县审核要点)."""

    key: Key
    text: Text
    clause: str = ""


class Document(Entry, frozen=True, kw_only=True):
    """A document the programme rests on; `date` as precise as it is known: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    number: str
    title: Text
    issuer: Text
    date: Annotated[str, Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$")] = ""


class Definition(Entry, frozen=True, kw_only=True):
    """The file ``programme.toml``.

    Attributes:
        notice: Number of the notice that starts the programme.
    """

    id: Key
    version: Key
    title: Text
    short_title: Text
    notice: Text
    period: Period
    levels: Levels
    area: Annotated[tuple[Area, ...], Meta(min_length=1)]
    document: Annotated[tuple[Document, ...], Meta(min_length=1)]
    check_item: Annotated[tuple[CheckItem, ...], Meta(min_length=1)]
    life_cycle: LifeCycle


class DictionaryItem(Entry, frozen=True, kw_only=True):
    """One entry of a dictionary.

    Attributes:
        parent: Key of the item above, for dictionaries with levels.
        mark: What the officer must know, e.g. ``部分未核``.
        prefixes: Expected first two characters of the credit code, for entity kinds.
        class_: Group for rules, e.g. ``manufacturing``; ``class`` in the file.
    """

    key: Key
    name: Text
    parent: str = ""
    mark: str = ""
    clause: str = ""
    note: str = ""
    class_: str = field(default="", name="class")
    prefixes: tuple[Annotated[str, Meta(min_length=2, max_length=2)], ...] = ()


class Dictionary(Entry, frozen=True, kw_only=True):
    """A closed list of choices; one file of ``dictionaries/``."""

    key: Key
    title: Text
    source: Text
    item: Annotated[tuple[DictionaryItem, ...], Meta(min_length=1)]
    note: str = ""
