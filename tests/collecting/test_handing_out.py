"""What is handed out: a form that office programs open, with a control for every answer, known facts filled in, ids out of sight."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from exports.files import NAME_BYTES
from exports.handout.jobs import Wanted, hand_out_forms
from exports.handout.words import handout_file_name
from forms.answers import Edit, save_answers
from forms.collecting.marks import (
    DOCUMENT_BOOKMARK,
    HAND_OUT_BOOKMARK,
    LONGEST_BOOKMARK,
    PROPERTY,
    Identity,
    decode,
    encode,
    field_bookmark,
    parts_of_tag,
)
from forms.collecting.scope import fields_to_fill, has_boxes, offered
from forms.collecting.tracking import TRACKING
from forms.documents import create_document, document_forms
from models.errors import UserError
from models.workspace.store import Workspace
from tests.collecting.filling import W
from tests.collecting.records import come_back, empty_project, form_of, hand_out, read_here, standings
from tests.db.form_records import complete_project, perform, today
from tests.documents.render import Office, page_texts


def test_every_answer_has_a_control_a_bookmark_and_a_label(workspace: Workspace, tmp_path: Path) -> None:
    project = complete_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    body = docx.Document(str(made.path)).element.body
    tags = {tag.get(f"{W}val") for tag in body.iter(f"{W}tag")}
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    numbers = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    form = form_of(workspace, project)
    for field in fields_to_fill(form):
        found = [parts_of_tag(tag) for tag in tags if parts_of_tag(tag)[0] == field.key]
        assert found, field.key
        assert field_bookmark(field.key) in marks
        if has_boxes(field, workspace.programme):
            assert {parts[1] for parts in found} >= {item.key for item in offered(field, workspace.programme)}
    assert len(numbers) == len(set(numbers))
    assert max(map(len, marks)) <= LONGEST_BOOKMARK
    assert max(map(len, tags)) <= 64
    ids = [sdt.get(f"{W}val") for sdt in body.iter(f"{W}id") if sdt.getparent().tag == f"{W}sdtPr"]
    assert len(ids) == len(set(ids))


def test_no_heading_stands_alone_at_the_end_of_a_page(workspace: Workspace, tmp_path: Path) -> None:
    """Whatever stands between the title of a section and its table stays with what follows."""
    (made,) = hand_out(workspace, tmp_path, empty_project(workspace))
    body = docx.Document(str(made.path)).element.body
    headings = 0
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is None or style.get(f"{W}val") != "Heading1":
            continue
        headings += 1
        below = paragraph.getnext()
        while below.tag == f"{W}p":
            assert below.find(f"{W}pPr/{W}keepNext") is not None or below.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "TableCaption"
            below = below.getnext()
    assert headings > 5


def test_the_ids_lead_back(workspace: Workspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    (file,) = read_here(made.path)
    content: Any = file.content
    identity = decode(content.properties[PROPERTY])
    assert identity is not None
    assert (identity.document, identity.form, identity.revision, identity.hand_out) == (project, "application", 1, made.record.id)
    marks = {mark.name for mark in content.bookmarks}
    assert {DOCUMENT_BOOKMARK + project, HAND_OUT_BOOKMARK + made.record.id} <= marks
    with zipfile.ZipFile(io.BytesIO(made.path.read_bytes())) as package:
        assert package.testzip() is None


def test_ids_that_were_meddled_with_are_none() -> None:
    identity = Identity("500103-2026-001", "application", "2025.1", "d" * 32, 1, "e" * 32)
    line = encode(identity)
    assert decode(line) == identity
    assert decode(line.replace("|1|", "|2|")) is None
    assert decode(line.replace("500103", "500104")) is None
    assert decode("anything") is None


def test_known_facts_stand_in_it_and_it_prints(workspace: Workspace, tmp_path: Path, soffice: Office) -> None:
    project = complete_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project, due=date(2026, 3, 20))
    (pdf,) = soffice.pdf(made.path)
    pages = page_texts(pdf)
    whole = "".join("".join(pages).split())
    for text in ("请于2026年3月20日前交回", "示例：2025年7月10日", "示例人力资源服务有限公司", "■人力社保", "□商务", "核对码："):
        assert text in whole
    assert len(pages) < 20


def test_forms_of_every_stage_can_be_handed_out(workspace: Workspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    wanted = [Wanted(project, "application"), Wanted(project, TRACKING)]
    for form in document_forms(workspace.programme):
        if form.document is not None and form.document.scope == "project":
            period = str(workspace.programme.period.years[0]) if form.document.yearly else ""
            wanted.append(Wanted(perform(workspace, create_document, form.key, project_id=project, period=period).id, form.key))
    told: list[tuple[int, int]] = []
    made = hand_out_forms(workspace, wanted, tmp_path, today(workspace), progress=lambda done, whole: told.append((done, whole)))
    assert told[-1] == (len(wanted), len(wanted))
    assert len({one.path for one in made}) == len(wanted)
    for one, file in zip(made, read_here(*(one.path for one in made)), strict=True):
        assert getattr(file.content, "code", "") == "", file.content
        assert one.record.form_key in {want.form_key for want in wanted}


def test_names_follow_the_rule(workspace: Workspace, tmp_path: Path) -> None:
    assert handout_file_name("500103-2026-001", "甲/乙公司", "申报表", 2, "docx") == "500103-2026-001-甲／乙公司-申报表-第2版.docx"
    long = handout_file_name("500103-2026-001", "示例" * 40, "人力资源服务业与制造业融合发展试点申请表", 12, "docx")
    assert long.startswith("500103-2026-001-示例示例")
    assert long.endswith("-人力资源服务业与制造业融合发展试点申请表-第12版.docx")
    assert len(long.removesuffix(".docx").encode()) <= NAME_BYTES
    project = empty_project(workspace)
    first, second = (hand_out(workspace, tmp_path, project)[0] for _ in range(2))
    assert second.path.name == first.path.name.replace(".docx", "(2).docx")


def test_a_form_that_nobody_touched_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (field,) = (field for field in form_of(workspace, project).fields() if field.key == "depts")
    keys = [item.key for item in offered(field, workspace.programme)]
    perform(workspace, save_answers, project, {"depts": Edit([keys[2], keys[0]])})  # ticked in another order than the list's
    (made,) = hand_out(workspace, tmp_path, project)
    (plan,) = come_back(workspace, made.path)
    assert set(standings(plan).values()) == {"same"}


def test_a_document_that_is_gone_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="已经不在了"):
        hand_out_forms(workspace, [Wanted("0" * 32, "application")], tmp_path, today(workspace))
