"""Behaviour of the project page without widgets: what it shows and every change it makes."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from models.arithmetic import Reading, to_number
from models.changes import Changes
from models.plain import Plain
from models.queries.entities import EntityFacts, entity_facts
from models.queries.indicators import IndicatorStanding, ValueRow, standings, values
from models.queries.project import LastStep, OpenItem, ProjectSummary, TimelineRow, last_step, open_items, summary, timeline
from models.queries.tracking import EvidenceRow, evidence
from models.things import Thing
from ui.project.records import Record

if TYPE_CHECKING:
    from ui.context import Context

LARGEST_READ = 512 * 1024 * 1024
"""Bytes beyond which a file is refused without reading it; the operation says the real limit."""


class ProjectPresenter(QObject):
    """One project.

    Attributes:
        project_id: The project shown; empty before the first.
        summary: The project in words; ``None`` when there is none, or it is gone.
    """

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.project_id = ""
        self.summary: ProjectSummary | None = None

    def read(self) -> ProjectSummary | None:
        """Read the project again."""
        self.summary = summary(self.context.reader, self.context.programme, self.project_id) if self.project_id else None
        return self.summary

    def entity(self) -> EntityFacts | None:
        """Return the facts of the project's entity."""
        return entity_facts(self.context.reader, self.summary.entity_id) if self.summary else None

    def timeline(self) -> list[TimelineRow]:
        """Return the events of the project, the earliest first."""
        return timeline(self.context.reader, self.context.programme, self.project_id, self.context.today())

    def open_items(self) -> list[OpenItem]:
        """Return what is left to do, the most urgent first; at the city without reports, which the matrix judges by what came."""
        items = open_items(self.context.reader, self.context.programme, self.project_id, self.context.today())
        return [item for item in items if not (self.context.is_city and item.thing in ("obligation", Thing.APPLICATION.value))]

    def records(self, record: Record) -> Sequence[Any]:
        """Return the records of one kind."""
        return record.read(self.context.reader, self.project_id, self.context.today())

    def indicators(self) -> list[IndicatorStanding]:
        """Return the indicators against this year's targets."""
        return standings(self.context.reader, self.context.programme, self.project_id, self.context.today())

    def values(self, indicator_id: str) -> list[ValueRow]:
        """Return the recorded values of one indicator, latest first."""
        return values(self.context.reader, indicator_id)

    def evidence(self) -> list[EvidenceRow]:
        """Return the evidence of tracking and the attachments of the form."""
        return evidence(self.context.reader, self.project_id)

    def take_step(self, to: str, on: Plain, reason: Plain) -> Changes | None:
        """Take one step of the project's life."""
        from models.operations.projects import take_step

        return self.context.perform(take_step, self.project_id, to, date.fromisoformat(str(on)), str(reason or ""))

    def last_step(self) -> LastStep | None:
        """Return the step that would be taken back."""
        return last_step(self.context.reader, self.context.programme, self.project_id)

    def undo_step(self, reason: Plain) -> Changes | None:
        """Take back the last step of the project's life."""
        from models.operations.projects import undo_step

        return self.context.perform(undo_step, self.project_id, str(reason or ""))

    def save_record(self, record: Record, item_id: str | None, facts: Mapping[str, Plain]) -> Changes | None:
        """Create or edit one record."""
        from models.operations import tracking

        return self.context.perform(getattr(tracking, record.operation), self.project_id, item_id, **facts)

    def propose_milestones(self) -> Changes | None:
        """Add what the project's areas propose."""
        from models.operations.tracking import propose_milestones

        return self.context.perform(propose_milestones, self.project_id)

    def order_milestones(self, ids: Sequence[str]) -> Changes | None:
        """Put the milestones in an order."""
        from models.operations.tracking import order_milestones

        return self.context.perform(order_milestones, self.project_id, ids)

    def propose_indicators(self) -> Changes | None:
        """Add the core indicators of the project's areas."""
        from models.operations.indicators import propose_indicators

        return self.context.perform(propose_indicators, self.project_id)

    def add_indicator(self, key: str) -> Changes | None:
        """Add one indicator of the pack."""
        proposal = self.context.programme.indicator(key)
        facts: dict[str, Plain] = {
            "indicator_key": proposal.key,
            "name": proposal.name,
            "unit": proposal.unit,
            "kind": proposal.kind.value,
            "counting_rule": proposal.counting_rule,
        }
        return self.save_indicator(None, facts)

    def save_indicator(self, indicator_id: str | None, facts: Mapping[str, Plain]) -> Changes | None:
        """Create or edit an indicator."""
        from models.operations.indicators import save_indicator

        return self.context.perform(save_indicator, self.project_id, indicator_id, facts)

    def save_value(self, indicator_id: str, value_id: str | None, facts: Mapping[str, str]) -> Changes | None:
        """Create or edit an actual value."""
        from models.operations.indicators import save_value

        held = dict(facts)
        evidence_id = held.pop("evidence_id", "") or None
        return self.context.perform(save_value, indicator_id, value_id, evidence_id=evidence_id, **held)

    def attach(self, paths: Sequence[str]) -> str:
        """Take files into the workspace as evidence; return the id of the last one taken."""
        from models.operations.evidence import attach

        taken = ""
        for path in map(Path, paths):
            try:
                data = path.read_bytes() if path.stat().st_size <= LARGEST_READ else None
            except OSError:
                self.context.complain(f"读不到“{path.name}”。", "请确认文件还在、没有被其他程序占用，再试一次。")
                continue
            if data is None:
                self.context.complain(f"文件“{path.name}”太大，不能存入账套。", "请压缩或拆分后再添加。")
                continue
            changes = self.context.perform(attach, self.project_id, file_name=path.name, title=path.stem, data=data)
            if changes is not None:
                taken = changes.id
        return taken

    def rename_evidence(self, evidence_id: str, title: str) -> Changes | None:
        """Change what a piece of evidence is called."""
        from models.operations.evidence import rename_evidence

        return self.context.perform(rename_evidence, evidence_id, title)

    def delete(self, thing: Thing, id: str) -> Changes | None:
        """Move something to the recycle bin."""
        from models.operations.recycling import delete

        return self.context.perform(delete, thing.value, id)


def readings(rows: Sequence[ValueRow]) -> list[Reading]:
    """Return recorded values as numbers, the earliest first."""
    return [Reading(row.on, to_number(row.value), to_number(row.numerator), to_number(row.denominator)) for row in reversed(rows)]
