"""The office's own templates: in force, replaced, given up, brought back, recorded, and in the backup."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import UserError
from models.operations.office_templates import reset_template, take_template
from models.operations.recycling import delete, restore
from models.queries.office_templates import own_templates, template_file
from models.queries.recycling import recycled
from models.things import Thing
from models.workspace.backup import Reason, make_backup
from models.workspace.restoring import restore as restore_backup
from models.workspace.store import FileWorkspace, Workspace, open_workspace
from tests.db.conftest import AT, Clock

FIRST, SECOND = b"PK first \x00\xff", b"PK second"


def take(workspace: Workspace, data: bytes = FIRST, name: str = "我们的报告.docx", key: str = "yearly") -> str:
    return workspace.perform(take_template, key, "年度报告", name, data).id


def history(workspace: Workspace) -> list[tuple[str, ...]]:
    sql = "SELECT action, object_label, field_label, old, new, by FROM history WHERE kind_label = '公文模板' ORDER BY id"
    return [tuple(row) for row in workspace.rows(sql)]


def test_a_template_is_in_force_byte_for_byte(workspace: Workspace) -> None:
    take(workspace)
    own = own_templates(workspace)["yearly"]
    assert (own.file_name, own.since, own.by) == ("我们的报告.docx", f"{AT.astimezone():%Y-%m-%d %H:%M}", "示例经办人")
    assert template_file(workspace, "yearly") == ("我们的报告.docx", FIRST)
    assert template_file(workspace, "recommendation") is None


def test_the_first_key_that_has_one_wins(workspace: Workspace) -> None:
    take(workspace, FIRST, "通用.docx", "all report")
    assert template_file(workspace, "yearly", "all report") == ("通用.docx", FIRST)
    take(workspace, SECOND)
    assert template_file(workspace, "yearly", "all report") == ("我们的报告.docx", SECOND)


def test_replacing_keeps_the_former_in_the_recycle_bin(workspace: Workspace, clock: Clock) -> None:
    former = take(workspace)
    clock.now += timedelta(days=1)
    now = take(workspace, SECOND, "改过.docx")
    assert template_file(workspace, "yearly") == ("改过.docx", SECOND)
    assert [(row.kind, row.id, row.label) for row in recycled(workspace)] == [(Thing.OFFICE_TEMPLATE, former, "年度报告：我们的报告.docx")]
    with pytest.raises(UserError, match="现在用着本单位的另一个模板“改过"):
        workspace.perform(restore, Thing.OFFICE_TEMPLATE, former)
    workspace.perform(delete, Thing.OFFICE_TEMPLATE, now)
    workspace.perform(restore, Thing.OFFICE_TEMPLATE, former)
    assert template_file(workspace, "yearly") == ("我们的报告.docx", FIRST)


def test_resetting_goes_back_and_says_when_there_is_nothing_to_reset(workspace: Workspace) -> None:
    take(workspace)
    workspace.perform(reset_template, "yearly")
    assert own_templates(workspace) == {}
    with pytest.raises(UserError, match="现在用的就是自带的模板"):
        workspace.perform(reset_template, "yearly")


@pytest.mark.parametrize(("data", "words"), [(b"", "是空的"), (FIRST, "内容完全相同")], ids=["empty", "the same"])
def test_what_changes_nothing_is_refused(workspace: Workspace, data: bytes, words: str) -> None:
    take(workspace)
    with pytest.raises(UserError, match=words):
        take(workspace, data, "另一个.docx")
    assert template_file(workspace, "yearly") == ("我们的报告.docx", FIRST)


def test_the_history_says_what_became_of_it(workspace: Workspace) -> None:
    take(workspace)
    take(workspace, SECOND, "改过.docx")
    workspace.perform(reset_template, "yearly")
    officer = "示例经办人"
    assert sorted(history(workspace)) == sorted(
        [
            ("create", "年度报告", "模板文件", "", "我们的报告.docx", officer),
            ("create", "年度报告", "模板文件", "", "改过.docx", officer),
            ("delete", "年度报告", "删除", "", "已移入回收站", officer),
            ("delete", "年度报告", "删除", "", "已移入回收站", officer),
        ]
    )


def test_templates_travel_with_the_backup(workspace: FileWorkspace, tmp_path: Path) -> None:
    take(workspace)
    backup = make_backup(workspace, tmp_path / "b", Reason.MANUAL, AT)
    workspace.perform(reset_template, "yearly")
    workspace.close(backup=False)
    restore_backup(workspace.path, backup, AT)
    with open_workspace(workspace.path) as restored:
        assert template_file(restored, "yearly") == ("我们的报告.docx", FIRST)
