"""Documents written with the office's own templates: changed in another program, faulty, damaged, incomplete."""

import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement

from exports.files import FileBusy
from exports.jobs import export_document
from exports.word.official.chosen import (
    ALL,
    Slot,
    look_at,
    look_at_shipped,
    slots,
    template_of,
    template_to_change,
    write_official,
    write_specimen,
)
from exports.word.official.layout import export_official
from exports.word.official.specimen import specimen
from exports.word.official.structure import Kind, OfficialDocument, Paragraph
from exports.word.official.templates import PLACES, list_places, shipped_template
from exports.word.settings import WordSettings
from forms.definition import Layout
from forms.documents import create_document, document_forms
from forms.drafting import write_draft
from models.operations.office_templates import take_template
from models.programme.pack import Programme, load_programme
from models.queries.office_templates import TemplateFile
from models.resources import read_text
from models.workspace.store import OfficeDetails, create
from tests.documents import official_sample as sample
from tests.documents.golden import word_text
from tests.documents.render import Office, page_texts

SETTINGS = WordSettings()
ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme("chongqing-2025")


def changed(folder: Path, kind: Kind = Kind.REPORT, /, **edits: str | None) -> TemplateFile:
    """Return the shipped template with the paragraph of some places changed, or taken out."""
    document = docx.Document(str(shipped_template("chongqing-2025", kind)))
    for paragraph in list(document.paragraphs):
        name = paragraph.text.strip("{}")
        if name in edits:
            new = edits[name]
            if new is None:
                element: Any = paragraph._p
                element.getparent().remove(element)
            else:
                paragraph.runs[0].text = new
    path = folder / "本单位.docx"
    document.save(str(path))
    return TemplateFile(path.name, path.read_bytes())


def text_of(path: Path) -> str:
    return word_text(zipfile.ZipFile(path).read("word/document.xml"))


def test_a_template_saved_by_another_program_writes_the_document(tmp_path: Path, office: Office) -> None:
    ours = tmp_path / "改.docx"
    ours.write_bytes(changed(tmp_path, 附注="承办科室：示例科　{{附注}}").content)
    (again,) = office.convert("docx", tmp_path / "again", ours)
    own = TemplateFile(again.name, again.read_bytes())
    looked = look_at(own, Kind.REPORT, ON)
    assert looked.usable
    assert looked.findings == []
    assert {place.name for place in looked.places} >= {"标题", "正文", "主送", "附件", "标记"}
    exported = write_official(sample.report(), tmp_path / "成文.docx", SETTINGS, own)
    assert exported.notes == ()
    (pdf,) = office.pdf(exported.path)
    text = "".join("".join(page_texts(pdf)).split())
    assert "承办科室：示例科（联系人：示例甲" in text
    assert "（一）健全工作机制" in text
    assert "示例试点项目40：" in text
    assert "{{" not in text


WHERE = {place.name: place.where for place in list_places(shipped_template("chongqing-2025", Kind.REPORT))}
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "unknown place": ({"主送": "{{主送机关}}"}, f"{WHERE['主送']}的“{{{{主送机关}}}}”不是本文书的填充位置"),
    "torn place": ({"正文": "{{正文}"}, f"{WHERE['正文']}的花括号不成对"),
    "not alone": ({"正文": "前面{{正文}}"}, f"{WHERE['正文']}的“{{{{正文}}}}”须独占一段"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_template_falls_back_for_its_document_alone(fault: str, tmp_path: Path) -> None:
    edits, words = FAULTS[fault]
    own = changed(tmp_path, Kind.REPORT, **edits)
    looked = look_at(own, Kind.REPORT, ON)
    assert not looked.usable
    assert words in looked.findings[0].message
    plain = export_official(sample.report(), tmp_path / "a.docx", SETTINGS).path
    exported = write_official(sample.report(), tmp_path / "b.docx", SETTINGS, own)
    assert exported.path.read_bytes() == plain.read_bytes()
    (note,) = exported.notes
    assert "“本单位.docx”不能使用" in note
    assert words in note
    assert "改按自带的版式导出" in note
    good = changed(tmp_path, Kind.LETTER, 附注="另：{{附注}}")
    assert write_official(sample.letter(), tmp_path / "c.docx", SETTINGS, good).notes == ()
    assert "另：（联系人" in text_of(tmp_path / "c.docx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0 old"], ids=["empty", "torn", "old word"])
def test_what_is_no_template_at_all_falls_back(content: bytes, tmp_path: Path) -> None:
    own = TemplateFile("坏.docx", content)
    assert not look_at(own, Kind.PLAIN, ON).usable
    exported = write_official(OfficialDocument(Kind.PLAIN, "题", (Paragraph("甲"),)), tmp_path / "a.docx", SETTINGS, own)
    assert "“坏.docx”" in exported.notes[0]
    assert text_of(exported.path) == "题\n\n甲\n"


def test_what_the_template_leaves_out_is_said_before_and_after(tmp_path: Path) -> None:
    own = changed(tmp_path, 附件=None, 版记=None)
    looked = look_at(own, Kind.REPORT, ON)
    assert looked.usable
    assert [finding.message.partition("，")[0] for finding in looked.findings] == [
        "模板中没有“{{附件}}”",
        "模板中没有“{{版记}}”或“{{抄送}}”",
    ]
    notes = "\n".join(write_official(sample.report(), tmp_path / "a.docx", SETTINGS, own).notes)
    assert "没有“{{附件}}”，这项内容没有写进文书" in notes
    assert "没有“{{版记}}”或“{{抄送}}”" in notes
    plain = changed(tmp_path, Kind.PLAIN, 落款=None, 主送="致：")
    assert look_at(plain, Kind.PLAIN, ON).findings == []
    notes = "\n".join(write_official(sample.report(kind=Kind.PLAIN), tmp_path / "c.docx", SETTINGS, plain).notes)
    assert "没有“{{主送}}”，" in notes
    assert "没有“{{落款}}”或“{{署名}}”" in notes
    bare = sample.report(annexes=(), cc="", printed_by="", printed_on=None)
    assert write_official(bare, tmp_path / "b.docx", SETTINGS, own).notes == ()


