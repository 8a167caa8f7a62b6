"""What the page 反馈 shows: for every registered station what is told next, item by item; and making all replies."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from exports.exchange.replies import Pending, Sent, pending, send_replies
from exports.exchange.sending import Outgoing
from exports.files import Progress
from models.changes import Changes
from models.exchange import ReceiptOutcome
from models.operations.city.telling import delete_message, write_message
from models.queries import exchange
from models.queries.effective import titles
from models.queries.exchange import SentRow
from models.queries.packs import kept_packs
from models.queries.showing import state_titles
from ui.context import Context
from ui.version import VERSION
from ui.worker import Cancelled

RECEIPTS = {
    ReceiptOutcome.RECEIVED: "已收到",
    ReceiptOutcome.WAITING: "已收到，等前面的包",
    ReceiptOutcome.ACCEPTED: "通过",
    ReceiptOutcome.REFUSED: "没有接收",
}


class StationLine(NamedTuple):
    """One station and how much it is told next."""

    id: str
    office: str
    district: str
    station: str
    news: int
    words: str
    last_at: str
    stands: str


class ToldRow(NamedTuple):
    """One thing that is told; `message_id` where it is a message that can still be taken back."""

    kind: str
    about: str
    text: str
    message_id: str = ""


class SentReply(NamedTuple):
    """A reply that was made, with the district it went to."""

    id: str
    district: str
    sequence: int
    title: str
    state: str
    stands: str
    exported_at: str
    made_at: str
    size: int
    file_name: str
    note: str
    by: str


class RepliesPresenter:
    """Reads what is due and makes the packages.

    Attributes:
        with_pack: The pack that counts here goes along to those who work with an older one (一并下发新的方案包).
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.with_pack = False
        self.due: list[Pending] = []
        self.lines: list[StationLine] = []

    def read(self) -> list[StationLine]:
        """Read what every station is told next."""
        context = self.context
        self.due = pending(context.reader, context.programme, context.today())
        last: dict[str, SentReply] = {}
        for row in self.sent():
            last.setdefault(self._recipients[row.id], row)
        self.lines = [self._line(one, last.get(one.station.id)) for one in self.due]
        return self.lines

    def behind(self) -> list[Pending]:
        """Return what is due to stations that work with an older pack than the one that counts here."""
        return [one for one in self.due if one.anything and one.behind]

    def sent(self) -> list[SentReply]:
        """Return the replies that were made, the last one first."""
        rows: list[SentRow] = exchange.sent(self.context.reader)
        offices = dict(self.context.reader.rows("SELECT id, office FROM peer"))
        self._recipients = {row.id: row.recipient for row in rows}
        return [
            SentReply(
                row.id,
                self._district(offices.get(row.recipient, "")),
                *(row.sequence, row.title, row.state, row.stands, row.exported_at, row.made_at, row.size, row.file_name, row.note, row.by),
            )
            for row in rows
        ]

    def told(self, station_id: str) -> list[ToldRow]:
        """Return what one station is told next, item by item."""
        found = [one for one in self.due if one.station.id == station_id]
        return [row for one in found for row in self._items(one)]

    def districts(self) -> list[tuple[str, str]]:
        """Return key and name of the districts that can be written to."""
        return list({one.station.office: self._district(one.station.office) for one in self.due}.items())

    def send(self, folder: Path, station_ids: Sequence[str], changed: list[Changes], progress: Progress) -> list[Sent]:
        """Make the replies of some stations and write them; for the worker; `changed` gets what changed, also when stopped."""
        from forms.keeping import keep_counts

        context, workspace = self.context, self.context.workspace

        def perform(operation: object, *args: object, **kwargs: object) -> Changes:
            changed.append(workspace.perform(keep_counts, operation, *args, **kwargs))
            return changed[-1]

        due = pending(workspace, context.programme, context.today())
        wanted = [one for one in due if one.station.id in station_ids]
        officer, sent = workspace.office.officer, list[Sent]()
        pack = self._pack() if self.with_pack else None
        with suppress(Cancelled):  # what was made before is made, and said
            at = workspace.clock()
            for one in send_replies(perform, workspace, context.programme, wanted, folder, officer, at, VERSION, progress, pack):
                sent.append(one)
        return sent

    def write_message(self, title: str, text: str, offices: Sequence[str]) -> Changes | None:
        """Write a message; ``None`` when a rule forbade it."""
        return self.context.perform(write_message, title, text, offices)

    def delete_message(self, message_id: str) -> Changes | None:
        """Take a message back; ``None`` when a rule forbade it."""
        return self.context.perform(delete_message, message_id)

    def _pack(self) -> Outgoing:
        """Return the pack that counts here, with what was said of it when it was made."""
        from exports.exchange.packs import outgoing_pack

        programme = self.context.programme
        said = {row.version: row.note for row in kept_packs(self.context.workspace, programme.id)}
        return outgoing_pack(programme, said.get(programme.version, ""))

    def _line(self, one: Pending, last: SentReply | None) -> StationLine:
        news = one.news
        counted = (
            ("退回", len(news.returned)),
            ("决定", len(news.decisions)),
            ("询问", len(news.queries)),
            ("改期", len(news.dates)),
            ("消息", len(news.messages)),
            ("方案包", int(self.with_pack and bool(one.behind) and one.anything)),
            ("回执", len({receipt.package for receipt in (*one.answers.receipts, *news.accepted)})),
            ("缺号", len(one.answers.missing)),
        )
        words = "、".join(f"{word}{count}" for word, count in counted if count)
        total = sum(count for _, count in counted[:-1])
        station = one.station
        return StationLine(
            station.id,
            station.office,
            self._district(station.office),
            station.station_name or station.name,
            total,
            words,
            last.made_at if last else "",
            last.stands if last else "",
        )

    def _items(self, one: Pending) -> Iterator[ToldRow]:
        reader, news = self.context.reader, one.news
        names: dict[str, Any] = dict(reader.rows("SELECT id, title FROM project"))
        documents = dict(reader.rows("SELECT d.id, COALESCE(p.title, d.title) FROM document d LEFT JOIN project p ON p.id = d.project_id"))
        states, duties = state_titles(self.context.programme), titles(reader, self.context.programme)
        packages = dict(reader.rows("SELECT digest, title FROM received_package"))
        for returned in news.returned:
            remarks = f"；逐项意见{len(returned.comments)}条" if returned.comments else ""
            yield ToldRow("退回", documents.get(returned.document_id, ""), f"{returned.reason}{remarks}")
        for decision in news.decisions:
            said = "；".join(part for part in (decision.reason, decision.adjustments) if part)
            text = f"{states.get(decision.state, decision.state)}{f'：{said}' if said else ''}"
            yield ToldRow("决定", names.get(decision.project_id, ""), text)
        for query in news.queries:
            yield ToldRow("询问", documents.get(query.document_id, ""), f"{'（已办结）' if query.closed else ''}{query.text}")
        for dates in news.dates:
            yield ToldRow("改期", duties.get(dates.obligation, dates.obligation), f"截止{dates.due.isoformat()}：{dates.reason}")
        for message in news.messages:
            yield ToldRow("消息", message.title, message.text, message.id)
        if self.with_pack and one.behind and one.anything:
            version = self.context.programme.version
            yield ToldRow("方案包", f"版本{version}", f"区县现在用{one.behind}；导入后先存放，由区县看过变化再换用")
        receipts = {receipt.package: receipt for receipt in (*one.answers.receipts, *news.accepted)}
        for receipt in receipts.values():
            note = f"：{receipt.note}" if receipt.note else ""
            yield ToldRow("回执", f"第{receipt.sequence}号包　{packages.get(receipt.package, '')}", RECEIPTS[receipt.outcome] + note)
        for number in one.answers.missing:
            yield ToldRow("缺号", f"第{number}号包", "没有收到，请再导出一次交来")

    def _district(self, office: str) -> str:
        return self.context.programme.item_name("district", office)
