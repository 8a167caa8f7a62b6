"""The self-test: does every important thing once on a workspace of its own and says how it went, line by line."""

import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from exports.jobs import export_applications, export_ledger_file
from exports.word.reading import count_tables
from forms.demo import build_demo, demo_projects
from models.workspace.backup import back_up_file
from models.workspace.integrity import check_file
from models.workspace.store import open_workspace


class StepFailed(Exception):  # noqa: N818 (an outcome to report, not a bug)
    """A step did not give what it must."""


def require(true: bool, what: str) -> None:
    """Raise `StepFailed` unless a condition holds."""
    if not true:
        raise StepFailed(what)


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
            ("导出并重读申请表", self.word),
            ("导出并重读台账", self.excel),
            ("生成并重读报送包", self.package),
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

    def word(self) -> str:
        """Export the application forms and read them again."""
        workspace = open_workspace(self.store)
        try:
            done = [e for key in demo_projects(workspace) for e in export_applications(workspace, self.folder, self.on, project=key)]
        finally:
            workspace.close(backup=False)
        tables = [count_tables(exported.path) for exported in done]
        require(all(tables), "申请表里没有表格")
        return f"{len(done)}份，共{sum(tables)}张表"

    def excel(self) -> str:
        """Export the ledger and read it again."""
        workspace = open_workspace(self.store)
        try:
            path = export_ledger_file(workspace, self.folder, self.on).path
        finally:
            workspace.close(backup=False)
        with zipfile.ZipFile(path) as archive:
            require(archive.testzip() is None, "台账文件不完整")
        return path.name

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
        """Paint every page."""
        from ui.pictures import is_blank, picture_pages

        pictures = self.folder / "pictures"
        pictures.mkdir()
        workspace = open_workspace(self.store)
        try:
            made = [path for path, _ in picture_pages(workspace, pictures)]
        finally:
            workspace.close(backup=False)
        blank = [path.stem for path in made if is_blank(path)]
        require(bool(made) and not blank, f"有页面没有画出来：{'、'.join(blank) or '全部'}")
        return f"{len(made)}个页面"

    def backup(self) -> str:
        """Back the workspace up and check the copy from the first to the last page."""
        copy = back_up_file(self.store, self.folder / "backup")
        report = check_file(copy)
        require(report.sound, report.summary)
        return report.summary
