"""What the city's page 收发登记 shows and does: the city's own keys, an enrolment file for each station, answers, revoking."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from exports.exchange.receiving import read_file
from exports.exchange.stations import Invited, found_own_station, invite, register
from exports.files import free_name, replace_file
from exports.package.manifest import PackVersion
from exports.package.parties import CITY
from exports.package.suites import MODERN, NATIONAL, is_available
from models.changes import Changes
from models.errors import UserError
from models.operations import stations as operations
from models.queries import exchange
from models.queries.exchange import PeerRow, StationRow
from ui.worker import Cancelled, Progress

if TYPE_CHECKING:
    from ui.context import Context

ORDINALS = "一二三四五六七八九十"
SUITES = {MODERN: "通用算法（Ed25519、age）", NATIONAL: "国密算法（SM2、SM3、SM4）"}


class StationLine(NamedTuple):
    """One station of a district, or a district that has none; `id` is empty then."""

    id: str
    office: str
    district: str
    station: str
    suite: str
    state: str
    stands: str
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """An enrolment file that was written, and the code to be told by telephone."""

    district: str
    station: str
    path: Path
    code: str


class EnrolmentPresenter:
    """Makes enrolment files and takes answers in."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    @property
    def own(self) -> list[StationRow]:
        """The city's present stations, one a suite."""
        return [row for row in exchange.stations(self.context.reader) if not row.replaced]

    @property
    def suites(self) -> dict[str, str]:
        """The suites this computer can work with, in the officer's words."""
        return {key: words for key, words in SUITES.items() if is_available(key)}

    def lines(self) -> list[StationLine]:
        """Return every district with its stations; a district without one has a line of its own."""
        by_office: dict[str, list[PeerRow]] = {}
        for row in exchange.peers(self.context.reader):
            by_office.setdefault(row.office, []).append(row)
        found = []
        present = [(district.code, district.short) for district in self.context.programme.districts_on(self.context.today())]
        known = {code for code, _ in present}
        former = [(one.code, one.short) for one in self.context.programme.districts if one.code in by_office and one.code not in known]
        for office, district in (*present, *former):
            rows = by_office.get(office, [])
            if not any(row.state != "revoked" for row in rows) and office in known:
                found.append(StationLine("", office, district, "", "", "", "未登记", "", ""))
            for row in rows:
                suite = SUITES.get(row.suite, row.suite).partition("（")[0]
                found.append(
                    StationLine(
                        row.id, office, district, row.station_name, suite, row.state, row.stands, row.fingerprint, row.revoke_reason
                    )
                )
        return found

    def next_name(self, offices: Sequence[str]) -> str:
        """Return what the next station is called: 二号电脑 where one district has one already."""
        held = Counter(row.office for row in exchange.peers(self.context.reader) if row.state != "revoked")
        most = max(held[office] for office in offices)
        return f"{ORDINALS[most] if most < len(ORDINALS) else most + 1}号电脑"

    def found(self, suite_name: str) -> None:
        """Give the city keys of one suite; the former ones go on opening what was sealed to them.

        Raises:
            UserError: The library of the suite is missing here.
        """
        found_own_station(self.perform, CITY, self.context.workspace.office.name, suite_name)

    def make(self, wanted: Sequence[tuple[str, str]], suite_name: str, folder: Path, progress: Progress) -> list[Made]:
        """Make an enrolment file for each (district, station) and write them into a folder; for the worker.

        What was made stays when it is stopped, or when a file cannot be written: its station is taken back then.

        Raises:
            UserError: The city has no keys of that suite, or a file cannot be written.
        """
        programme, workspace = self.context.programme, self.context.workspace
        pack = PackVersion(id=programme.id, version=programme.version)
        made = []
        for done, (office, station) in enumerate(wanted, 1):
            district = programme.district(office)
            invited = invite(
                self.perform,
                workspace,
                pack,
                workspace.clock(),
                office=office,
                office_name=district.department,
                station_name=station,
                suite_name=suite_name,
            )
            made.append(Made(district.short, station, self._write(invited, folder), spaced(invited.code)))
            try:
                progress(done, len(wanted))
            except Cancelled:
                break
        return made

    def take_answers(self, paths: Sequence[Path]) -> tuple[list[str], list[str]]:
        """Take in answers (登记回执); return the ids of the stations, and what is wrong with the others."""
        taken, failures = [], []
        for path in paths:
            try:
                taken.append(register(self.perform, self.context.workspace, read_file(path)))
            except UserError as failure:
                failures.append(f"{path.name}：{failure}")
        return taken, failures

    def perform(self, operation: Any, *args: Any) -> Changes:
        """Run an operation without the window's messages, also on another thread."""
        from forms.keeping import keep_counts

        return self.context.workspace.perform(keep_counts, operation, *args)

    def _write(self, invited: Invited, folder: Path) -> Path:
        target = folder / invited.file_name
        try:
            return replace_file(free_name(target) if target.exists() else target, invited.data)
        except UserError:
            self.perform(operations.revoke, invited.peer_id, "入网文件没有写成")
            raise


def spaced(code: str) -> str:
    """Return a code as it is read aloud: four digits at a time."""
    digits = code.replace(" ", "")
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
