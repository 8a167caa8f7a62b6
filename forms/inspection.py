"""Personal facts in what is about to leave (出门检查): where they stand, and a copy in which they are masked."""

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from forms import texts
from forms.definition import Column, Field, Form
from forms.field_types import FIELD_TYPES
from forms.leaving import LeavingContext, LeavingFinding, Personal, leaving_findings, masked
from forms.passages import BlockKind, TextBlock
from forms.snapshot import FormSnapshot
from forms.texts import Place
from models.programme.pack import Programme

MOST_KEPT = 500
"""Findings that are kept; further ones are counted."""


@dataclass(slots=True)
class Inspection:
    """Looks at texts one by one, remembers what was found, and returns each with the personal facts masked.

    Attributes:
        names: Names of persons to look for in prose.
        findings: What was found, the first `MOST_KEPT`.
        count: How many there were in all.
    """

    names: frozenset[str] = frozenset()
    findings: list[LeavingFinding] = field(default_factory=list)
    count: int = 0

    def masked(self, block: TextBlock, *, contact: bool = False, prose: bool = False) -> str:
        """Return the text of a block as a masked copy shows it: masked is what was found, nothing else.

        Args:
            block: The text and where it stands.
            contact: It is meant for phones, addresses and names of persons.
            prose: Names of persons are looked for as well.
        """
        context = LeavingContext(frozenset([block.key]) if contact else frozenset(), prose, self.names)
        found = leaving_findings([block], context)
        self.count += len(found)
        self.findings += found[: max(0, MOST_KEPT - len(self.findings))]
        text = block.text
        for finding in reversed(found):
            names = (finding.found,) if finding.kind is Personal.NAME else ()
            text = text[: finding.start] + masked(finding.found, names)[0] + text[finding.end :]
        return text


def inspect_form(snapshot: FormSnapshot, form: Form, programme: Programme, names: Collection[str] = ()) -> tuple[FormSnapshot, Inspection]:
    """Look for personal facts in a document; for names of persons in application forms and in what is meant for the public.

    Args:
        snapshot: The document; it is not changed.
        form: Its definition.
        programme: The pack.
        names: Names of persons to look for in its prose.

    Returns:
        The masked copy, and what was found. What stands in fields for contacts is what they are for, and stays.
    """
    inspection = Inspection(frozenset(names))
    with_names = form.document is None or form.document.public
    parts: dict[str, Field | Column] = {}
    for one in form.fields():
        parts[Place(one.key).key] = one
        parts |= {Place(one.key, column=column.key).key: column for column in one.column}
    changed: dict[str, str] = {}
    for block in texts.blocks(form, snapshot.values, programme):
        place = Place.of(block.key)
        part = parts[Place(place.field, column=place.column).key]
        text = inspection.masked(block, contact=texts.is_contact(part), prose=with_names and not place.row and texts.is_prose(part))
        if text != block.text:
            changed[block.key] = text
    opinion = snapshot.opinion
    if not any(f.bind == "review.opinion" for f in form.fields()):
        opinion = inspection.masked(_line("区县意见", opinion), prose=with_names)
    explained = []
    for line in snapshot.explained:
        words = _line(f"{line.field_label}（说明）", line.explanation)
        explained.append(msgspec.structs.replace(line, explanation=inspection.masked(words, prose=with_names)))
    labels = {f.key: f.label for f in form.fields()}
    attachments = {
        key: [
            msgspec.structs.replace(
                file,
                title=inspection.masked(_line(labels.get(key, "附件"), file.title)),
                file_name=inspection.masked(_line(f"{labels.get(key, '附件')} 文件名", file.file_name)),
            )
            for file in files
        ]
        for key, files in snapshot.attachments.items()
    }
    if not inspection.count:
        return snapshot, inspection
    values = texts.with_texts(form, snapshot.values, changed, programme)
    fields = {f.key: f for f in form.fields()}
    shown = {
        key: FIELD_TYPES[fields[key].type].show(fields[key], value, programme) for key, value in values.items() if key in snapshot.shown
    }
    opinions = [shown[f.key] for f in form.fields() if f.bind == "review.opinion" and f.key in shown]
    aside = Inspection()
    copy = msgspec.structs.replace(
        snapshot,
        values={**snapshot.values, **values},
        shown={**snapshot.shown, **shown},
        opinion=opinions[0] if opinions else opinion,
        explained=explained,
        attachments=attachments,
        title=aside.masked(_line("", snapshot.title)),
        entity=aside.masked(_line("", snapshot.entity)),
    )
    return copy, inspection


def _line(label: str, text: str) -> TextBlock:
    return TextBlock(label, label, BlockKind.PARAGRAPH, text)
