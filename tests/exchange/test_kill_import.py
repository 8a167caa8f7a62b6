"""kill -9 between the statements of taking a reply of the city in: nothing of it or all of it, and the same file can be taken in again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.exchange.receiving import look
from exports.exchange.sending import write_package
from exports.files import CannotWrite, FileBusy, replace_file
from models.exchange import FieldComment, Message, Receipt, ReceiptOutcome, Reply, ReturnedForm
from models.queries import exchange, feedback
from models.reading import Reader
from models.workspace.integrity import check_file
from models.workspace.store import open_workspace
from tests.db.form_records import today
from tests.exchange.sides import Sides, nil_report
from tests.package.sample import PROGRAM, id_of

ROOT = Path(__file__).parents[2]
DRIVER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from sqlalchemy import event
import models.schema, models.recording
from exports.exchange.receiving import facts_of, look
from forms.feedback import apply_reply
from forms.keeping import keep_counts
from models.operations.exchange import keep_waiting
from models.programme.pack import load_programme
from models.workspace.store import open_workspace
path, programme = Path(sys.argv[1]), load_programme("chongqing-2025")
data = path.with_name("reply").read_bytes()
with open_workspace(path, programme=programme) as workspace:
    looked = look(workspace, data, "reply", "1.0.0")
    workspace.changed = False

def take_in(workspace, number):
    left = number

    def die(*_):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = workspace._opened_engine()
    event.listen(engine, "after_cursor_execute", die)
    event.listen(engine, "commit", die)
    if looked.waits:
        workspace.perform(keep_counts, keep_waiting, facts_of(looked), data)
    else:
        workspace.perform(keep_counts, apply_reply, looked.opened.content, facts_of(looked), data, looked.opened.files)

for number in range(0, 100_000, int(sys.argv[3])):
    child = os.fork()
    if child == 0:
        workspace = open_workspace(path, programme=programme)
        take_in(workspace, number)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    sys.stdin.readline()
"""
"""Takes a reply in again and again, killed after its first, fifth … statement and before the commit, until it comes through."""


def killed(path: Path, every: int) -> Iterator[int]:
    """Run the driver; yield how each run ended."""
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(path), str(ROOT), str(every)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert driver.stdin is not None
    assert driver.stdout is not None
    try:
        for line in driver.stdout:
            yield int(line)
            driver.stdin.write("\n")
            driver.stdin.flush()
    finally:
        driver.kill()
        driver.communicate()


def effects(reader: Reader) -> tuple[object, ...]:
    """Return everything that the reply does, in one picture."""
    ((frozen, revision),) = reader.rows("SELECT frozen_at IS NOT NULL, revision FROM document")
    state = exchange.sent(reader)[0].stands
    counts = [reader.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("city_return", "city_comment", "city_message")]
    return bool(frozen), revision, state, *counts, tuple(row.stands for row in exchange.received(reader))


def reply_of(both: Sides) -> Reply:
    project, revision = both.district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")[0]
    on, package = today(both.city), exchange.sent(both.district)[0].digest
    comment = FieldComment(id=id_of(12), field="idea", text="请写具体")
    returned = ReturnedForm(id=id_of(11), document_id=project, revision_id=revision, reason="目标不具体", comments=(comment,))
    receipt = Receipt(package=package, sequence=1, received_on=on, outcome=ReceiptOutcome.RECEIVED)
    message = Message(id=id_of(13), title="示例通知", text="请按时报送", on=on)
    return Reply(on=on, officer="示例市级经办人", receipts=(receipt,), returned=(returned,), messages=(message,))


@pytest.mark.parametrize("waits", [False, True], ids=["applied", "tray"])
def test_a_kill_while_a_reply_is_taken_in_leaves_nothing_or_all_of_it(sent: Sides, waits: bool) -> None:
    reply = reply_of(sent)
    if waits:
        sent.down(Reply(on=today(sent.city), officer="示例市级经办人"))  # and never arrives
    made = sent.down(reply)
    path = sent.district.path
    path.with_name("reply").write_bytes(made.data)
    before = effects(sent.district)
    sent.district.close(backup=False)
    after = (*before[:-1], ("等前面的包",)) if waits else (False, 2, "退回", 1, 1, 1, ("已导入",))
    ends = []
    for end in killed(path, 2 if waits else 7):
        ends.append(end)
        with open_workspace(path) as district:
            assert effects(district) == (before if end else after)
            district.changed = False
        if end == 0:
            break
    assert set(ends) == {-signal.SIGKILL, 0}
    assert len(ends) > 4
    assert check_file(path).sound
    with open_workspace(path) as district:
        refused = look(district, made.data, made.file_name, PROGRAM).refused
        assert refused is not None
        assert refused.code == ("gap" if waits else "duplicate")
        assert len(feedback.returns(district)) == (0 if waits else 1)
        district.changed = False


def test_a_stick_that_is_pulled_or_a_file_that_is_held_leaves_the_package_to_be_written_again(
    enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = enrolled.up(nil_report(enrolled))
    district, stick = enrolled.district, tmp_path / "U盘"
    stick.mkdir()
    target = stick / made.file_name

    def pulled(path: Path, content: bytes) -> Path:
        replace_file(path, content)
        path.unlink()
        stick.rmdir()
        return path

    def held(path: Path, _content: bytes) -> Path:
        raise FileBusy(path)

    for failing, refusal in ((pulled, CannotWrite), (held, FileBusy)):
        monkeypatch.setattr("exports.exchange.sending.replace_file", failing)
        with pytest.raises(refusal):
            write_package(district.perform, district, made.id, target)
        assert exchange.sent(district)[0].stands == "待导出"
    monkeypatch.undo()
    with pytest.raises(CannotWrite, match="没有找到文件夹"):
        write_package(district.perform, district, made.id, target)
    stick.mkdir()
    write_package(district.perform, district, made.id, target)
    assert target.read_bytes() == made.data
    assert exchange.sent(district)[0].stands == "已导出"
