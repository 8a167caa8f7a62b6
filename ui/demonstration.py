"""The demonstration: a workspace with 示例 data, its documents, and a picture of every page."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exports.jobs import export_applications, export_ledger_file
from forms.demo import build_demo, demo_projects

if TYPE_CHECKING:
    from models.workspace.store import Workspace


def demonstrate(folder: Path, on: date) -> Iterator[tuple[Path, str]]:
    """Make the demonstration in a folder; what an earlier one left there is replaced.

    Args:
        folder: Where; made if need be.
        on: The day the demonstration takes place.

    Yields:
        Each file made and what it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workspace = build_demo(folder, on)
    try:
        yield workspace.path, "示例账套"
        for project in demo_projects(workspace):
            for done in export_applications(workspace, folder, on, project=project):
                yield done.path, "试点申请表（Word）"
        yield export_ledger_file(workspace, folder, on).path, "试点项目台账（Excel）"
        yield from _pictures(workspace, folder / "pictures")
    finally:
        workspace.close(backup=False)


def demonstrate_city(folder: Path, on: date) -> Iterator[tuple[Path, str]]:
    """Make the demonstration of the city edition in a folder; see `demonstrate`."""
    from exports.exchange.city_demo import WAITING_FOLDER, build_city_demo

    folder.mkdir(parents=True, exist_ok=True)
    workspace = build_city_demo(folder, on)
    try:
        ((projects,),) = workspace.rows("SELECT count(*) FROM project")
        ((packages,),) = workspace.rows("SELECT count(*) FROM received_package")
        yield workspace.path, f"示例市级账套：各区县一年里报来的{projects}个项目、{packages}个报送包"
        yield folder / WAITING_FOLDER, "还没有接收的示例报送包，有好的也有坏的，可拖到“收件”页试用"
        yield from _pictures(workspace, folder / "pictures-city")
    finally:
        workspace.close(backup=False)


def _pictures(workspace: "Workspace", folder: Path) -> Iterator[tuple[Path, str]]:
    from ui.pictures import picture_pages

    folder.mkdir(exist_ok=True)
    for path, title in picture_pages(workspace, folder):
        yield path, f"页面图片：{title}"
