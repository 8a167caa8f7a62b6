"""The typed shape of a form definition (``forms/*.toml`` of a pack)."""

from enum import StrEnum

from msgspec import Struct

BINDS = frozenset(
    {
        "entity.name", "entity.kind", "entity.kind_other", "entity.uscc", "entity.legal_rep", "entity.address", "entity.founded",
        "entity.tags", "entity.industry", "entity.hr_licence", "entity.contact", "entity.contact_title", "entity.mobile",
        "entity.tel", "entity.email",
        "project.number", "project.title", "project.areas", "project.clusters", "project.industries", "project.platforms",
        "project.period", "project.indicators",
        "office.district", "office.name", "office.officer", "office.phone", "review.opinion",
    }
)  # fmt: skip
"""The facts of register, project, office and review that a field can show and edit (一数一源)."""

TARGET_PREFIX = "target_"
"""Start of the keys of the indicator table's target columns, one a year of the programme: ``target_2026``."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry: immutable, unknown keys refused.

    Each class below says again that it is frozen: msgspec would inherit it, a type checker does not.
    """


class Origin(StrEnum):
    """Where a field comes from: the notice's own words, inferred from it, or added by the program."""

    NOTICE = "notice"
    INFERRED = "inferred"
    ADDED = "added"


class Level(StrEnum):
    """How serious a finding is: 错误 blocks submitting, 警告 needs a 说明, 提示 is advice."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Scope(StrEnum):
    """Whose document it is."""

    PROJECT = "project"
    DISTRICT = "district"


class Layout(StrEnum):
    """Which layout a document gets."""

    FORM = "form"
    """A form of tables and cells, as the application form."""

    REPORT = "report"
    """报告 in the layout of official documents (GB/T 9704-2012)."""

    LETTER = "letter"
    """函 in the letter form (GB/T 9704-2012, 10.1)."""

    PLAIN = "plain"
    """Material without head: plans, summaries, cases."""


class Place(StrEnum):
    """Where a field of an official document stands; `TEXT` under the heading of its section."""

    TEXT = "text"
    TITLE = "title"
    SUBTITLE = "subtitle"
    NUMBER = "number"
    ORGAN = "organ"
    RECIPIENT = "recipient"
    DAY = "day"
    OPENING = "opening"
    CLOSING = "closing"
    NOTE = "note"
    ANNEX = "annex"
    NOWHERE = "nowhere"
    """Only kept in the program, not printed."""


class Sentence(Entry, frozen=True, kw_only=True):
    """One or more sentences of a first draft, with their punctuation, holding named figures (``{pilot_projects}``; see `forms.sources`).

    Attributes:
        when: Name of a figure; the sentence is said when that is neither zero nor empty.
    """

    text: str
    when: str = ""


class Passage(Entry, frozen=True, kw_only=True):
    """A part of the first draft of a field: a paragraph, a paragraph for each project, or a numbered list.

    Attributes:
        heading: Sub-heading above it and above those that follow without one; written only where something stands below.
        sentences: Those that are said stand one behind the other in one paragraph.
        each: Name of `forms.figures.EACH`: the paragraph is written for each of these projects, with their own figures.
        head: Only with `each`: heading of the paragraph, in the same line.
        items: Name of `forms.figures.ITEMS`, or a field of another document (``application.innovation``): a numbered list instead of
            sentences.
        when: Name of a figure; the passage is written when that is neither zero nor empty.
    """

    heading: str = ""
    sentences: tuple[Sentence, ...] = ()
    each: str = ""
    head: str = ""
    items: str = ""
    when: str = ""


class DocumentHead(Entry, frozen=True, kw_only=True):
    """What makes a form a document of its own (文书), beside the application form.

    Attributes:
        place: Place in the lists of documents, from 1.
        purpose: One sentence for the officer: what it is for and what it is written from.
        scope: ``project`` or ``district``.
        written_by: Who writes it.
        yearly: One a year; the document's period is the year.
        repeats: There may be several of the same project (district, year).
        pilot_groups: Groups of life-cycle states whose projects are pilot projects for this document.
        public: Meant to be published: personal names are looked for as well when it leaves.
        reminder: What the officer is told when the first draft has been written.
    """

    place: int
    purpose: str
    scope: Scope
    written_by: str
    yearly: bool = False
    repeats: bool = False
    pilot_groups: tuple[str, ...] = ()
    public: bool = False
    reminder: tuple[Sentence, ...] = ()


class Condition(Entry, frozen=True, kw_only=True):
    """When a field is required or shown: another field holds one of some values.

    Attributes:
        field: Key of the other field.
        any_of: It applies when the field's value (or one of its values) is one of these.
        class_of: Instead: when an item the field holds has this class in `dictionary`.
        dictionary: The other field's dictionary, where `class_of` is given.
    """

    field: str
    any_of: tuple[str, ...] = ()
    class_of: str = ""
    dictionary: str = ""


class Input(Entry, frozen=True, kw_only=True):
    """What a field and a table column have in common: one thing that is filled in.

    Attributes:
        key: Permanent snake_case key.
        label: What the officer reads.
        type: Name of a field type (`forms.field_types.FIELD_TYPES`).
        required: Must be filled before submitting.
        guidance: How to fill it in, in our own words.
        unit: Unit shown behind a number.
        dictionary: Key of the dictionary for choices.
        min: Smallest number, date or month, as text.
        max: Largest number, date or month, as text.
        decimals: Most digits behind the point.
        min_length: Fewest characters (warning).
        max_length: Most characters (error).
        pattern: Name of a text pattern (`forms.patterns.PATTERNS`): ``uscc``, ``mobile``, ``landline``, ``email`` ….
        read_only: Set by the program, only shown.
    """

    key: str
    label: str
    type: str
    required: bool = False
    guidance: str = ""
    unit: str = ""
    dictionary: str = ""
    min: str = ""
    max: str = ""
    decimals: int = 0
    min_length: int = 0
    max_length: int = 0
    pattern: str = ""
    read_only: bool = False


class Column(Input, frozen=True, kw_only=True):
    """A column of a repeating table; `type` is one of `forms.field_types.COLUMN_TYPES`.

    Attributes:
        width: Share of the table's width.
        hidden: Neither shown nor printed: carries what ties the row to something, e.g. the pack's indicator.
    """

    width: int = 10
    hidden: bool = False


class Field(Input, frozen=True, kw_only=True):
    """A field (填写项).

    Attributes:
        required_when: Required only if this holds.
        shown_when: Applies only if this holds; a field that does not apply is neither checked nor printed,
            but what it holds is kept.
        mandated: Belongs to the legal minimum (identity, the five mandated contents, district opinion).
        bind: The fact of the register or project this field shows and edits, e.g. ``entity.name``,
            ``project.title``, ``project.areas``, ``project.indicators``, ``office.district``; empty: form only.
        example: 示例, clearly marked as such where it names somebody.
        min_items: Fewest items or rows.
        max_items: Most items or rows.
        item_length: Most characters of one item.
        lines: Height of the editor in lines, for long text.
        text: The fixed words of a pledge or fixed field.
        height_mm: Least height of a signature cell on paper.
        filled_by: ``district`` (default), ``city`` for cells that the city fills.
        extensions: Accepted file name endings of an attachment, without dot.
        max_mb: Largest attachment in MB.
        clause: Clause of the notice, for the side panel.
        place: Where it stands in an official document.
        passage: Its first draft.
        table: For tables: what its first draft is filled from, a name of `forms.tables.TABLES` or a table of another document
            (``application.tasks``), column by column of the same key.
        landscape: For tables: on turned pages.
    """

    origin: Origin
    clause: str = ""
    example: str = ""
    required_when: Condition | None = None
    shown_when: Condition | None = None
    mandated: bool = False
    bind: str = ""
    min_items: int = 0
    max_items: int = 0
    item_length: int = 0
    lines: int = 0
    text: str = ""
    height_mm: int = 0
    filled_by: str = "district"
    extensions: tuple[str, ...] = ()
    max_mb: int = 0
    column: tuple[Column, ...] = ()
    place: Place = Place.TEXT
    passage: tuple[Passage, ...] = ()
    table: str = ""
    landscape: bool = False


class Section(Entry, frozen=True, kw_only=True):
    """A section (章节) of the form.

    Attributes:
        title: In an official document without number: it is the heading of level 1 above what its fields say; of several texts
            each then stands under its label.
        foldable: Holds only additions of the program; can be folded away.
        break_before: Starts a new page in print.
    """

    key: str
    title: str
    field: tuple[Field, ...]
    note: str = ""
    foldable: bool = False
    break_before: bool = False


class Check(Entry, frozen=True, kw_only=True):
    """A rule over several fields: `rule` names a function of `forms.rules.RULES`; the rest are its operands.

    Attributes:
        field: Field that the finding is shown at.
        fields: Further fields the rule reads, in the order the rule defines.
        column: For table rules: the column it is shown at.
        columns: Further columns.
        value: A constant, as text.
        message: The finding's words; ``{…}`` places are filled by the rule.
        accepted: What is accepted, in a few words.
    """

    key: str
    rule: str
    level: Level
    field: str
    message: str
    accepted: str = ""
    fields: tuple[str, ...] = ()
    column: str = ""
    columns: tuple[str, ...] = ()
    value: str = ""
    clause: str = ""


class Form(Entry, frozen=True, kw_only=True):
    """A form definition.

    Attributes:
        key: Permanent key, also the file's name.
        name: What the officer calls it, short: ``申报表``, ``年度报告``.
        version: Version of the definition; a draft remembers the one it was filled in.
        layout: How it is printed.
        document: What makes it a document of its own; ``None`` for the application form, which is made with its project.
        instructions: The 填写说明, one paragraph each.
        date_field: Key of the field that holds the form's date.
    """

    key: str
    title: str
    name: str
    version: str
    notice: str
    instructions: tuple[str, ...]
    section: tuple[Section, ...]
    check: tuple[Check, ...] = ()
    date_field: str = ""
    renamed: dict[str, str] = {}
    layout: Layout = Layout.FORM
    document: DocumentHead | None = None

    def fields(self) -> tuple[Field, ...]:
        """All fields in order."""
        return tuple(field for section in self.section for field in section.field)
