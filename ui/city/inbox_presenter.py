"""What the page 收件 shows and does: taking files in, what waits and why, what lay in a package."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from exports.exchange.kept import entry_of
from exports.exchange.receiving import Looked, look
from exports.exchange.stations import chain_of
from exports.exchange.taking_in import Outcome, refuse, take_in_batch, take_in_files
from exports.files import safe_file_name
from exports.package.refusals import PackageRefused, Refusal
from exports.scratch import passing_folder
from models.changes import Changes, Kind
from models.errors import UserError
from models.exchange import Submission
from models.intake import PartKind
from models.operations.city.taking_in import BY_OFFICER
from models.queries.city import inbox
from models.queries.city.inbox import PartRow
from ui.tone import Tone
from ui.version import VERSION
from ui.worker import Cancelled, Progress

if TYPE_CHECKING:
    from ui.context import Context

ENDING = ".rhbs"
VERDICTS: dict[Refusal, tuple[str, Tone]] = {
    Refusal.NOT_OURS: ("不是报送包", Tone.ERROR),
    Refusal.TOO_LARGE: ("过大", Tone.ERROR),
    Refusal.DAMAGED: ("损坏", Tone.ERROR),
    Refusal.NEWER: ("需要升级", Tone.ERROR),
    Refusal.SUITE_MISSING: ("缺组件", Tone.ERROR),
    Refusal.WRONG_RECIPIENT: ("收件方不对", Tone.ERROR),
    Refusal.UNENROLLED: ("未登记", Tone.WARNING),
    Refusal.UNKNOWN_SENDER: ("不在名单", Tone.ERROR),
    Refusal.REVOKED: ("已注销", Tone.ERROR),
    Refusal.SIGNATURE: ("签名不符", Tone.ERROR),
    Refusal.CONTENT: ("内容不符", Tone.ERROR),
    Refusal.DUPLICATE: ("重复", Tone.NEUTRAL),
    Refusal.REPLAY: ("旧包", Tone.ERROR),
    Refusal.WITHDRAWN: ("已撤回", Tone.NEUTRAL),
    Refusal.GAP: ("缺号等候", Tone.WARNING),
    Refusal.FORK: ("分叉", Tone.ERROR),
}
"""Code to the word and tone of the verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file of a batch, in the officer's words."""

    path: Path
    name: str
    district: str
    obligation: str
    sequence: int | None
    verdict: str
    tone: Tone
    words: str
    asks: bool = False
    taken: bool = False


