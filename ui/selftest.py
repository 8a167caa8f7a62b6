"""The self-test: does every important thing once on a workspace of its own and says how it went, line by line."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from exports.jobs import export_applications, export_ledger_file
from forms.collecting.content import Refusal, WordContent, Workbook
from forms.demo import build_demo, demo_projects
from models.workspace.backup import back_up_file
from models.workspace.integrity import check_file
from models.workspace.store import open_workspace

Content = TypeVar("Content", WordContent, Workbook)


class StepFailed(Exception):  # noqa: N818 (an outcome to report, not a bug)
    """A step did not give what it must."""


def require(true: bool, what: str) -> None:
    """Raise `StepFailed` unless a condition holds."""
    if not true:
        raise StepFailed(what)


def read_again(paths: Sequence[Path], kind: type[Content]) -> list[Content]:
    """Read files as those from outside are read: in another process, with its limits of time and memory.

    Raises:
        StepFailed: One cannot be read, or is of another kind.
    """
    from exports.incoming.reading import read_files

    read = read_files(paths)
    for file in read:
        refused = file.content.message if isinstance(file.content, Refusal) else "读出的内容不对"
        require(isinstance(file.content, kind), f"“{Path(file.path).name}”读不回来：{refused}")
    return [file.content for file in read if isinstance(file.content, kind)]


def selftest(say: Callable[[str], object]) -> bool:
    """Run every step; a failed one stops the rest.

    Args:
        say: Takes one line of the report.

    Returns:
        Whether everything passed.
    """
    with tempfile.TemporaryDirectory(prefix="ronghe-selftest-") as place:
        steps = _Steps(Path(place), date.today())
        for title, step in steps.all():
            try:
                say(f"通过  {title}：{step()}")
            except Exception as error:  # the report must be complete whatever goes wrong
                say(f"失败  {title}：{str(error) or type(error).__name__}")
                return False
    say("自检全部通过。")
    return True


class _Steps:
    """The steps, each returning what it found in a few words."""

    def __init__(self, folder: Path, on: date) -> None:
        self.folder = folder
        self.on = on
        self.store = Path()

    def all(self) -> list[tuple[str, Callable[[], str]]]:
        """Return the steps in order."""
        return [
            ("建账套、填申报表", self.build),
            ("升级旧格式的账套", self.upgrade),
            ("导出并重读申请表", self.word),
            ("导出并重读台账", self.excel),
            ("试用签名与加密", self.suites),
            ("生成并重读报送包", self.package),
            ("查看服务器驱动", self.server),
            ("修改方案包", self.pack),
            ("画出每个页面", self.pages),
            ("备份并检查", self.backup),
        ]

    def build(self) -> str:
        """Make a workspace and fill it."""
        workspace = build_demo(self.folder, self.on)
        self.store = workspace.path
        ((count,),) = workspace.rows("SELECT count(*) FROM answer")
        workspace.close(backup=False)
        require(count > 0, "没有写入填写内容")
        return f"{count}项内容已保存"

    def upgrade(self) -> str:
        """Bring an empty workspace of the very first format up to the present one, which is backed up before."""
        from models.workspace.connection import APPLICATION_ID, SCHEMA_NUMBER, connect, schema_number
        from models.workspace.keys import new_key, write_key_file
        from models.workspace.upgrading import upgrade_store

        key_file, key, _ = new_key(None)
        path = self.folder / "旧格式.ronghe"
        write_key_file(path, key_file)
        old = connect(path, key, "rwc")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.close()
        backup = upgrade_store(path, key, datetime.now(UTC))
        now = connect(path, key, "ro")
        number = schema_number(now, path)
        now.close()
        require(number == SCHEMA_NUMBER and backup.is_file(), f"升级后是第{number}版格式，应为第{SCHEMA_NUMBER}版")
        return f"升级到第{number}版格式，之前先备份"

    def word(self) -> str:
        """Export the application forms and read them again."""
        workspace = open_workspace(self.store)
        try:
            done = [e for key in demo_projects(workspace) for e in export_applications(workspace, self.folder, self.on, project=key)]
        finally:
            workspace.close(backup=False)
        read = read_again([exported.path for exported in done], WordContent)
        tables = [sum(1 for _ in content.tables()) for content in read]
        require(bool(tables) and all(tables), "申请表里没有表格")
        return f"{len(read)}份，共{sum(tables)}张表"

    def excel(self) -> str:
        """Export the ledger and read it again."""
        workspace = open_workspace(self.store)
        try:
            path = export_ledger_file(workspace, self.folder, self.on).path
        finally:
            workspace.close(backup=False)
        (read,) = read_again([path], Workbook)
        rows = sum(sheet.rows for sheet in read.sheets)
        require(all(sheet.cells for sheet in read.sheets), "台账里有空白的工作表")
        return f"{len(read.sheets)}张工作表，共{rows}行"

    def server(self) -> str:
        """Load what a workspace on a server needs, and let it say plainly that nobody answers."""
        from models.workspace.server.address import ServerAddress
        from models.workspace.server.connection import connect, driver
        from models.workspace.server.engine import build_engine
        from models.workspace.server.refusals import Unreachable

        nowhere = ServerAddress("127.0.0.1", "x", "x", 1)
        try:
            build_engine(lambda: connect(nowhere, None)).connect()
        except Unreachable:
            return driver()
        raise StepFailed("没有服务器也连上了")

    def suites(self) -> str:
        """Sign and seal a text with every suite of algorithms that is here."""
        from exports.package.suites import MODERN, NATIONAL, is_available, suite

        names = [name for name in (MODERN, NATIONAL) if is_available(name)]
        require(MODERN in names, "程序自带的算法不能用")
        for name in names:
            tried, content = suite(name), "示例".encode()
            own = tried.new_keys()
            require(tried.verify(own.public, content, tried.sign(own, content)), "签名验不回来")
            require(tried.open(tried.seal(content, (own.public,)), (own,)) == content, "加密的内容解不开")
        return "两套算法都能用" if NATIONAL in names else "通用算法能用，这种处理器上没有国密算法"

    def package(self) -> str:
        """Make a package with the frozen application forms for the city, write it, and read it as the city would."""
        from functools import partial

        from exports.exchange.sending import gather, make_package, write_package
        from exports.exchange.stations import found_own_station
        from exports.package.manifest import Party
        from exports.package.parties import CITY, OwnStation
        from exports.package.reading import open_package
        from exports.package.suites import MODERN, suite
        from forms.keeping import keep_counts
        from models.base import new_id
        from models.queries.exchange_facts import newest_revisions
        from ui.version import VERSION

        workspace = open_workspace(self.store)
        try:
            perform, office, programme = partial(workspace.perform, keep_counts), workspace.office, workspace.programme
            found_own_station(perform, office.district_code, "自检")
            revisions = newest_revisions(workspace, form_id="application")
            outgoing = gather(
                workspace,
                programme,
                obligation=programme.obligations[0].key,
                obligation_title="自检",
                on=self.on,
                officer=office.officer,
                revisions=revisions,
            )
            made = make_package(perform, workspace, programme, outgoing, workspace.clock(), VERSION)
            written = write_package(perform, workspace, made.id, self.folder / made.file_name)
        finally:
            workspace.close(backup=False)
        city = OwnStation(Party(name=programme.levels.city, office=CITY, station=new_id()), suite(MODERN).new_keys())
        opened = open_package(written.read_bytes(), (city,), {}, VERSION, accept_unenrolled=True)
        require(bool(revisions) and len(opened.forms) == len(revisions), "包里的定稿与报送的不一致")
        return f"{len(opened.forms)}份定稿"

    def pages(self) -> str:
        """Paint every page of both editions, with Qt's own buttons in Chinese."""
        from PySide6.QtCore import QCoreApplication

        from ui.pictures import is_blank, picture_pages

        made: list[Path] = []
        for store in (self.store, self._city()):
            pictures = self.folder / f"pictures-{len(made)}"
            pictures.mkdir()
            workspace = open_workspace(store)
            try:
                made += [path for path, _ in picture_pages(workspace, pictures)]
            finally:
                workspace.close(backup=False)
        blank = [path.stem for path in made if is_blank(path)]
        require(bool(made) and not blank, f"有页面没有画出来：{'、'.join(blank) or '全部'}")
        require(QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消", "系统按钮没有译成中文")
        return f"{len(made)}个页面"

    def _city(self) -> Path:
        """Make an empty workspace of the city edition and return its place."""
        from models.edition import CITY
        from models.programme.pack import load_programme, programme_ids
        from models.workspace.store import OfficeDetails, create

        path, now = self.folder / "市级.ronghe", datetime.now(UTC)
        create(path, None, load_programme(programme_ids()[0]), OfficeDetails(CITY, "示例单位", "示例经办人"), now)[0].close(backup=False)
        return path

    def pack(self) -> str:
        """Change a word of the pack as the city's editor does, and load what comes of it, everything checked."""
        from forms.packs.draft import MAIN, Address, Draft
        from models.programme.kept import files_of
        from models.programme.pack import load_programme, programme_ids

        base = load_programme(programme_ids()[0])
        draft = Draft(base.id, files_of(base))
        draft.set(Address(MAIN), "title", "自检")
        require(draft.load(base).title == "自检", "改动没有写进方案包")
        return f"{len(draft.files)}个文件"

    def backup(self) -> str:
        """Back the workspace up and check the copy from the first to the last page."""
        copy = back_up_file(self.store, self.folder / "backup")
        report = check_file(copy)
        require(report.sound, report.summary)
        return report.summary
