"""The workspaces that the benchmark reads: filled with made-up records, made anew for each run."""

from datetime import UTC, datetime
from pathlib import Path

from build.sample_data import insert_sample
from models.programme.pack import load_programme, programme_ids
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace


def make_sample(folder: Path, projects: int) -> Path:
    """Make a workspace with that many projects, close it, and return its file."""
    programme = load_programme(programme_ids()[0])
    at = datetime.now(UTC)
    district = programme.districts_on(at.astimezone().date())[0].code
    details = OfficeDetails(district, "示例区人力资源和社会保障局", "示例经办人")
    workspace, _ = create(folder / f"{projects}.ronghe", None, programme, details, at)
    workspace.perform(insert_sample, projects)
    workspace.close(backup=False)
    return workspace.path


def read(path: Path) -> FileWorkspace:
    """Open one for reading."""
    return open_workspace(path, read_only=True)
