"""The seal loop: the code on paper, the scan of the sealed paper, and whether the data still is what was sealed."""

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.jobs import write_document
from exports.seal_code import seal_mark, seal_text
from forms import snapshots
from forms.documents import hand_in, take_back
from forms.loading import load_form
from forms.seal import ALPHABET, attach_scan, code_of, find_code, short_code, still_sealed
from models.errors import UserError
from models.operations.office import edit_office
from models.operations.projects import edit_project
from models.operations.recycling import delete
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.conftest import Clock
from tests.db.form_records import PDF, new_project, perform, save, submitted_project, today
from tests.db.office_records import one
from tests.db.test_documents import made
from tests.unit.complete_form import programme

PNG = b"\x89PNG\r\n\x1a\n example"


def sealed(workspace: Workspace) -> str:
    """Hand a yearly report in and return its id."""
    document = made(workspace, "yearly", period="2026")
    perform(workspace, hand_in, document, today(workspace))
    return document


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_easy_to_read_and_says_forty_bits(digest: bytes) -> None:
    code = code_of(digest.hex())
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    number = 0
    for sign in code.replace("-", ""):
        number = number * 32 + ALPHABET.index(sign)
    assert number.to_bytes(5, "big") == digest[:5]


def test_what_was_printed_is_found_by_its_code(workspace: Workspace) -> None:
    document = sealed(workspace)
    snapshot = snapshots.of_revision(workspace, document, 1)
    code = short_code(snapshot)
    assert code == code_of(one(workspace, "SELECT sha256 FROM revision"))
    assert seal_mark(snapshot) == f"第1版　校验码 {code}"
    for written in (code, code.lower(), code.replace("-", ""), f" {code[:4]} {code[5:]} ", seal_text(snapshot)):
        assert find_code(workspace, written) == [(document, 1)]
    other = code_of("0" * 64)
    assert other != code
    for unknown in ("", "甲", code[:-1], f"{code}2", other, f"{code[:-1]}0", "%" * 8, "________"):
        assert find_code(workspace, unknown) == []


def test_the_code_outlives_fields_that_later_versions_add(workspace: Workspace) -> None:
    payload = snapshots.encode(snapshots.of_revision(workspace, sealed(workspace), 1))
    plain = msgspec.json.decode(payload)
    assert "rank" in plain, "written before there were defaults"
    later = msgspec.defstruct("Later", [("added", str, "")], bases=(type(snapshots.decode(payload)),), omit_defaults=True)
    assert msgspec.json.encode(msgspec.json.decode(payload, type=later), order="deterministic").decode() == payload


def test_a_draft_has_a_code_of_its_own_and_no_seal(workspace: Workspace) -> None:
    document = made(workspace, "yearly", period="2026")
    before = snapshots.current(workspace, programme(), document, today(workspace))
    save(workspace, document, "opening", "另写一句。")
    after = snapshots.current(workspace, programme(), document, today(workspace))
    assert seal_mark(before).startswith("草稿　第1版　校验码 ")
    assert short_code(before) != short_code(after)
    assert find_code(workspace, short_code(after)) == []
    assert still_sealed(workspace, programme(), document, today(workspace)) is None


def test_the_data_still_is_what_was_sealed_until_it_moves_on(workspace: Workspace) -> None:
    document = sealed(workspace)
    seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert seal.holds
    assert (seal.revision, seal.submitted_on, seal.returned_at, seal.scan_id) == (1, today(workspace), None, "")
    assert find_code(workspace, seal.code) == [(document, 1)]
    perform(workspace, edit_office, district_code=workspace.office.district_code, name="改名后的单位", officer="示例")
    seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert [(found.label, found.new) for found in seal.differences] == [("发文机关", "改名后的单位")]


