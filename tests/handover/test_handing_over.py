"""The hand-over package: a whole workspace goes over, with its keys, and only one computer goes on."""

import zipfile
from pathlib import Path

import pytest

from exports.handover.making import Given, give_away, take_back
from exports.handover.package import DESCRIPTION, ENDING, STORE
from exports.handover.taking import Taken, look_into, take_over
from models.errors import UserError
from models.queries import exchange
from models.queries.handing_over import handed_over
from models.queries.history import HistoryFilter, history
from models.reading import Reader
from models.workspace.integrity import check_file
from models.workspace.keys import needs_password, unlock_with_recovery_code
from models.workspace.refusals import OpenedReadOnly, WrongPassword, WrongRecoveryCode
from models.workspace.store import open_workspace
from tests.db.acting import add_entity
from tests.exchange.sides import Sides, nil_report

SETTINGS = {"word_font": "仿宋"}
CHANGED = ("office", "history", "clock_mark")


def give(both: Sides, folder: Path, name: str = "交接") -> Given:
    folder.mkdir(exist_ok=True)
    return give_away(both.district, folder / f"{name}{ENDING}", "示例接任者", SETTINGS, "1.0.0")


def take(given: Given, folder: Path, password: str | None = "接任者的密码1", code: str = "") -> Taken:
    return take_over(given.path, code or given.code, folder, "示例接任者", "023-00000000", password)


def tables(reader: Reader) -> dict[str, list[tuple[object, ...]]]:
    """Return every row, but those that handing over changes."""
    names = [row[0] for row in reader.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    return {name: sorted(reader.rows(f"SELECT * FROM {name}"), key=repr) for name in names if name not in CHANGED}


def test_everything_goes_over_and_the_chain_goes_on_at_one_computer_only(sent: Sides, tmp_path: Path) -> None:
    before = tables(sent.district)
    given = give(sent, tmp_path / "U盘")
    told = look_into(given.path)
    assert (told.officer, told.successor, told.office) == ("示例经办人", "示例接任者", sent.district.office.name)
    taken = take(given, tmp_path / "新电脑")
    assert taken.settings == SETTINGS
    assert check_file(taken.path, "接任者的密码1").sound
    with open_workspace(taken.path, "接任者的密码1") as successor:
        assert tables(successor) == before
        assert (successor.office.officer, successor.office.phone) == ("示例接任者", "023-00000000")
        assert handed_over(successor) is None
        newest = history(successor, HistoryFilter(), limit=1)[0]
        assert (newest.by, newest.action, newest.old, newest.new) == ("示例接任者", "接收移交", "示例经办人", "示例接任者")
        made = Sides(successor, sent.city).up(nil_report(Sides(successor, sent.city)))
        assert sent.arrives(made).refused is None
        assert exchange.sent(successor)[0].sequence == 2
        successor.changed = False
    marked = handed_over(sent.district)
    assert marked is not None
    assert (marked.by, marked.to) == ("示例经办人", "示例接任者")
    with pytest.raises(OpenedReadOnly):
        sent.up()
    unlock_with_recovery_code(taken.path, taken.recovery_code, "又一个密码1")
    with pytest.raises(WrongRecoveryCode):
        unlock_with_recovery_code(taken.path, given.code, "口令不再有效1")


def test_a_wrong_code_a_damaged_and_a_wrong_file_are_refused_and_leave_nothing(enrolled: Sides, tmp_path: Path) -> None:
    given = give(enrolled, tmp_path / "U盘")
    other = give(enrolled, tmp_path / "U盘", "再一次")
    assert other.code != given.code
    new, data = tmp_path / "新电脑", given.path.read_bytes()
    wrong = [("交接口令不对", given._replace(code=other.code)), ("交接口令不对", given._replace(code="1234"))]
    with zipfile.ZipFile(given.path) as archive:
        place = archive.getinfo(STORE).header_offset + 30 + len(STORE)
    said = data.index("示例经办人".encode())
    spoilt = {
        "半个": data[: len(data) // 2],
        "改了一位": data[: place + 50_000] + bytes([data[place + 50_000] ^ 1]) + data[place + 50_001 :],
        "改了说明": data[:said] + "假冒经办人".encode() + data[said + 15 :],
        "多一截": data + b"x" * 70_000,
        "没有说明": data[:30] + DESCRIPTION.encode() + data[60:],
    }
    for name, content in spoilt.items():
        path = tmp_path / f"{name}{ENDING}"
        path.write_bytes(content)
        wrong.append(("已损坏", given._replace(path=path)))
    forged = tmp_path / f"换了说明{ENDING}"
    with zipfile.ZipFile(given.path) as archive, zipfile.ZipFile(forged, "w") as copy:
        for entry in archive.namelist():
            copy.writestr(entry, archive.read(entry).replace("示例经办人".encode(), "假冒经办人".encode()))
        copy.comment = archive.comment
    assert look_into(forged).officer == "假冒经办人"
    wrong.append(("已损坏", given._replace(path=forged)))
    for name, content in (("文档", b"PK\x03\x04" + b"x" * 600), ("空的", b""), ("图片", b"\x89PNG" * 200)):
        path = tmp_path / f"{name}{ENDING}"
        path.write_bytes(content)
        wrong.append(("不是交接包", given._replace(path=path)))
    wrong.append(("找不到交接包", given._replace(path=tmp_path / f"没有{ENDING}")))
    for words, one in wrong:
        with pytest.raises(UserError, match=words):
            take(one, new)
    assert [path.name for path in new.glob("*") if not path.name.endswith(".lock")] == []
    assert take(given, new).path.exists()
    assert take(given, new, None).path != take(given, new, None).path
    with pytest.raises(WrongPassword):
        open_workspace(new / "区县.ronghe", "别的密码")
    assert not needs_password(new / "区县（2）.ronghe")
    again = take(other, new, None)  # made of a workspace that was marked already
    with open_workspace(again.path) as successor:
        assert handed_over(successor) is None
        successor.changed = False


def test_a_change_meanwhile_a_full_stick_and_a_stop_leave_the_workspace_as_it_was(enrolled: Sides, tmp_path: Path) -> None:
    workspace = enrolled.district

    def busy(done: int, total: int) -> None:
        if done == total and not handed_over(workspace):
            workspace.perform(add_entity, f"示例主体{done}")

    with pytest.raises(UserError, match="又有改动"):
        give_away(workspace, tmp_path / "包.rhjj", "示例接任者", {}, "1.0.0", busy)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_away(workspace, tmp_path / "包.rhjj", "示例接任者", {}, "1.0.0", stop)
    with pytest.raises(UserError, match="没有找到文件夹"):
        give_away(workspace, tmp_path / "拔掉的U盘" / "包.rhjj", "示例接任者", {}, "1.0.0")
    assert not list(tmp_path.glob("*.rhjj"))
    assert handed_over(workspace) is None
    workspace.perform(add_entity, "照常办理")


def test_the_work_can_be_taken_back_with_a_reason(enrolled: Sides, tmp_path: Path) -> None:
    workspace = enrolled.district
    give(enrolled, tmp_path)
    with pytest.raises(UserError, match="撤销原因"):
        take_back(workspace, " ")
    with pytest.raises(OpenedReadOnly):
        workspace.perform(add_entity, "不行")
    take_back(workspace, "接任者没有到岗，交接包没有打开过")
    assert handed_over(workspace) is None
    workspace.perform(add_entity, "照常办理")
    assert [row.action for row in history(workspace, HistoryFilter(kind="工作交接"))] == ["撤销移交", "移交"]
