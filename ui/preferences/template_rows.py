"""The templates as the settings list them: what each is for, whose is in use and since when, and what there is to say about it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from exports.word.official.chosen import CITY_SLOTS, Looked, Slot, keys_of, look_at, look_at_shipped, slots
from exports.word.official.structure import Kind
from models.programme.pack import Programme
from models.queries.office_templates import OwnTemplate, own_templates, template_file
from models.reading import Reader
from ui.tone import Tone

KIND_WORDS = {Kind.REPORT: "报告", Kind.LETTER: "函", Kind.ANNEX: "附件", Kind.PLAIN: "材料"}


class TemplateRow(NamedTuple):
    """One line of the list.

    Attributes:
        slot: What it is for.
        own: The office's own template that is in use; ``None``: the shipped one is.
        looked: What there is to say about what is in use; ``None``: not looked at yet.
    """

    slot: Slot
    own: OwnTemplate | None
    looked: Looked | None

    @property
    def id(self) -> str:
        """By which the table finds the row again."""
        return self.slot.key

    @property
    def file(self) -> str:
        """What the file in use is looked up by in what is known of files."""
        return self.own.id if self.own else f"shipped {self.slot.kind}"

    @property
    def particular(self) -> bool:
        """Whether the template in use is this line's own, not that of its kind."""
        return self.own is not None and self.own.key == self.slot.key

    @property
    def kind(self) -> str:
        """The kind of document in a word."""
        return KIND_WORDS[self.slot.kind]

    @property
    def in_use(self) -> str:
        """What is in use, in words."""
        if self.own is None:
            return "自带模板"
        return self.own.file_name if self.particular else f"随通用：{self.own.file_name}"

    @property
    def since(self) -> str:
        """Local day from which on the office's own is in use."""
        return self.own.since[:10] if self.own else ""

    @property
    def state(self) -> str:
        """Whether it is in order, in a word or two."""
        if self.looked is None:
            return ""
        if not self.looked.usable:
            return "不能使用"
        return f"{len(self.looked.findings)}处提醒" if self.looked.findings else "正常"

    @property
    def tone(self) -> Tone:
        """How serious the state is."""
        if self.looked is None:
            return Tone.NEUTRAL
        if not self.looked.usable:
            return Tone.ERROR
        return Tone.WARNING if self.looked.findings else Tone.OK


def read_rows(reader: Reader, programme: Programme, known: Mapping[str, Looked], *, city: bool = False) -> list[TemplateRow]:
    """Return the lines, with what is known already about the files; at the city those of the documents it writes."""
    own = own_templates(reader)
    rows = []
    for slot in CITY_SLOTS if city else slots(programme):
        held = next((own[key] for key in keys_of(slot.key, slot.kind) if key in own), None)
        row = TemplateRow(slot, held, None)
        rows.append(row._replace(looked=known.get(row.file)))
    return rows


def look_at_rows(reader: Reader, programme: Programme, rows: list[TemplateRow], on: date) -> Iterator[tuple[str, Looked]]:
    """Yield the key of each file that has not been looked at, with what there is to say about it. For the worker."""
    done = set()
    for row in rows:
        if row.looked is not None or row.file in done:
            continue
        done.add(row.file)
        file = template_file(reader, row.own.key) if row.own else None
        looked = look_at(file, row.slot.kind, on) if file else look_at_shipped(programme, row.slot.kind, on)
        yield row.file, looked
