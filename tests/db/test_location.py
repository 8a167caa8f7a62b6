"""Good and bad places for a store, on made-up computers and on this one."""

import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from models.workspace.location import Mount, Surroundings, default_folder, judge, judge_place, surroundings

LINUX = Surroundings(
    mounts=tuple(
        Mount(PurePosixPath(point), kind, removable)
        for point, kind, removable in [
            ("/", "ext4", False),
            ("/home", "btrfs", False),
            ("/home/示例/共享", "cifs", False),
            ("/mnt/nfs", "nfs4", False),
            ("/mnt/远程", "fuse.sshfs", False),
            ("/mnt/disk", "ext4", False),
            ("/mnt/stick", "vfat", True),
            ("/media/示例/U盘", "exfat", False),
            ("/run/media/示例/U盘", "exfat", False),
            ("/media/cdrom0", "iso9660", False),
            ("/run/user/1000", "tmpfs", False),
        ]
    ),
    temporary=(PurePosixPath("/tmp"),),
    program=(PurePosixPath("/opt/ronghe"),),
    synced=(PurePosixPath("/home/示例/我的云"),),
    proposal=PurePosixPath("/home/示例/.local/share/ronghe"),
)
WINDOWS = Surroundings(
    mounts=(
        Mount(PureWindowsPath("C:\\"), "NTFS"),
        Mount(PureWindowsPath("D:\\"), "NTFS"),
        Mount(PureWindowsPath("E:\\"), "FAT32", removable=True),
        Mount(PureWindowsPath("F:\\"), "cdrom"),
        Mount(PureWindowsPath("Z:\\"), "remote"),
    ),
    temporary=(PureWindowsPath("C:\\Users\\示例\\AppData\\Local\\Temp"),),
    program=(PureWindowsPath("C:\\Program Files"),),
    synced=(PureWindowsPath("D:\\单位云盘"),),
    proposal=PureWindowsPath("C:\\Users\\示例\\AppData\\Local\\ronghe"),
)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/home/示例/文档/示例.ronghe", ""),
        ("/mnt/disk/示例.ronghe", ""),
        ("/media-files/示例.ronghe", ""),
        ("/home/示例/共享/示例.ronghe", "网络共享"),
        ("/mnt/nfs/a/b/示例.ronghe", "网络共享"),
        ("/mnt/远程/示例.ronghe", "网络共享"),
        ("/mnt/stick/示例.ronghe", "U盘"),
        ("/media/示例/U盘/示例.ronghe", "U盘"),
        ("/run/media/示例/U盘/示例.ronghe", "U盘"),
        ("/media/cdrom0/示例.ronghe", "光盘"),
        ("/run/user/1000/示例.ronghe", "内存"),
        ("/tmp/示例.ronghe", "临时"),
        ("/opt/ronghe/示例.ronghe", "程序所在"),
        ("/home/示例/我的云/示例.ronghe", "同步程序"),
        ("/home/示例/Nutstore/示例.ronghe", "坚果云"),
        ("/home/示例/Dropbox/x/示例.ronghe", "Dropbox"),
        ("/home/示例/xwechat_files/示例.ronghe", "微信"),
    ],
)
def test_on_linux(path: str, reason: str) -> None:
    _expect(judge_place(PurePosixPath(path), LINUX), reason, "/home/示例/.local/share/ronghe")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("C:\\Users\\示例\\Documents\\示例.ronghe", ""),
        ("D:\\工作\\示例.ronghe", ""),
        ("E:\\示例.ronghe", "U盘"),
        ("F:\\示例.ronghe", "光盘"),
        ("Z:\\示例.ronghe", "网络共享"),
        ("z:\\示例.ronghe", "网络共享"),
        ("\\\\server\\share\\示例.ronghe", "网络共享"),
        ("//server/share/示例.ronghe", "网络共享"),
        ("\\\\?\\UNC\\server\\share\\示例.ronghe", "网络共享"),
        ("\\\\?\\C:\\工作\\示例.ronghe", ""),
        ("C:\\Users\\示例\\OneDrive\\示例.ronghe", "OneDrive"),
        ("C:\\Users\\示例\\OneDrive - 示例单位\\示例.ronghe", "OneDrive"),
        ("C:\\Users\\示例\\WPS云盘\\示例.ronghe", "WPS云盘"),
        ("D:\\BaiduSyncdisk\\示例.ronghe", "百度网盘"),
        ("D:\\我的坚果云\\示例.ronghe", "坚果云"),
        ("C:\\Users\\示例\\Documents\\WeChat Files\\示例.ronghe", "微信"),
        ("D:\\单位云盘\\示例.ronghe", "同步程序"),
        ("C:\\Users\\示例\\AppData\\Local\\Temp\\示例.ronghe", "临时"),
        ("C:\\Program Files\\示例.ronghe", "程序所在"),
    ],
)
def test_on_windows(path: str, reason: str) -> None:
    _expect(judge_place(PureWindowsPath(path), WINDOWS), reason, "C:\\Users\\示例\\AppData\\Local\\ronghe")


def _expect(said: str, reason: str, proposal: str) -> None:
    if not reason:
        assert said == ""
    else:
        assert reason in said
        assert said.endswith(f"例如“{proposal}”。")


def test_on_this_computer(tmp_path: Path) -> None:
    around = surroundings()
    assert around.mounts
    assert around.proposal == default_folder()
    assert "临时" in judge(Path(tempfile.gettempdir()) / "示例.ronghe") or "内存" in judge(Path(tempfile.gettempdir()) / "示例.ronghe")
    assert "程序所在" in judge(Path(__file__))


def test_a_link_is_followed(tmp_path: Path) -> None:
    synced = tmp_path / "Nutstore"
    synced.mkdir()
    link = tmp_path / "文档"
    link.symlink_to(synced)
    around = Surroundings(proposal=default_folder())
    assert judge_place(link, around) == ""
    assert "坚果云" in judge_place(link.resolve(), around)


def test_a_usual_place_that_is_no_good_itself_is_not_proposed() -> None:
    around = replace(LINUX, proposal=PurePosixPath("/home/示例/共享/.local/share/ronghe"))
    assert judge_place(around.proposal, around) == "这里是网络共享位置，多台电脑同时写入会损坏账套。请放在本机硬盘上。"
