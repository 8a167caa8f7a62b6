"""kill -9 at every step of giving away and of taking over: the old state or the new one, never a chain that two computers go on with."""

from pathlib import Path

from exports.handover.making import give_away
from exports.handover.package import ENDING
from exports.handover.taking import take_over
from models.queries.handing_over import handed_over
from models.workspace.integrity import check_file
from models.workspace.store import open_workspace
from tests.db.killing import kills
from tests.exchange.sides import Sides

LOADED = """
import models.schema
from exports.handover.making import give_away
from exports.handover.taking import take_over
from models.operations import exchange
from models.programme.pack import load_programme
from models.workspace.store import open_workspace
import exports.files, exports.scratch, models.migrations, models.recording, models.workspace.restoring, models.workspace.upgrading, psutil
import argon2.low_level, cryptography.hazmat.primitives.ciphers.aead
programme = load_programme("chongqing-2025")
programme.load_all()
"""
GIVING = """
with open_workspace(path, programme=programme) as workspace:
    given = give_away(workspace, path.parent / "交接.rhjj", "示例接任者", {}, "1.0.0")
    (path.parent / "口令").write_text(given.code)
"""
TAKING = """
take_over(path, path.with_suffix(".code").read_text(), path.parent / "新电脑", "示例接任者")
"""


def test_a_kill_while_giving_away_leaves_the_work_here_or_marks_it(sent: Sides) -> None:
    path = sent.district.path
    sent.district.close(backup=False)
    seen = set()
    for _ in kills(path, LOADED, GIVING, every=3):
        with open_workspace(path) as workspace:
            marked = handed_over(workspace) is not None
            workspace.changed = False
        file = path.with_name(f"交接{ENDING}")
        known = path.with_name("口令").exists()
        # Whoever knows the code has the only package, and the work here has ended.
        assert marked or not known
        assert not marked or file.exists()
        if marked and known:
            seen.add((True, True))
            break
        if marked and (True, False) not in seen:
            with open_workspace(path) as workspace:
                assert give_away(workspace, file, "示例接任者", {}, "1.0.0").code
                workspace.changed = False
        seen.add((marked, known))
    assert seen >= {(False, False), (True, True)}
    assert check_file(path).sound
    assert not list(path.parent.glob(".ronghe-handover-*"))


def test_a_kill_while_taking_over_leaves_nothing_or_the_whole_workspace(sent: Sides, tmp_path: Path) -> None:
    given = give_away(sent.district, tmp_path / f"交接{ENDING}", "示例接任者", {}, "1.0.0")
    given.path.with_suffix(".code").write_text(given.code)
    new = tmp_path / "新电脑"
    steps = 0
    for _ in kills(given.path, LOADED, TAKING, every=3):
        steps += 1
        stores = list(new.glob("*.ronghe")) if new.exists() else []
        for store in stores:
            with open_workspace(store) as workspace:
                assert workspace.office.officer == "示例接任者"
                assert handed_over(workspace) is None
                workspace.changed = False
            assert check_file(store).sound
        if stores:
            break
    assert len(stores) == 1
    assert steps > 10
    take_over(given.path, given.code, new, "示例接任者")
    assert not list(new.glob(".ronghe-handover-*"))
