"""The city of the year, a process of its own: ``python -m tests.exchange.year_city FOLDER``."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from exports.exchange.packs import outgoing_pack
from exports.exchange.replies import pending, send_replies
from exports.exchange.stations import found_own_station, invite, present_station, register
from exports.exchange.taking_in import take_in_files
from exports.package.manifest import PackVersion
from exports.package.parties import CITY
from exports.package.refusals import PackageRefused
from exports.package.suites import MODERN, fingerprint
from models.operations.city.deciding import Remark, Terms, decide
from models.operations.city.experts import add_expert
from models.operations.city.field_queries import ask, close_query
from models.operations.city.rounds import assign_all, close_round, open_round
from models.operations.city.scoring import save_scores
from models.operations.city.telling import write_message
from models.operations.obligations import change_dates
from models.operations.packs import finish_draft
from models.operations.projects import edit_project
from models.operations.stations import confirm
from models.queries import exchange
from models.queries.city.decisions import asked, follow_ups, waiting
from models.queries.city.inbox import refused, tray
from models.queries.city.matrix import matrix, reminders
from models.queries.city.reviews import board, ranking
from tests.exchange.year_facts import alike, counts
from tests.exchange.year_lines import OUT, Office, serve
from tests.package.sample import PROGRAM
from tests.packs.versions import changed_files


class City(Office):
    """What the officers of the city do in the window, without the window."""

    def found(self) -> None:
        found_own_station(self.perform, CITY, "示例市级电脑")

    def invite(self, office: str, name: str) -> str:
        """Make an enrolment file and return the code that is told by phone."""
        pack = PackVersion(id=self.programme.id, version=self.programme.version)
        facts = {"office": office, "office_name": name, "station_name": "示例一号电脑", "suite_name": MODERN}
        made = invite(self.perform, self.workspace, pack, self.now, **facts)
        self.folder.joinpath(OUT, made.file_name).write_bytes(made.data)
        return made.code

    def register(self) -> dict[str, str]:
        (file,) = self.arrivals()
        peer = register(self.perform, self.workspace, file.read_bytes())
        (row,) = exchange.peers(self.workspace)
        self.perform(confirm, peer)
        return {"own": fingerprint(present_station(self.workspace).keys.public), "district": row.fingerprint}

    def take_in(self) -> list[dict[str, Any]]:
        """Take in what lies in the folder."""
        found = []
        for path, outcome in take_in_files(self.perform, self.workspace, self.arrivals(), PROGRAM):
            code = outcome.failure.code.value if isinstance(outcome.failure, PackageRefused) else str(outcome.failure or "")
            found.append({"file": path.name, "taken": outcome.taken, "code": code, "released": outcome.released})
        return found

    def decide(
        self, project: str, kind: str, outcome: str, remarks: Sequence[Sequence[str]] = (), follow_up_on: str = "", **words: str
    ) -> None:
        until = date.fromisoformat(follow_up_on) if follow_up_on else None
        terms: dict[str, Any] = {"remarks": [Remark(*one) for one in remarks], "follow_up_on": until, **words}
        self.perform(decide, project, kind, outcome, Terms(**terms))

    def review(self, project: str, points: list[str]) -> dict[str, Any]:
        """Let as many experts as there are points score a project, alike but for the first criterion; return its place."""
        review = self.workspace.perform(open_round, title="第一批", decision="selection", project_ids=[project]).id
        experts = [self.perform(add_expert, name=f"示例专家{number}").id for number in range(1, len(points) + 1)]
        self.perform(assign_all, review, experts)
        shown = board(self.workspace, self.programme, review)
        assert shown is not None
        for expert, given in zip(experts, points, strict=True):
            scores = {one.key: given if place == 0 else "10" for place, one in enumerate(shown.facts.weights)}
            scores["platform"] = "5"
            self.perform(save_scores, shown.cells[project, expert].sheet_id, scores, "示例评语", finish=True)
        self.perform(close_round, review)
        done = board(self.workspace, self.programme, review)
        assert done is not None
        (one,) = ranking(self.programme, done)
        return {"place": one.place, "plain": str(one.result.plain), "counted": str(one.result.counted), "passed": one.passed}

    def ask(self, project: str, form: str, field: str, text: str) -> None:
        (*_, (revision,)) = self.workspace.rows(
            "SELECT r.id FROM revision r JOIN document d ON d.id = r.document_id"
            " WHERE d.project_id = :project AND d.form_id = :form ORDER BY r.number",
            project=project,
            form=form,
        )
        self.perform(ask, revision, text, field)

    def close_queries(self) -> list[list[str]]:
        """Close every field query that is answered; return question and answer."""
        found = [row for row in asked(self.workspace, self.programme) if row.stands == "已答复"]
        for row in found:
            self.perform(close_query, row.id)
        return [[row.text, row.answer] for row in found]

    def extend(self, obligation: str, due: str, reason: str) -> None:
        self.perform(change_dates, obligation, reason, due=due)

    def message(self, title: str, text: str) -> None:
        self.perform(write_message, title, text)

    def try_to_edit(self, project: str) -> None:
        self.perform(edit_project, project, {"title": "市级改的名称"})

    def make_pack(self, version: str, note: str, obligation: str, due: str) -> None:
        """Finish another version of the pack, in which one obligation is due on another day."""
        before = self.programme.obligation(obligation).due
        days = tuple((f"\n{name} = {before}", f"\n{name} = {due}") for name in ("due", "on_time_until"))
        self.perform(finish_draft, version, note, changed_files(self.programme, {"obligations.toml": days}, version))

    def reply(self, pack_note: str = "") -> list[str]:
        """Make the replies of all districts with news and write them where the stick is filled from; with a note, the pack along."""
        workspace, officer = self.workspace, self.workspace.office.officer
        due = pending(workspace, self.programme, self.today)
        pack = outgoing_pack(self.programme, pack_note) if pack_note else None
        to = self.folder / OUT
        sent = send_replies(self.perform, workspace, self.programme, due, to, officer, self.now, PROGRAM, pack=pack)
        names = [one.path.name for one in sent if one.path is not None]
        assert not any(one.anything for one in pending(workspace, self.programme, self.today))
        return names

    def stands(self, office: str) -> dict[str, Any]:
        """Return how things stand: states, what waits for whom, the line of a district in the matrix, row counts."""
        found = matrix(self.workspace, self.programme, self.today)
        line = next(line for line in found.lines if line.office == office)
        wanted = [duty.key for duty in found.duties]
        chased = {one.office: [cell.key for cell in cells] for one, cells in reminders(found, wanted)}
        open_ones: dict[str, list[str]] = {}
        for row in waiting(self.workspace, self.programme):
            open_ones.setdefault(row.kind, []).append(row.stands)
        agreed = follow_ups(self.workspace, self.programme, self.today)
        return {
            "states": [state for (state,) in self.workspace.rows("SELECT state FROM project ORDER BY number")],
            "matrix": {cell.key: cell.state.value for cell in line.cells},
            "pack": line.pack_version,
            "figures": [line.owed, line.met, line.on_time],
            "chased": chased.get(office, []),
            "waiting": open_ones,
            "follow_ups": [[row.due.isoformat(), row.adjustments, row.late] for row in agreed],
            "tray": [row.sequence for row in tray(self.workspace, self.programme)],
            "refused": [row.sequence for row in refused(self.workspace, self.programme)],
            "counts": counts(self.workspace),
        }

    def everything(self) -> dict[str, Any]:
        packages = "SELECT sequence, digest, size FROM {} ORDER BY sequence"
        going, coming = (self.workspace.rows(packages.format(table)) for table in ("sent_package", "received_package"))
        return {"alike": alike(self.workspace), "up": coming, "down": going}


if __name__ == "__main__":
    serve(City)