def test_tables_that_do_not_fit_are_found_before_use(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("{{标题}}", "{{正文}}"):
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "{{附件}}"
    path = tmp_path / "表格.docx"
    document.save(str(path))
    looked = look_at(TemplateFile(path.name, path.read_bytes()), Kind.REPORT, ON)
    assert [finding.level for finding in looked.findings] == ["error"]
    assert "放不下" in looked.findings[0].message


def test_comments_and_tracked_changes_are_remarked_on(tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    path.write_bytes(changed(tmp_path).content)
    document = docx.Document(str(path))
    written = [paragraph for paragraph in document.paragraphs if paragraph.text]
    first: Any = written[1].runs[0]._r
    first.append(OxmlElement("w:commentReference"))
    inserted: Any = OxmlElement("w:ins")
    inserted.append(written[3].runs[0]._r)
    written[3]._p.append(inserted)
    document.save(str(path))
    looked = look_at(TemplateFile(path.name, path.read_bytes()), Kind.REPORT, ON)
    assert looked.usable
    assert [finding.message.partition("，")[0] for finding in looked.findings] == ["正文第2段有批注", "正文第4段有修订标记"]


def test_a_held_target_is_no_fault_of_the_template(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    (tmp_path / ".~lock.a.docx#").touch()
    with pytest.raises(FileBusy):
        write_official(sample.report(), target, SETTINGS, changed(tmp_path))
    assert target.read_bytes() == b"old"


def test_every_document_and_every_kind_has_a_sound_template_and_a_specimen(programme: Programme, tmp_path: Path) -> None:
    offered = slots(programme)
    assert {slot.key for slot in offered} >= {"yearly", "cover_letter", ALL + Kind.REPORT, ALL + Kind.LETTER}
    assert {form.key for form in document_forms(programme) if form.layout is not Layout.FORM} <= {slot.key for slot in offered}
    assert all(slot.title and slot.purpose for slot in offered)
    for kind in Kind:
        looked = look_at_shipped(programme, kind, ON)
        assert looked.findings == []
        own = TemplateFile("自带.docx", shipped_template(programme.id, kind).read_bytes())
        exported = write_specimen(kind, tmp_path / f"{kind}.docx", SETTINGS, own, ON)
        assert exported.notes == ()
        text = text_of(exported.path)
        assert "{{" not in text
        assert specimen(kind, ON).title.replace("\n", "")[:6] in text.replace("⏎", "")


def test_a_document_takes_its_own_template_else_that_of_its_kind(programme: Programme, tmp_path: Path) -> None:
    office = OfficeDetails(programme.districts_on(ON)[0].code, sample.ORGAN, "示例经办人")
    slot = Slot("yearly", "年度报告", "", Kind.REPORT)
    with create(tmp_path / "示例", None, programme, office, AT)[0] as workspace:
        assert template_of(workspace, "yearly", Kind.REPORT) is None
        assert template_to_change(workspace, programme, slot) == shipped_template(programme.id, Kind.REPORT).read_bytes()
        general = changed(tmp_path, 附注="通用{{附注}}")
        workspace.perform(take_template, ALL + Kind.REPORT, "报告（通用）", *general)
        assert template_of(workspace, "yearly", Kind.REPORT) == general
        assert template_of(workspace, "cover_letter", Kind.LETTER) is None
        own = changed(tmp_path, 附注="自己的{{附注}}")
        workspace.perform(take_template, "yearly", "年度报告", *own)
        assert template_of(workspace, "yearly", Kind.REPORT) == own
        assert template_of(workspace, "recommendation", Kind.REPORT) == general
        assert template_to_change(workspace, programme, slot) == own.content


def test_a_missing_shipped_template_is_said(programme: Programme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("exports.word.official.chosen.template_of_pack", lambda _programme, _kind: tmp_path / "report.docx")
    looked = look_at_shipped(programme, Kind.REPORT, ON)
    assert not looked.usable
    assert "没有找到模板" in looked.findings[0].message
    shutil.copy(shipped_template(programme.id, Kind.REPORT), tmp_path / "report.docx")
    assert look_at_shipped(programme, Kind.REPORT, ON).usable


def test_a_document_is_exported_with_the_offices_template(programme: Programme, tmp_path: Path) -> None:
    office = OfficeDetails(programme.districts_on(ON)[0].code, sample.ORGAN, "示例经办人")
    with create(tmp_path / "示例", None, programme, office, AT)[0] as workspace:
        workspace.perform(take_template, "cover_letter", "报送函", *changed(tmp_path, Kind.LETTER, 附注="本局固定的话　{{附注}}"))
        letter = workspace.perform(create_document, "cover_letter").id
        workspace.perform(write_draft, letter)
        own = export_document(workspace, letter, tmp_path / "函.docx", ON)
        assert "本局固定的话　（联系人" in text_of(own.path)
        workspace.perform(take_template, "cover_letter", "报送函", "坏.docx", b"PK torn")
        fallen = export_document(workspace, letter, tmp_path / "函2.docx", ON)
        assert len(fallen.notes) == len(own.notes) + 1
        assert "（联系人" in text_of(fallen.path)


def test_the_help_explains_every_place() -> None:
    rows = [line.split("|")[1] for line in read_text("help", "56-templates.md").splitlines() if line.startswith("| ")]
    assert {name.strip() for row in rows for name in row.split("、")} - {"名称"} == set(PLACES)
