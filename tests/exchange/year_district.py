"""The district of the year, a process of its own: ``python -m tests.exchange.year_district FOLDER``."""

import tempfile
from pathlib import Path
from typing import Any

from exports.exchange.packs import judge_pack
from exports.exchange.receiving import facts_of, look
from exports.exchange.sending import OutgoingDocument, gather, make_package, write_package
from exports.exchange.stations import join
from exports.jobs import write_document
from exports.word.official.layout import export_official
from exports.word.official.mending import mending_document
from exports.word.settings import WordSettings
from forms.answers import Edit, save_answers
from forms.documents import hand_in, take_back
from forms.feedback import apply_reply, plan_reply
from forms.mending import ToMend, to_mend
from forms.snapshots import decode
from forms.submission import submit
from models.exchange import Reply
from models.operations.evidence import attach
from models.operations.exchange import keep_waiting
from models.operations.feedback import answer_comment, answer_query
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import edit_project, take_step
from models.operations.recycling import delete
from models.operations.stations import confirm
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.plain import Plain
from models.queries import exchange, feedback
from models.queries.exchange_facts import RevisionRow, evidence_of, newest_revisions
from models.queries.obligations import by_project, overview
from models.things import Thing
from tests.db.document_records import drafted, handed_in
from tests.db.form_records import complete_project, state, to_review
from tests.exchange.year_facts import alike, counts
from tests.exchange.year_lines import OUT, Office, serve
from tests.package.sample import PROGRAM


