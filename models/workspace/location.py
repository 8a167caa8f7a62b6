"""Judging whether a place is good for a store: a fixed disk of this computer, and nobody else copies it about.

A network share loses locks and with them data; a sync folder uploads half-written files and personal data; a removable
drive is pulled out while writing; temporary and program folders are emptied by others.
"""

import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

APPLICATION_FOLDER = "ronghe"

_NETWORK_TYPES = frozenset(
    (
        *("afp", "afs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4"),
        *("smb", "smb2", "smb3", "smbfs", "webdav", "remote"),
        *("fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    )
)
_IN_MEMORY = frozenset(("ramfs", "tmpfs", "ramdisk"))
_OPTICAL_TYPES = frozenset(("cdfs", "cdrom", "iso9660", "udf"))
_REMOVABLE_POINTS = (("media",), ("run", "media"))

_SYNC_NAMES = {
    "onedrive": "OneDrive",
    "nutstore": "坚果云",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "baidusyncdisk": "百度网盘",
    "baidunetdisk": "百度网盘",
    "baidunetdiskworkspace": "百度网盘",
    "百度网盘": "百度网盘",
    "百度云同步盘": "百度网盘",
    "wps云盘": "WPS云盘",
    "wpsdrive": "WPS云盘",
    "wps cloud files": "WPS云盘",
    "wpscloud": "WPS云盘",
    "kingsoft cloud files": "WPS云盘",
    "金山文档": "WPS云盘",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "wechat files": "微信",
    "xwechat_files": "微信",
    "wxwork": "企业微信",
    "wxwork files": "企业微信",
    "tencent files": "QQ",
    "weiyun": "微云",
    "腾讯微云": "微云",
    "aliyundrive": "阿里云盘",
    "阿里云盘": "阿里云盘",
    "synologydrive": "群晖同步",
    "nextcloud": "Nextcloud",
}
_SYNC_PREFIXES = {"onedrive - ": "OneDrive", "onedrive-": "OneDrive", "dropbox (": "Dropbox"}


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted volume.

    Attributes:
        point: Where it is mounted, ``/media/usb`` or ``E:\\``.
        kind: Its file system or, on Windows, its drive type.
        removable: The system says it can be taken out.
    """

    point: PurePath
    kind: str
    removable: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the computer matters for judging.

    Attributes:
        proposal: Where a store should lie instead.
        mounts: All mounted volumes.
        temporary: Folders the system empties.
        program: Folders of the program itself.
        synced: Folders that a sync program says are its own.
    """

    proposal: PurePath
    mounts: tuple[Mount, ...] = ()
    temporary: tuple[PurePath, ...] = ()
    program: tuple[PurePath, ...] = ()
    synced: tuple[PurePath, ...] = ()


def default_folder() -> Path:
    """Return the right place for stores: the user's own data folder on this computer (never one that roams)."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION_FOLDER, appauthor=False)


def judge(path: Path) -> str:
    """Say why a store should not lie at `path`; empty when it is a good place.

    Args:
        path: The store or its folder; it need not exist.
    """
    around = surroundings()
    return judge_place(Path(os.path.realpath(path)), around) or judge_place(path.absolute(), around)


def judge_place(path: PurePath, around: Surroundings) -> str:
    """Judge a place by given `around`; knows nothing of this computer.

    Returns:
        The reason with the right place (Chinese), or empty.
    """
    reason = _reason(path, around)
    if not reason:
        return ""
    # Where the home folder itself lies on a share, the usual place would be refused as well.
    example = "" if _reason(around.proposal, around) else f"，例如“{around.proposal}”"
    return f"{reason}请放在本机硬盘上{example}。"


def _reason(path: PurePath, around: Surroundings) -> str:
    if _is_share(path):
        return "这里是网络共享位置，多台电脑同时写入会损坏账套。"
    mount = _mount_of(path, around.mounts)
    if mount is not None:
        kind = mount.kind.lower()
        if kind in _NETWORK_TYPES:
            return "这里是网络共享位置，多台电脑同时写入会损坏账套。"
        if kind in _OPTICAL_TYPES:
            return "这里是光盘，不能写入。"
        if kind in _IN_MEMORY:
            return "这里是内存中的临时位置，关机后内容会消失。"
        if mount.removable or _is_removable_point(mount.point):
            return "这里是U盘或移动硬盘，写入时拔出会损坏账套，丢失还会泄露信息。"
    name = _sync_name(path) or ("同步程序" if any(_inside(path, folder) for folder in around.synced) else "")
    if name:
        return f"这里是“{name}”的文件夹，里面的文件会被自动上传或改动，可能损坏账套、泄露信息。"
    if any(_inside(path, folder) for folder in around.program):
        return "这里是程序所在的文件夹，升级或卸载时会被清除。"
    if any(_inside(path, folder) for folder in around.temporary):
        return "这里是临时文件夹，系统会自动清理。"
    return ""


def _is_share(path: PurePath) -> bool:
    drive = path.drive.replace("/", "\\").casefold()
    return drive.startswith("\\\\") and (not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.startswith("\\\\?\\unc"))


def _mount_of(path: PurePath, mounts: Iterable[Mount]) -> Mount | None:
    return max((mount for mount in mounts if _inside(path, mount.point)), key=lambda mount: len(mount.point.parts), default=None)


def _is_removable_point(point: PurePath) -> bool:
    inside = point.parts[1:]
    return not isinstance(point, PureWindowsPath) and any(inside[: len(start)] == start for start in _REMOVABLE_POINTS)


def _sync_name(path: PurePath) -> str:
    for part in path.parts:
        name = part.casefold()
        if name in _SYNC_NAMES:
            return _SYNC_NAMES[name]
        for prefix, title in _SYNC_PREFIXES.items():
            if name.startswith(prefix):
                return title
    return ""


def _inside(path: PurePath, folder: PurePath) -> bool:
    return path == folder or folder in path.parents


def surroundings() -> Surroundings:
    """Look at this computer."""
    import psutil

    windows = sys.platform == "win32"
    mounts = []
    for found in psutil.disk_partitions(all=True):
        options = set(found.opts.split(","))
        kind = next((kind for kind in ("remote", "cdrom") if windows and kind in options), found.fstype)
        removable = "removable" in options if windows else _is_removable_device(found.device)
        mounts.append(Mount(Path(found.mountpoint), kind, removable))
    temporary = [tempfile.gettempdir(), *([] if windows else ["/tmp", "/var/tmp"])]
    return Surroundings(
        proposal=default_folder(),
        mounts=tuple(mounts),
        temporary=_resolved(*temporary, *_from_environment("TEMP", "TMP")),
        program=_resolved(Path(__file__).parents[2], *_from_environment("PROGRAMFILES", "PROGRAMFILES(X86)")),
        synced=_resolved(*_from_environment("ONEDRIVE", "ONEDRIVECOMMERCIAL", "ONEDRIVECONSUMER")),
    )


def _from_environment(*names: str) -> list[str]:
    return [os.environ[name] for name in names if os.environ.get(name)]


def _resolved(*folders: str | Path) -> tuple[Path, ...]:
    return tuple(Path(os.path.realpath(folder)) for folder in folders)


def _is_removable_device(device: str) -> bool:
    """Ask the Linux kernel about the disk a partition belongs to."""
    name = os.path.basename(os.path.realpath(device)) if device.startswith("/dev/") else ""
    try:
        partition = Path("/sys/class/block", name).resolve(strict=True) if name else None
    except OSError:
        return False
    if partition is None:
        return False
    disk = partition.parent if (partition / "partition").exists() else partition
    try:
        return (disk / "removable").read_text().strip() == "1" or "/usb" in str(disk)
    except OSError:
        return False
