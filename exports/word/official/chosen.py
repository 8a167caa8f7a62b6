"""Which template a document is written with: the office's own for it, else the office's own for its kind, else the shipped layout.

A template is looked at before it is put in force (`look_at`). Should one still fail, its document alone is written in the shipped
layout, with a note; no other document is touched by it.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from exports.files import Exported, Progress, ignore, removal_note, replace_file
from exports.word.official.composed import KINDS
from exports.word.official.layout import export_official
from exports.word.official.packages import TemplateRefused, read_file, unpack
from exports.word.official.places import Place, TemplateFinding, places_of
from exports.word.official.specimen import specimen
from exports.word.official.structure import Kind, OfficialDocument
from exports.word.official.templates import PLACES, filled_bytes, left_out, official_findings, template_of_pack, values_of
from exports.word.settings import WordSettings
from models.errors import UserError
from models.programme.pack import Programme
from models.queries.office_templates import TemplateFile, template_file
from models.reading import Reader

ALL = "all "
"""What the key of a template for every document of a kind begins with; the kind follows. No key of a document holds a space."""

KIND_TITLES = {Kind.REPORT: "报告（通用）", Kind.LETTER: "函（通用）", Kind.ANNEX: "附件材料（通用）", Kind.PLAIN: "材料（通用）"}


class Slot(NamedTuple):
    """What a template can be for: one document of the pack, or every document of a kind that has none of its own.

    Attributes:
        key: Key of the document, or `ALL` and the kind.
        title: What the officer calls it.
        purpose: What it is for, in a sentence.
        kind: Kind of document.
    """

    key: str
    title: str
    purpose: str
    kind: Kind


class Looked(NamedTuple):
    """What is to be said about a template before it is used.

    Attributes:
        places: Its places in the order of its text.
        findings: What is wrong with it, errors first.
    """

    places: Sequence[Place]
    findings: Sequence[TemplateFinding]

    @property
    def usable(self) -> bool:
        """Whether documents can be written with it."""
        return not any(finding.level == "error" for finding in self.findings)


@lru_cache(maxsize=4)
def slots(programme: Programme) -> tuple[Slot, ...]:
    """Return everything that a template can be for: the documents of the pack, then the kinds they are of."""
    from forms.documents import document_forms

    documents = [
        Slot(form.key, form.name, form.document.purpose, KINDS[form.layout])
        for form in document_forms(programme)
        if form.document is not None and form.layout in KINDS
    ]
    kinds = [kind for kind in Kind if any(slot.kind is kind for slot in documents)]
    named = {kind: "、".join(slot.title for slot in documents if slot.kind is kind) for kind in kinds}
    general = (Slot(ALL + kind, KIND_TITLES[kind], f"没有单独模板的文书都用它：{named[kind]}。", kind) for kind in kinds)
    return (*documents, *general)


CITY_SLOTS = (
    Slot("notice", "报送情况通报", "报送情况页导出的通报：各区县报齐没有、及时不及时、还缺什么。", Kind.REPORT),
    Slot("city_summary", "全市汇总报告", "全市汇总页导出的报告：全市试点的进展、指标、问题和典型案例。", Kind.REPORT),
    Slot(ALL + Kind.REPORT, KIND_TITLES[Kind.REPORT], "没有单独模板的都用它：报送情况通报、全市汇总报告。", Kind.REPORT),
)
"""What a template can be for at the city, which writes documents of its own."""


def keys_of(key: str, kind: Kind) -> tuple[str, ...]:
    """Return the keys under which a document's template is looked for, in order."""
    return (key, ALL + kind)


def template_of(reader: Reader, key: str, kind: Kind) -> TemplateFile | None:
    """Return the office's own template for a document; ``None``: it is written in the shipped layout.

    Args:
        reader: One consistent state of the workspace.
        key: Key of the document.
        kind: Its kind.
    """
    return template_file(reader, *keys_of(key, kind))


def template_to_change(reader: Reader, programme: Programme, slot: Slot) -> bytes:
    """Return the Word file to begin changing from: what is in force now, the office's own or the shipped one.

    Raises:
        TemplateRefused: The shipped one is gone.
    """
    own = template_of(reader, slot.key, slot.kind)
    return own.content if own else read_file(template_of_pack(programme, slot.kind))


def write_official(
    document: OfficialDocument, target: Path, settings: WordSettings, own: TemplateFile | None = None, progress: Progress = ignore
) -> Exported:
    """Write an official document: with the office's own template, or in the shipped layout where there is none or it has an error.

    Args:
        document: What it says.
        target: The file to write.
        settings: The office's choices.
        own: The office's own template (see `template_of`).
        progress: Told when the file is written.

    Returns:
        The file; its notes say what the template left out, or why it was not used.

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    if own is None:
        return export_official(document, target, settings, progress)
    values = values_of(document)
    try:
        parts = unpack(own.content, own.file_name)
        content, removed = filled_bytes(parts, own.file_name, values, settings, document.code)
        lost = left_out(parts, own.file_name, document.kind, values)
    except UserError as fault:
        exported = export_official(document, target, settings, progress)
        note = f"{fault.message}这份文书已改按自带的版式导出；请到“设置—公文模板”里换成改好的文件，或恢复为自带模板。"
        return Exported(exported.path, (note, *exported.notes))
    written = replace_file(target, content)
    progress(1, 1)
    return Exported(written, (*lost, *removal_note(removed)))


def look_at(template: TemplateFile, kind: Kind, on: date) -> Looked:
    """Look at a file that may become, or is, a template: list its places, check them, fill it once with a specimen.

    Args:
        template: The file.
        kind: The kind of document it is for.
        on: Day for the specimen.
    """
    name = template.file_name
    places: Sequence[Place] = ()
    try:
        parts = unpack(template.content, name)
        places = places_of(parts, name, PLACES)
        findings = official_findings(parts, name, kind)
        if all(finding.level != "error" for finding in findings):
            filled_bytes(parts, name, values_of(specimen(kind, on)), WordSettings())
    except UserError as fault:
        return Looked(places, [TemplateFinding("error", str(fault))])
    return Looked(places, sorted(findings, key=lambda finding: finding.level != "error"))


def look_at_shipped(programme: Programme, kind: Kind, on: date) -> Looked:
    """Look at the shipped template of a kind."""
    path = template_of_pack(programme, kind)
    try:
        return look_at(TemplateFile(path.name, read_file(path)), kind, on)
    except TemplateRefused as fault:
        return Looked((), [TemplateFinding("error", str(fault))])


def write_specimen(kind: Kind, target: Path, settings: WordSettings, own: TemplateFile | None, on: date) -> Exported:
    """Write the specimen (样张) with a template, as `write_official` would write the document."""
    return write_official(specimen(kind, on), target, settings, own)