@dataclass(slots=True)
class Batch:
    """What became of the files that were chosen.

    Attributes:
        verdicts: File by file, in the order they were chosen.
        stopped: The officer stopped it; the files that are not listed were not touched.
        changed: What the pages have to show anew.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    stopped: bool = False
    changed: bool = False


class InboxPresenter:
    """Takes packages in on the worker, and says what lies in them."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def found_in(self, chosen: Sequence[Path]) -> list[Path]:
        """Return the files that were meant: a folder stands for the packages in it and below."""
        found: list[Path] = []
        for path in chosen:
            if path.is_dir():
                found += sorted(inside for inside in path.rglob("*") if inside.suffix.lower() == ENDING and inside.is_file())
            else:
                found.append(path)
        return list(dict.fromkeys(found))

    def take(self, paths: Sequence[Path], progress: Progress, *, accept_unenrolled: bool = False) -> Batch:
        """Take files in; for the worker. One bad file never stops the rest; stopping keeps what was taken in."""
        batch, workspace = Batch(), self.context.workspace
        try:
            for path, outcome in take_in_files(self._perform, workspace, paths, VERSION, progress, accept_unenrolled=accept_unenrolled):
                batch.verdicts.append(self._verdict(outcome, path))
                batch.changed = batch.changed or outcome.changes is not None
        except Cancelled:
            batch.stopped = True
        return batch

    def refuse(self, path: Path, reason: str) -> None:
        """Decide not to take in a package whose sender is 未登记; the reason is kept, for the receipt.

        Raises:
            UserError: The file is not to be read any more, or no reason is given.
        """
        from exports.exchange.receiving import read_file

        looked = look(self.context.workspace, read_file(path), path.name, VERSION, accept_unenrolled=True)
        if looked.opened is None:
            raise looked.refused or UserError("这个文件打不开。")
        refuse(self._perform, looked, BY_OFFICER, reason)

    def try_tray(self, received_id: str) -> Outcome:
        """Try once more to take in a package that waits."""
        from models.queries.exchange import received_file

        name, data = received_file(self.context.workspace, received_id)
        looked = look(self.context.workspace, data, name, VERSION, accept_unenrolled=True)
        return take_in_batch(self._perform, [looked], VERSION)[0]

    def missing(self, row: inbox.TrayRow) -> tuple[int, ...]:
        """Return the numbers a package waits for."""
        return chain_of(self.context.reader, row.sender, row.recipient).missing_before(row.sequence)

    def part(self, received_id: str, part: PartRow) -> tuple[str, bytes]:
        """Return name and bytes of one part: documents and evidence exactly as they were submitted, a form as its Word document.

        Raises:
            UserError: It is not there any more.
        """
        data = entry_of(self.context.workspace, received_id, part.entry)
        if part.kind != PartKind.FORM:
            return self.file_name(part), data
        from exports.jobs import write_document
        from forms.snapshots import decode

        with passing_folder() as folder:
            target = folder / self.file_name(part)
            written = write_document(self.context.workspace, decode(data.decode()), target, self.context.word_settings())
            return target.name, written.path.read_bytes()

    def file_name(self, part: PartRow) -> str:
        """Return a name for the file of a part."""
        if part.kind != PartKind.FORM:
            return safe_file_name(part.file_name) or PurePath(part.entry).name
        return f"{safe_file_name(part.title)}.docx"

    def _perform(self, operation: Any, *args: Any) -> Changes:
        from forms.keeping import keep_counts

        return self.context.workspace.perform(keep_counts, operation, *args)

    def _verdict(self, outcome: Outcome, path: Path) -> Verdict:
        looked, failure = outcome.looked, outcome.failure
        district, obligation, sequence = self._about(looked)
        if failure is None:
            released = f"另有{outcome.released}个等它的包一并接收。" if outcome.released else ""
            unverified = looked is not None and looked.opened is not None and not looked.opened.verified
            words = "未登记，签名没有核对；按您的决定接收。" if unverified else "签名正确，内容完整，编号接得上。"
            return Verdict(path, outcome.name, district, obligation, sequence, "已接收", Tone.OK, f"{words}{released}", taken=True)
        words = f"{failure.message}{failure.hint}"
        verdict, tone = "不能接收", Tone.ERROR
        if outcome.asks and looked is not None:
            return self._unenrolled(looked, path, words)
        if isinstance(failure, PackageRefused):
            verdict, tone = VERDICTS.get(failure.code, (verdict, tone))
            if failure.code is Refusal.DUPLICATE and looked is not None and (note := self._refused_before(looked)):
                verdict, words = "以前没有接收", f"这个包以前决定不接收：{note}。请对方改好后重新生成一个包。"
        return Verdict(path, outcome.name, district, obligation, sequence, verdict, tone, words, asks=outcome.asks)

    def _unenrolled(self, looked: Looked, path: Path, words: str) -> Verdict:
        """Return what a package of an 未登记 sender says of itself; nobody is asked about one that could not be taken in anyway."""
        claimed = look(self.context.workspace, looked.data, path.name, VERSION, accept_unenrolled=True)
        district, obligation, sequence = self._about(claimed)
        refused, opened = claimed.refused, claimed.opened
        if refused is not None and not claimed.waits:
            verdict, tone = VERDICTS[refused.code]
            said = f"{refused.message}{refused.hint}"
            if note := self._refused_before(claimed):
                verdict, said = "以前没有接收", f"这个包以前决定不接收：{note}。请对方改好后重新生成一个包。"
            return Verdict(path, path.name, district, obligation, sequence, verdict, tone, said)
        verdict, tone = VERDICTS[Refusal.UNENROLLED]
        if opened is not None and isinstance(opened.content, Submission):
            who = "，".join(part for part in (opened.manifest.sender.name, opened.content.officer, opened.content.phone) if part)
            words = f"{words}包里自称：{who}；核实时请用单位公开的电话，不要用包里写的。"
        return Verdict(path, path.name, f"{district}（自称）", obligation, sequence, verdict, tone, words, asks=True)

    def _about(self, looked: Looked | None) -> tuple[str, str, int | None]:
        """Return district, obligation and number, as far as they are certain."""
        if looked is None:
            return "", "", None
        signed = looked.refused.signed if looked.refused else None
        manifest = looked.opened.manifest if looked.opened else signed.manifest if signed else None
        if manifest is None:
            return "", "", None
        names = inbox.districts(self.context.programme)
        content = looked.opened.content if looked.opened else None
        title = content.obligation_title if isinstance(content, Submission) else ""
        return names.get(manifest.sender.office, manifest.sender.name), title, manifest.sequence

    def _refused_before(self, looked: Looked) -> str:
        digest = looked.opened.digest if looked.opened else ""
        found = [row.note for row in inbox.refused(self.context.reader, self.context.programme) if row.digest == digest]
        return found[0] if found else ""


CHANGED = Changes(frozenset(Kind))
"""After a batch everything may look different."""