def test_what_an_edit_after_taking_back_changed_is_named(workspace: Workspace, clock: Clock) -> None:
    document = sealed(workspace)
    clock.now += timedelta(days=1)
    perform(workspace, take_back, document, "市局要求补充")
    save(workspace, document, "opening", "另写一句。")
    seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert seal.returned_at == clock.now
    ((section, label, new),) = [(found.section, found.label, found.new) for found in seal.differences]
    assert (section, label, new) == ("文头和开头", "开头", "另写一句。")
    perform(workspace, hand_in, document, today(workspace))
    again = still_sealed(workspace, programme(), document, today(workspace))
    assert again is not None
    assert again.holds
    assert again.revision == 2
    assert again.code != seal.code
    assert find_code(workspace, seal.code) == [(document, 1)]


def test_an_application_form_is_sealed_as_well(workspace: Workspace) -> None:
    project = submitted_project(workspace)
    seal = still_sealed(workspace, programme(), project, today(workspace))
    assert seal is not None
    assert seal.holds
    perform(workspace, edit_project, project, {"title": "改名后的项目"})
    seal = still_sealed(workspace, programme(), project, today(workspace))
    assert seal is not None
    assert {found.new for found in seal.differences} == {"改名后的项目"}


def test_the_scan_of_the_sealed_paper_is_attached_and_replaced(workspace: Workspace) -> None:
    document = sealed(workspace)
    first = perform(workspace, attach_scan, document, 1, "盖章.pdf", PDF).id
    seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert (seal.scan_id, seal.scan_name) == (first, "盖章.pdf")
    assert seal.holds, "a scan is no change of what was sealed"
    assert one(workspace, "SELECT title FROM evidence") == "年度报告第1版盖章扫描件"
    second = perform(workspace, attach_scan, document, 1, "盖章.png", PNG).id
    assert workspace.rows("SELECT id, deleted_at IS NULL FROM evidence ORDER BY deleted_at IS NULL") == [(first, 0), (second, 1)]
    perform(workspace, delete, Thing.EVIDENCE, second)
    seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert seal.scan_id == ""


def test_a_scan_that_cannot_be_taken_is_refused(workspace: Workspace) -> None:
    document = made(workspace, "yearly", period="2026")
    with pytest.raises(UserError, match="第1版还没有报送"):
        perform(workspace, attach_scan, document, 1, "盖章.pdf", PDF)
    perform(workspace, hand_in, document, today(workspace))
    with pytest.raises(UserError, match="第2版还没有报送"):
        perform(workspace, attach_scan, document, 2, "盖章.pdf", PDF)
    with pytest.raises(UserError, match="可以接收的类型"):
        perform(workspace, attach_scan, document, 1, "盖章.docx", b"PK\x03\x04")
    perform(workspace, attach_scan, document, 1, "盖章.pdf", PDF)
    with pytest.raises(UserError, match="已经添加过"):
        perform(workspace, attach_scan, document, 1, "再传.pdf", PDF)
    assert one(workspace, "SELECT COUNT(*) FROM evidence") == 1


def test_the_scan_of_a_projects_document_belongs_to_the_project(workspace: Workspace) -> None:
    project = new_project(workspace)
    document = made(workspace, "start_up_report", project)
    perform(workspace, hand_in, document, today(workspace))
    scan = perform(workspace, attach_scan, document, 1, "盖章.pdf", PDF).id
    assert workspace.rows("SELECT id, project_id, document_id, field_key FROM evidence") == [(scan, project, document, "")]


def test_what_was_handed_in_is_printed_in_the_definition_it_was_frozen_in(workspace: Workspace, tmp_path: Path) -> None:
    document = sealed(workspace)
    snapshot = snapshots.of_revision(workspace, document, 1)
    before = write_document(workspace, snapshot, tmp_path / "报送.docx").path.read_bytes()
    form = load_form(programme(), "yearly")
    renamed = msgspec.structs.replace(form, section=tuple(msgspec.structs.replace(one, title=f"新{one.title}") for one in form.section))
    with pytest.MonkeyPatch.context() as patch:  # the pack moves on
        patch.setattr("forms.snapshots.load_form", lambda _programme, _key: renamed)
        assert write_document(workspace, snapshot, tmp_path / "再印.docx").path.read_bytes() == before
        seal = still_sealed(workspace, programme(), document, today(workspace))
    assert seal is not None
    assert seal.holds
