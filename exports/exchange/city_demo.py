"""The demonstration of the city edition: a year of packages from all districts, made, taken in and decided on by the program itself."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from exports.exchange.stations import found_own_station, present_station
from exports.exchange.taking_in import take_in_files
from exports.jobs import write_document
from exports.package.chain import Link
from exports.package.manifest import PackVersion, Party
from exports.package.parties import CITY, OwnStation
from exports.package.suites import MODERN, fingerprint, suite
from exports.package.writing import JSON, File, Place, build, seal
from forms import city_demo
from forms.city_demo import CityDemo, DemoProject, Phase
from forms.definition import Form, Scope
from forms.demo import build_demo
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from forms.snapshots import decode
from models.exchange import DocumentFile, EvidenceFile, FormFile, ProjectFacts, Submission
from models.operations import stations as operations
from models.operations.city.deciding import Terms, decide_all, send_back
from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, open_round
from models.operations.city.scoring import mark_conflict, save_scores
from models.operations.stations import PeerFacts
from models.programme.pack import Programme, load_programme, programme_ids
from models.programme.types import District
from models.queries.city.reviews import candidates
from models.resources import resource_path

if TYPE_CHECKING:
    from models.workspace.store import FileWorkspace

NAME = "示例市级账套.ronghe"
WAITING_FOLDER = "待接收的报送包"
PROGRAM = "1.0.0"
SAMPLE = "sample.pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class CityDemonstration:
    """Makes the city's workspace of the demonstration.

    Attributes:
        workspace: The workspace, open.
        waiting: A folder with packages that were not taken in yet, good and bad ones, to try the page 收件 with.
    """

    def __init__(self, folder: Path, on: date) -> None:
        self.folder, self.on = folder, on
        self.demo: CityDemo = city_demo.load_city_demo()
        self.programme: Programme = load_programme(programme_ids()[0])
        self.now = _moment(self.demo.phase[0].sent - timedelta(days=30))
        self.waiting = folder / WAITING_FOLDER
        self.workspace = self._empty()
        self.projects: list[DemoProject] = []
        self._stations: dict[str, tuple[OwnStation, str]] = {}
        self._chains: dict[str, tuple[int, Link | None]] = {}
        self._base: dict[str, FormSnapshot] = {}
        self._forms: dict[str, Form] = {}

    def make(self) -> "FileWorkspace":
        """Let the year go by and return the workspace, open."""
        from models.workspace.workspace import utc_now

        first = self.programme.districts_on(self.demo.phase[0].sent)
        self.projects = city_demo.first_projects(self.demo, self.programme, first)
        found_own_station(self.workspace.perform, CITY, self.demo.station)
        self._base = _bases(self.on)
        with tempfile.TemporaryDirectory() as scratch:
            for phase in city_demo.phases(self.demo, self.on):
                self._phase(phase, Path(scratch))
        self._review()
        self._put_aside()
        self.workspace.clock = utc_now
        return self.workspace

    def _empty(self) -> "FileWorkspace":
        from models.workspace.store import OfficeDetails, create

        for old in (*self.folder.glob(f"{NAME}*"), *self.folder.glob(f".{NAME}*"), self.waiting):
            if old.exists():
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        details = OfficeDetails(CITY, self.demo.office, self.demo.officer, self.demo.phone)
        return create(self.folder / NAME, None, self.programme, details, self.now, lambda: self.now)[0]

    def _phase(self, phase: Phase, scratch: Path) -> None:
        """Let the districts hand in what one obligation wants, and let the city decide."""
        decisions: dict[str, list[str]] = {}
        for project, id in self.workspace.rows("SELECT project_id, id FROM city_decision ORDER BY at, id"):
            decisions.setdefault(project, []).append(id)
        states = dict(self.workspace.rows("SELECT id, state FROM project"))
        made: dict[date, list[Path]] = {}
        for place, district in enumerate(self.programme.districts_on(phase.sent), 1):
            sent = phase.sent_by(place)
            if sent is None or sent > self.on:
                continue
            own = [one for one in self.projects if self._owner(one.district, phase.sent).code == district.code]
            facts = self._facts(phase, sent, own, states, decisions)
            path = scratch / f"{phase.obligation}-{district.code}.rhbs"
            path.write_bytes(self._package(phase, place, district, sent, facts))
            if place not in phase.lost:
                made.setdefault(sent, []).append(path)
        for sent, paths in sorted(made.items()):
            self.now = _moment(sent, 10)
            for _ in take_in_files(self.workspace.perform, self.workspace, paths, PROGRAM, accept_unenrolled=True):
                pass
        if phase.decision is not None and phase.decision.on <= self.on:
            self._decide(phase)

    def _facts(
        self, phase: Phase, sent: date, own: Sequence[DemoProject], states: dict[str, str], decisions: dict[str, list[str]]
    ) -> list[ProjectFacts]:
        """Let the projects grow and return those that the phase is about."""
        found = []
        for one in own:
            state, known = states.get(one.facts.id, ""), tuple(decisions.get(one.facts.id, ()))
            if (phase.before and state not in phase.before) or one.place % phase.every:
                continue
            one.facts = city_demo.grown(self.demo, one, phase, sent, phase.state or state, known)
            found.append(one.facts)
        return found

    def _owner(self, district: District, day: date) -> District:
        while not district.valid_on(day) and district.successor:
            district = self.programme.district(district.successor)
        return district

    def _package(self, phase: Phase, place: int, district: District, sent: date, facts: list[ProjectFacts]) -> bytes:
        """Make the package of one district."""
        form = self._form(phase.form)
        nil = place in phase.nil
        files: list[File] = []
        forms: list[FormFile] = []
        documents: list[DocumentFile] = []
        about: list[ProjectFacts | None] = [None] if form.document is not None and form.document.scope is not Scope.PROJECT else [*facts]
        base = self._base.get(form.key) or self._base["application"]
        definition = f"definitions/{form.key.replace('_', '-')}.json"
        for number, project in enumerate([] if nil else about, 1):
            snapshot = city_demo.demo_snapshot(self.programme, form, base, project, district, phase.period, sent)
            files.append(File(f"forms/{number:04}.json", snapshot.title or form.name, JSON, city_demo.payload(snapshot)))
            revision = city_demo.demo_id("revision", snapshot.document_id, 1)
            forms.append(
                FormFile(
                    file=files[-1].name,
                    definition=definition,
                    document_id=snapshot.document_id,
                    revision_id=revision,
                    number=1,
                    submitted_on=sent,
                )
            )
            if number == 1:
                name = f"{form.name}.docx"
                files.append(File("documents/0001.docx", form.name, WORD, self._word(snapshot)))
                documents.append(DocumentFile(file="documents/0001.docx", file_name=name, title=form.name, revision_id=revision))
        if forms:
            files.append(File(definition, form.title, JSON, city_demo.definition_payload(form)))
        evidence = self._evidence(phase, facts, files)
        content = Submission(
            obligation=phase.obligation,
            obligation_title=self.programme.obligation(phase.obligation).title,
            on=sent,
            officer=self.demo.contact,
            phone=self.demo.phone,
            note=self.demo.note,
            nil=nil,
            projects=() if nil else tuple(facts),
            forms=tuple(forms),
            documents=tuple(documents),
            evidence=() if nil else evidence,
        )
        return self._sealed(place, district, sent, content, [file for file in files if not nil])

    def _evidence(self, phase: Phase, facts: list[ProjectFacts], files: list[File]) -> tuple[EvidenceFile, ...]:
        sample = resource_path("demo", SAMPLE).read_bytes()
        found = []
        for number, project in enumerate(facts[:2], 1):
            files.append(File(f"evidence/{number:04}.pdf", "示例佐证材料", "application/pdf", sample))
            found.append(
                EvidenceFile(
                    file=files[-1].name,
                    evidence_id=city_demo.demo_id("evidence", project.id, phase.obligation),
                    project_id=project.id,
                    file_name="示例佐证.pdf",
                    title="示例佐证材料",
                )
            )
        return tuple(found)

    def _sealed(self, place: int, district: District, sent: date, content: Submission, files: list[File]) -> bytes:
        """Sign and seal a package in the chain of its district; that of the 未登记 one is only signed."""
        city = present_station(self.workspace, MODERN)
        station, enrolment = self._station(place, district, sent)
        sequence, last = self._chains.get(district.code, (0, None))
        recipient = city.party if enrolment else Party(office=CITY, name=self.programme.levels.city)
        built = build(
            content,
            files,
            sender=station,
            recipient=recipient,
            enrolment=enrolment,
            place=Place(sequence + 1, last.digest if last else ""),
            pack=PackVersion(id=self.programme.id, version=self.programme.version),
            made_at=_moment(sent),
            program=PROGRAM,
        )
        self._chains[district.code] = (sequence + 1, Link(built.digest, last.digest if last else ""))
        return seal(built, station, city.keys.public) if enrolment else built.archive

    def _station(self, place: int, district: District, day: date) -> tuple[OwnStation, str]:
        """Return the station of a district with its enrolment, which is empty for the 未登记 one; registered at its first package."""
        if district.code not in self._stations:
            party = Party(station=city_demo.demo_id("station", district.code), office=district.code, name=district.department)
            station = OwnStation(party, suite(MODERN).new_keys())
            enrolment = "" if place == self.demo.unenrolled else city_demo.demo_id("enrolment", district.code)
            if enrolment:
                self.now = max(self.now, _moment(day))
                keys = station.keys.public
                facts = PeerFacts(party.station, party.name, party.office, MODERN, enrolment, self.demo.station)
                self.workspace.perform(operations.invite, facts)
                self.workspace.perform(operations.register, party.station, keys.signing, keys.sealing, fingerprint(keys))
                self.workspace.perform(operations.confirm, party.station)
            self._stations[district.code] = (station, enrolment)
        return self._stations[district.code]

    def _word(self, snapshot: FormSnapshot) -> bytes:
        with tempfile.TemporaryDirectory() as scratch:
            return write_document(self.workspace, snapshot, Path(scratch) / "文书.docx").path.read_bytes()

    def _form(self, key: str) -> Form:
        if key not in self._forms:
            self._forms[key] = load_form(self.programme, key)
        return self._forms[key]

    def _decide(self, phase: Phase) -> None:
        """Decide on what came, district by district, except where the city has not come to it yet."""
        deciding = phase.decision
        assert deciding is not None
        kind = next(one for one in self.programme.review.decision if one.key == deciding.kind)
        open_ones = {district.code for place, district in enumerate(self.programme.districts_on(phase.sent), 1) if place in deciding.open}
        wanted: dict[str, list[str]] = {}
        rows = self.workspace.rows(
            "SELECT p.id, p.office, p.state FROM project p JOIN document d ON d.project_id = p.id"
            " WHERE d.form_id = :form ORDER BY p.number",
            form=kind.form,
        )
        for number, (id, office, state) in enumerate(rows):
            if office not in open_ones and state in kind.from_states:
                wanted.setdefault(deciding.outcomes[number % len(deciding.outcomes)], []).append(id)
        self.now = _moment(deciding.on, 15)
        for outcome, ids in wanted.items():
            meant = next(one for one in kind.outcome if one.key == outcome)
            terms = Terms(
                reason=self.demo.reason if meant.needs_reason else "",
                basis=self.demo.basis,
                adjustments=self.demo.adjustments if meant.adjustments else "",
                follow_up_on=deciding.on + timedelta(days=90) if meant.follow_up else None,
            )
            self.workspace.perform(decide_all, ids, kind.key, outcome, terms)
        back = {district.code for place, district in enumerate(self.programme.districts_on(phase.sent), 1) if place in deciding.returned}
        for office in sorted(back):
            sql = "SELECT r.id FROM revision r JOIN document d ON d.id = r.document_id WHERE d.office = :office AND d.form_id = :form"
            for (revision,) in self.workspace.rows(f"{sql} ORDER BY r.id LIMIT 2", office=office, form=kind.form):
                self.workspace.perform(send_back, revision, self.demo.reason, (), deciding.on + timedelta(days=30))

    def _review(self) -> None:
        """Let experts score what still waits to be selected; one sheet is not done yet, one expert has a conflict of interest."""
        kind = next(one for one in self.programme.review.decision if one.scored)
        waiting = [one.project_id for one in candidates(self.workspace, self.programme, kind.key)]
        if not waiting:
            return
        perform, chance = self.workspace.perform, Random(len(waiting))
        self.now = max(self.now, _moment(self.demo.phase[0].sent + timedelta(days=20)))
        known = [perform(add_expert, name=name, areas=[]).id for name in self.demo.experts]
        held = perform(open_round, title=self.demo.round, decision=kind.key, project_ids=waiting).id
        perform(assign_all, held, known)
        sheets = [id for (id,) in self.workspace.rows("SELECT id FROM score_sheet ORDER BY project_id, expert_id")]
        perform(mark_conflict, sheets[0], self.demo.conflict)
        for place, sheet in enumerate(sheets[1:], 1):
            scores = {one.key: str(chance.randint(one.weight // 2, one.weight)) for one in self.programme.review.criterion}
            perform(save_scores, sheet, scores, self.demo.opinion, finish=place < len(sheets) - 1)

    def _put_aside(self) -> None:
        """Leave packages to be tried in the window: good ones, one behind a gap, a damaged one, one that is none."""
        self.waiting.mkdir()
        last = list(city_demo.phases(self.demo, self.on))[-1]
        districts = self.programme.districts_on(self.on)
        sent = min(self.on, last.sent + timedelta(days=4))
        spare = [place for place in range(1, len(districts) + 1) if last.only and place not in last.only][:4]
        for number, place in enumerate(spare):
            district = districts[place - 1]
            own = [one.facts for one in self.projects if self._owner(one.district, sent).code == district.code]
            live = {row[0] for row in self.workspace.rows("SELECT id FROM project WHERE office = :office", office=district.code)}
            data = self._package(last, place, district, sent, [facts for facts in own if facts.id in live])
            name = f"报送包-{district.department}-{last.obligation}-{number + 1:03}"
            if number == 3:
                data = data[: len(data) // 2]
            (self.waiting / f"{name}{'-损坏' if number == 3 else ''}.rhbs").write_bytes(data)
        (self.waiting / "不是报送包.rhbs").write_bytes("示例：别的文件".encode())


def build_city_demo(folder: Path, on: date) -> "FileWorkspace":
    """Make the city's demonstration in a folder, in place of an earlier one there, and leave its workspace open.

    Args:
        folder: Where; it must exist.
        on: The day of the demonstration.

    Raises:
        ResourceError: The demo data are wrong.
    """
    return CityDemonstration(folder, on).make()


def _bases(on: date) -> dict[str, FormSnapshot]:
    """Return a complete frozen form of each kind that the districts' demonstration has."""
    with tempfile.TemporaryDirectory() as scratch:
        below = build_demo(Path(scratch), on)
        try:
            rows = below.rows(
                "SELECT d.form_id, r.payload FROM revision r JOIN document d ON d.id = r.document_id ORDER BY r.frozen_at DESC"
            )
            return {form: decode(payload) for form, payload in rows}
        finally:
            below.close(backup=False)


def _moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)
