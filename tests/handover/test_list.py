"""The hand-over list on paper: what is open is on it, what is done is not."""

from pathlib import Path

from docx import Document

from exports.exchange.receiving import facts_of, look
from exports.handover.listing import handover_list
from exports.handover.matters import Matters, open_matters
from exports.word.official.layout import export_official
from exports.word.settings import WordSettings
from forms.feedback import apply_reply
from models.exchange import FieldComment, Message, Reply, ReturnedForm
from models.queries import exchange
from models.workspace.store import FileWorkspace
from tests.db.conftest import LATE_NOVEMBER, Clock
from tests.db.form_records import new_project, perform, today
from tests.exchange.sides import Sides, nil_report
from tests.package.sample import PROGRAM, id_of


def matters(workspace: FileWorkspace) -> Matters:
    return open_matters(workspace, workspace.programme, today(workspace))


def paper(workspace: FileWorkspace, folder: Path) -> str:
    """Write the list and return everything that stands in it."""
    document = handover_list(matters(workspace), workspace.office, "示例接任者", today(workspace))
    read = Document(str(export_official(document, folder / "清单.docx", WordSettings()).path))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


def test_what_is_open_stands_on_the_list(sent: Sides, clock: Clock, tmp_path: Path) -> None:
    district = sent.district
    new_project(district, "示例科技有限公司")
    project, revision = district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")[0]
    comment = FieldComment(id=id_of(12), field="idea", text="请写具体")
    returned = ReturnedForm(id=id_of(11), document_id=project, revision_id=revision, reason="目标不具体", comments=(comment,))
    message = Message(id=id_of(13), title="示例通知", text="请按时报送", on=today(sent.city))
    reply = Reply(on=today(sent.city), officer="示例市级经办人", returned=(returned,), messages=(message,))
    made = sent.down(reply)
    looked = look(district, made.data, made.file_name, PROGRAM)
    assert looked.opened is not None
    perform(district, apply_reply, reply, facts_of(looked), looked.data, looked.opened.files)
    sent.up(nil_report(sent, "示例零报告"))
    clock.now = LATE_NOVEMBER
    found = matters(district)
    assert [row.key for row in found.obligations] == ["yearly-2026"]
    assert sorted(draft.title for draft in found.drafts) == sorted(title for (title,) in district.rows("SELECT title FROM project"))
    assert [(one.row.reason, one.row.comments, one.row.answered) for one in found.mendings] == [("目标不具体", 1, 0)]
    assert [(row.sequence, row.title) for row in found.sent] == [(2, "示例零报告")]
    assert (found.messages, found.next_number) == (("示例通知",), 3)
    text = paper(district, tmp_path)
    (station,) = exchange.stations(district)
    for words in (
        "2026年度报告",
        "目标不具体",
        "第2号",
        "示例零报告",
        "示例通知",
        station.fingerprint,
        "下一个报送包是第3号",
        "示例接任者",
    ):
        assert words in text
    assert "按退回意见整改" in text


def test_an_office_that_never_sent_anything_is_told_so(sides: Sides, tmp_path: Path) -> None:
    found = matters(sides.district)
    assert (found.stations, found.sent, found.drafts, found.mendings, found.next_number) == ((), (), (), (), 1)
    text = paper(sides.district, tmp_path)
    assert "还没有建立收发身份" in text
    assert text.count("无。") >= 6
