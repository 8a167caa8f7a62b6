"""Behaviour of reviews without widgets: experts, rounds, the board, scoring, what leaves as files and what comes back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from exports import files
from models.changes import Changes
from models.operations.city import experts, rounds, scoring
from models.operations.recycling import delete
from models.plain import Plain
from models.programme.review import DecisionKind
from models.queries.city import decisions, reviews
from models.queries.city.reviews import Board, Candidate, ExpertRow, Ranked, RoundRow
from models.reading import Reader
from models.things import Thing
from ui.worker import Progress

if TYPE_CHECKING:
    from exports.city.score_sheets import Wrote
    from exports.outgoing import Outgoing
    from forms.score_sheets import Came
    from ui.context import Context


class ReviewsPresenter(QObject):
    """Reads and changes reviews."""

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def experts(self) -> list[ExpertRow]:
        """Return all experts."""
        return reviews.experts(self.context.reader, self.context.programme)

    def rounds(self) -> list[RoundRow]:
        """Return all rounds."""
        return reviews.rounds(self.context.reader, self.context.programme)

    def board(self, round_id: str) -> Board | None:
        """Return one round."""
        with self.context.workspace.snapshot() as reader:
            return reviews.board(reader, self.context.programme, round_id)

    def ranking(self, shown: Board) -> list[Ranked]:
        """Return the ranking of a round."""
        return reviews.ranking(self.context.programme, shown)

    def remarks(self, shown: Board) -> list[str]:
        """Return what should be known of a round."""
        return reviews.remarks(self.context.programme, shown)

    def scored_kinds(self) -> list[DecisionKind]:
        """Return the kinds of decision that experts prepare."""
        return [kind for kind in self.context.programme.review.decision if kind.scored]

    def kind_of(self, decision: str) -> DecisionKind | None:
        """Return a kind of decision; ``None`` when the pack no longer has it."""
        return next((kind for kind in self.context.programme.review.decision if kind.key == decision), None)

    def candidates(self, decision: str) -> list[Candidate]:
        """Return the projects that may enter a round."""
        return reviews.candidates(self.context.reader, self.context.programme, decision)

    def outcomes(self, decision: str) -> dict[str, str]:
        """Return how one kind of decision ended last, in words, by project; what came after it in the project's life is another kind."""
        return self._outcomes(self.context.reader, decision)

    def _outcomes(self, reader: Reader, decision: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in decisions.made(reader, self.context.programme):
            if row.kind == decision:
                found.setdefault(row.project_id, row.outcome)
        return found

    def notes(self, document_id: str) -> int:
        """Return how many remarks were noted about a document; they go along where it is sent back."""
        return len(decisions.notes(self.context.reader, document_id))

    def save_expert(self, expert_id: str, facts: Mapping[str, Plain]) -> Changes | None:
        """Add an expert, or edit one."""
        if expert_id:
            return self.context.perform(experts.edit_expert, expert_id, facts)
        given = {**facts, "areas": list(_keys(facts.get("areas")))}
        return self.context.perform(experts.add_expert, **{key: value if value is not None else "" for key, value in given.items()})

    def delete(self, thing: Thing, id: str) -> Changes | None:
        """Move an expert or a round to the recycle bin."""
        return self.context.perform(delete, thing.value, id)

    def open_round(self, facts: Mapping[str, Plain], decision: str, project_ids: Sequence[str]) -> Changes | None:
        """Open a round."""
        return self.context.perform(rounds.open_round, decision=decision, project_ids=project_ids, **facts)

    def edit_round(self, round_id: str, facts: Mapping[str, Plain]) -> Changes | None:
        """Edit a round."""
        return self.context.perform(rounds.edit_round, round_id, facts)

    def assign(self, round_id: str, expert_ids: Sequence[str], by_area: bool) -> Changes | None:
        """Have experts score every project of a round, or those of the areas they know."""
        operation = rounds.assign_by_area if by_area else rounds.assign_all
        return self.context.perform(operation, round_id, expert_ids)

    def assign_pairs(self, round_id: str, pairs: Collection[tuple[str, str]]) -> Changes | None:
        """Have experts score single projects."""
        return self.context.perform(rounds.assign, round_id, pairs)

    def unassign(self, round_id: str, pairs: Collection[tuple[str, str]]) -> Changes | None:
        """Take assignments back."""
        return self.context.perform(rounds.unassign, round_id, pairs)

    def change_projects(self, round_id: str, add: Sequence[str] = (), remove: str = "", newest: str = "") -> Changes | None:
        """Take projects into a round, one out of it, or have the newest revision of one judged."""
        if add:
            return self.context.perform(rounds.add_projects, round_id, add)
        if remove:
            return self.context.perform(rounds.remove_project, round_id, remove)
        return self.context.perform(rounds.judge_newest, round_id, newest)

    def close(self, round_id: str, again: bool = False) -> Changes | None:
        """Close a round, or open it again."""
        return self.context.perform(rounds.reopen_round if again else rounds.close_round, round_id)

    def score(self, sheet_id: str, scores: Mapping[str, str], comment: str, finish: bool) -> Changes | None:
        """Save a score sheet."""
        return self.context.perform(scoring.save_scores, sheet_id, scores, comment, finish=finish)

    def stand_aside(self, sheet_id: str, reason: str) -> Changes | None:
        """Mark a conflict of interest; an empty reason takes the mark back."""
        if reason:
            return self.context.perform(scoring.mark_conflict, sheet_id, reason)
        return self.context.perform(scoring.clear_conflict, sheet_id)

    def hand_out(self, shown: Board, folder: Path, progress: Progress) -> "list[Wrote]":
        """Write the score sheets of a round; for the worker."""
        from exports.city.score_sheets import write_score_sheets

        office, on = self.context.workspace.office.name, self.context.today()
        return write_score_sheets(shown, self.context.programme, office, on, folder, progress=progress)

    def look_at(self, shown: Board, paths: Sequence[Path], progress: Progress) -> "list[Came]":
        """Read score sheets that came back; nothing changes; for the worker."""
        from exports.incoming.reading import read_files
        from forms.score_sheets import read_back

        return read_back(read_files(paths, progress), [path.name for path in paths], shown)

    def take_over(self, came: "Sequence[Came]") -> Changes | None:
        """Take over what came back, all of it or nothing."""
        return self.context.perform(scoring.take_sheets, [one.filled for one in came if one.filled is not None])

    def summary(self, shown: Board, ranked: Sequence[Ranked], progress: files.Progress) -> "Outgoing":
        """Return 评审汇总表 of a round, looked through; for the worker."""
        from exports.city.review_summary import TITLE, summary_plan
        from exports.outgoing import outgoing_plan
        from models.queries.report_parts import read_reporter

        context = self.context
        with context.workspace.snapshot() as reader:
            outcomes = self._outcomes(reader, shown.facts.decision)
            reporter = read_reporter(reader, context.programme, context.today())
        plan = summary_plan(shown, ranked, outcomes, context.programme, reporter)
        return outgoing_plan(plan, context.programme, TITLE, f"{files.safe_file_name(f'{TITLE}-{shown.facts.title}')}.xlsx", progress)

    def publicity_days(self, days: int) -> tuple[date, date]:
        """Propose the days of a public notice: from the next working day on, so many working days."""
        from datetime import timedelta

        calendar, day = self.context.programme.calendar, self.context.today()
        working: list[date] = []
        while len(working) < days:
            day += timedelta(days=1)
            if calendar.is_working(day):
                working.append(day)
        return working[0], working[-1]


def _keys(value: Plain) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else []