class District(Office):
    """What the officer of the district does in the window, without the window."""

    def enrol(self, code: str) -> dict[str, str]:
        (file,) = self.arrivals()
        joined = join(self.perform, self.workspace, file.read_bytes(), code, self.workspace.office.district_code, self.now)
        self.folder.joinpath(OUT, joined.file_name).write_bytes(joined.data)
        return {"own": joined.own_fingerprint, "city": joined.city_fingerprint}

    def confirm_city(self) -> None:
        (city,) = exchange.peers(self.workspace)
        self.perform(confirm, city.id)

    def apply(self, entity: str) -> str:
        """Fill an application form in and hand it in."""
        project = complete_project(self.workspace, entity)
        self.submit(project)
        return project

    def submit(self, project: str) -> None:
        to_review(self.workspace, project)
        self.perform(submit, project, self.today)

    def write(self, form: str, project: str = "", period: str = "") -> str:
        """Make a document from its first draft, complete it and hand it in."""
        document = drafted(self.workspace, form, project, period)
        handed_in(self.workspace, document)
        return document

    def hand_in(self, document: str) -> None:
        self.perform(hand_in, document, self.today)

    def take_back(self, document: str, reason: str) -> None:
        self.perform(take_back, document, reason)

    def edit(self, document: str, field: str, value: Plain) -> None:
        self.perform(save_answers, document, {field: Edit(value)})

    def see(self, document: str, field: str) -> Any:
        found = state(self.workspace, document)
        return {"value": found.values.get(field), "frozen": found.frozen, "revision": found.revision}

    def adjust(self, project: str, period_end: str, target: str) -> None:
        """Change in the project what was agreed with the city: when it ends, and what its first indicator is to reach."""
        self.perform(edit_project, project, {"period_end": period_end})
        ((indicator, *_),) = self.workspace.rows(
            "SELECT id FROM project_indicator WHERE project_id = :id AND seq = (SELECT MIN(seq) FROM project_indicator"
            " WHERE project_id = :id AND kind <> 'ratio')",
            id=project,
        )
        years = {str(year): target for year in self.programme.period.years}
        self.perform(save_indicator, project, indicator, {"targets": years})

    def step(self, project: str, to: str, reason: str = "") -> None:
        self.perform(take_step, project, to, self.today, reason)

    def track(self, project: str, number: int) -> None:
        """Note what happened: progress, a milestone, a problem, a support request, the value of an indicator, a piece of evidence."""
        on = self.today.isoformat()
        self.perform(save_progress, project, None, on=on, text=f"示例进展{number}：完成对接会{number}场。")
        self.perform(save_milestone, project, None, title=f"示例里程碑{number}", planned_on=on, done_on=on)
        self.perform(save_problem, project, None, on=on, text=f"示例问题{number}", resolved_on=on, resolution="已经协调解决。")
        self.perform(save_support_request, project, None, on=on, text=f"示例支持事项{number}", addressed_to="市级")
        ids = self.workspace.rows("SELECT id FROM project_indicator WHERE project_id = :id AND kind <> 'ratio' ORDER BY seq", id=project)
        self.perform(save_value, ids[0][0], None, on=on, value=str(number), source="示例台账")
        self.perform(attach, project, data=b"%PDF-1.7 " + on.encode(), file_name=f"佐证{number}.pdf", title=f"示例佐证材料{number}")

    def remove_progress(self, text: str) -> None:
        ((id,),) = self.workspace.rows("SELECT id FROM progress_entry WHERE text = :text", text=text)
        self.perform(delete, Thing.PROGRESS, id)

    def send(self, obligation: str, form: str, note: str = "") -> dict[str, Any]:
        """Make the package of an obligation as the wizard does, and write it where the stick is filled from."""
        workspace, duty = self.workspace, self.programme.obligation(obligation)
        revisions = newest_revisions(workspace, form_id=form, period=duty.period)
        projects = [id for (id,) in workspace.rows("SELECT id FROM project")] if duty.scope == "district" else []
        documents = {row.document_id for row in revisions}
        belongs = dict(workspace.rows("SELECT id, document_id FROM evidence WHERE document_id IS NOT NULL"))
        evidence = evidence_of(workspace, {*projects, *(row.project_id for row in revisions)}, documents)
        outgoing = gather(
            workspace,
            self.programme,
            obligation=obligation,
            obligation_title=duty.title,
            on=self.today,
            officer=workspace.office.officer,
            note=note,
            project_ids=projects,
            revisions=revisions,
            documents=[self._word(row) for row in revisions],
            evidence=[item for item in evidence if belongs.get(item.id) in (None, *documents)],
            answers=feedback.answers(workspace, documents) | feedback.query_answers(workspace),
        )
        made = make_package(self.perform, workspace, self.programme, outgoing, self.now, PROGRAM)
        target = write_package(self.perform, workspace, made.id, self.folder / OUT / made.file_name)
        return {"file": target.name, "entries": len(outgoing.files)}

    def _word(self, row: RevisionRow) -> OutgoingDocument:
        with tempfile.TemporaryDirectory() as scratch:
            made = write_document(self.workspace, decode(row.payload), Path(scratch))
            return OutgoingDocument(row.title, made.path.name, made.path.read_bytes(), row.id)

    def send_again(self, sequence: int) -> str:
        """Write a package that was made before once more."""
        row = next(row for row in exchange.sent(self.workspace) if row.sequence == sequence)
        return write_package(self.perform, self.workspace, row.id, self.folder / OUT / row.file_name).name

    def receive(self) -> list[dict[str, Any]]:
        """Look at what came, see every effect, and apply it."""
        return [self._receive(file) for file in self.arrivals()]

    def _receive(self, file: Path) -> dict[str, Any]:
        workspace = self.workspace
        looked = look(workspace, file.read_bytes(), file.name, PROGRAM)
        if looked.refused is not None and not looked.waits:
            return {"refused": looked.refused.code.value}
        assert looked.opened is not None
        reply, facts = looked.opened.content, facts_of(looked)
        assert isinstance(reply, Reply)
        if looked.waits:
            self.perform(keep_waiting, facts, looked.data)
            return {"refused": "gap"}
        before, files = counts(workspace), looked.opened.files
        problem = judge_pack(reply.pack, files) if reply.pack is not None else ""
        effects = plan_reply(workspace, self.programme, reply, self.today, problem)
        assert counts(workspace) == before
        self.perform(apply_reply, reply, facts, looked.data, files, (), problem)
        told = [[effect.kind.value, effect.about, effect.new, effect.applies, effect.conflict, effect.text] for effect in effects]
        return {"effects": told, "notes": [effect.note for effect in effects if effect.note]}

    def things_to_mend(self, document: str) -> list[list[Any]]:
        return [[one.text, one.field_key, one.row, one.query, one.changed, one.answer] for one in self._to_mend(document)]

    def three_ways(self, document: str) -> list[list[str]]:
        """Return what was submitted, what the city says of it and what stands there now, comment by comment."""
        return [[one.submitted, one.text, one.now] for one in self._to_mend(document)]

    def answer(self, document: str, about: str, words: str) -> None:
        """Answer what the city says of a field."""
        one = next(one for one in self._to_mend(document) if one.text == about)
        self.perform(answer_query if one.query else answer_comment, one.comment_id, words)

    def note_on_mending(self, document: str, title: str) -> list[str]:
        """Write the note on what was mended (整改情况说明) and return what it says."""
        import docx

        reasons = [row.reason for row in reversed(feedback.returns(self.workspace, document))]
        items = [one for one in self._to_mend(document) if not one.query]
        organ, city = self.workspace.office.name, exchange.peers(self.workspace)[0].name
        target = self.folder / "整改情况说明.docx"
        export_official(mending_document(title, reasons, items, organ, city, self.today), target, WordSettings())
        return [paragraph.text for paragraph in docx.Document(str(target)).paragraphs]

    def _to_mend(self, document: str) -> list[ToMend]:
        return to_mend(self.workspace, self.programme, document, self.today)

    def stands(self) -> dict[str, Any]:
        """Return how things stand: states, packages by number, obligations, row counts."""
        rows = overview(self.workspace, self.programme, self.today)
        obligations = {row.key: row.standing.value for row in rows}
        for key in obligations:
            for item in by_project(self.workspace, self.programme, self.today, key):
                obligations[key] = item.standing.value
        return {
            "states": [state for (state,) in self.workspace.rows("SELECT state FROM project ORDER BY number")],
            "sent": {str(row.sequence): row.stands for row in exchange.sent(self.workspace)},
            "obligations": obligations,
            "counts": counts(self.workspace),
        }

    def everything(self) -> dict[str, Any]:
        packages = "SELECT sequence, digest, size FROM {} ORDER BY sequence"
        going, coming = (self.workspace.rows(packages.format(table)) for table in ("sent_package", "received_package"))
        return {"alike": alike(self.workspace), "up": going, "down": coming}


if __name__ == "__main__":
    serve(District)
