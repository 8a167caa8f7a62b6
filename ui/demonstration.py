"""The demonstration: a workspace with 示例 data, its documents, and a picture of every page."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from exports.jobs import export_applications, export_ledger_file
from forms.demo import build_demo, demo_projects


def demonstrate(folder: Path, on: date) -> Iterator[tuple[Path, str]]:
    """Make the demonstration in a folder; what an earlier one left there is replaced.

    Args:
        folder: Where; made if need be.
        on: The day the demonstration takes place.

    Yields:
        Each file made and what it is.
    """
    from ui.pictures import picture_pages

    folder.mkdir(parents=True, exist_ok=True)
    workspace = build_demo(folder, on)
    try:
        yield workspace.path, "示例账套"
        for project in demo_projects(workspace):
            for done in export_applications(workspace, folder, on, project=project):
                yield done.path, "试点申请表（Word）"
        yield export_ledger_file(workspace, folder, on).path, "试点项目台账（Excel）"
        pictures = folder / "pictures"
        pictures.mkdir(exist_ok=True)
        for path, title in picture_pages(workspace, pictures):
            yield path, f"页面图片：{title}"
    finally:
        workspace.close(backup=False)
