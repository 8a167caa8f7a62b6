"""Lists and the calendar of obligations are looked through like documents before they leave; a masked copy hides what was found."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports.excel.listing import ListColumn, Listing
from exports.files import ignore
from exports.outgoing import looked_through, read_calendar_file
from models.operations.ad_hoc import add_task
from models.operations.obligations import change_dates
from models.programme.pack import load_programme
from models.workspace.store import OfficeDetails, Workspace, create

TODAY, PHONE, SHOWN = date(2026, 11, 23), "13912345678", "139****5678"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Obligations with phones in a requirement and in a reason."""
    programme, at = load_programme("chongqing-2025"), datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例区人力资源和社会保障局", "示例经办人")
    made, _ = create(tmp_path / "示例", None, programme, office, at, lambda: at)
    made.perform(add_task, "报送用工数据", "示例市局", "2026-11-25", note=f"电子版发{PHONE}微信")
    made.perform(change_dates, "yearly-2026", f"{PHONE}来电通知延期", due="2026-12-11")
    yield made
    made.close(backup=False)


def words(path: Path) -> str:
    if path.suffix == ".ics":
        return path.read_text(encoding="utf-8").replace("\r\n ", "")
    return "\n".join(str(cell) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.parametrize("ending", [".xlsx", ".ics"])
def test_the_calendar_is_looked_through_and_masked(workspace: Workspace, tmp_path: Path, ending: str) -> None:
    outgoing = read_calendar_file(workspace, TODAY, ending)
    assert [finding.label for finding in outgoing.inspection.findings] == ["报送用工数据　要求", "改期原因"]
    assert outgoing.name.endswith(f"-报送日历-20261123{ending}")
    plain = words(outgoing.write(tmp_path / f"原样{ending}", False, ignore).path)
    masked = words(outgoing.write(tmp_path / f"脱敏{ending}", True, ignore).path)
    assert PHONE not in masked
    assert PHONE in plain


def test_a_list_is_looked_through_but_for_its_contacts(tmp_path: Path) -> None:
    columns = (ListColumn("单位", "text", 20.0), ListColumn("联系电话", "text", 12.0), ListColumn("备注", "text", 20.0))
    rows = [["示例公司", PHONE, f"另有{PHONE}"], ["示例学院", "", "没有"]]
    outgoing = looked_through(Listing("试点主体", "示例区人力资源和社会保障局", TODAY, columns, rows))
    assert [finding.label for finding in outgoing.inspection.findings] == ["试点主体 第1行 备注"]
    masked = words(outgoing.write(tmp_path / "脱敏.xlsx", True, ignore).path)
    assert f"另有{SHOWN}" in masked
    assert f"\n{PHONE}\n" in masked, "the column for contacts keeps what is its own"
    assert f"另有{PHONE}" in words(outgoing.write(tmp_path / "原样.xlsx", False, ignore).path)
