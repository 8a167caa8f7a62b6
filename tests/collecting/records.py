"""Hand-outs of real workspaces and what comes back, for the collecting tests."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from exports.handout.jobs import Made, Wanted, hand_out_forms
from exports.incoming.child import answer
from exports.incoming.limits import Limits
from forms.answers import read_form
from forms.collecting.collecting import collect
from forms.collecting.content import Incoming
from forms.collecting.outcome import Plan
from forms.definition import Form
from models.operations.hand_outs import record_hand_outs
from models.plain import Plain
from models.workspace.store import Workspace
from tests.db.form_records import new_project, perform, today

APPLICATION = "application"


def hand_out(workspace: Workspace, folder: Path, *documents: str, form: str = APPLICATION, due: date | None = None) -> list[Made]:
    """Hand out one form of each document and record it."""
    folder.mkdir(exist_ok=True)
    made = hand_out_forms(workspace, [Wanted(id, form) for id in documents], folder, today(workspace), due=due)
    perform(workspace, record_hand_outs, [one.record for one in made])
    return made


def come_back(workspace: Workspace, *paths: Path) -> list[Plan]:
    """Read files and compare them with the workspace."""
    return collect(read_here(*paths), workspace, today(workspace))


def read_here(*paths: Path) -> list[Incoming]:
    """Read files as the other process does, but in this one: starting it takes most of a second."""
    replies = [(path, answer(str(path), Limits())) for path in paths]
    return [Incoming(str(path), reply.content, reply.digest, reply.size) for path, reply in replies]


def saved(folder: Path, name: str, data: bytes) -> Path:
    """Write a file that came back."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def form_of(workspace: Workspace, document: str) -> Form:
    return read_form(workspace, workspace.programme, document).form


def held(workspace: Workspace, document: str) -> dict[str, Plain]:
    return read_form(workspace, workspace.programme, document).values


def standings(plan: Plan) -> dict[str, str]:
    """Return how each field stands."""
    return {outcome.key: outcome.standing.value for outcome in plan.outcomes}


def outcome(plan: Plan, key: str) -> Any:
    return next(one for one in plan.outcomes if one.key == key)


def empty_project(workspace: Workspace, name: str = "示例人力资源服务有限公司", **facts: Any) -> str:
    return new_project(workspace, name, **facts)


def names(plans: Sequence[Plan]) -> list[str]:
    return [Path(plan.path).name for plan in plans]
