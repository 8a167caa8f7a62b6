"""Taking submissions in at the city (收件): files are looked at, judged, and written, many in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from exports.exchange.receiving import Known, Looked, facts_of, facts_of_refused, judge_again, next_waiting, open_file, read_file
from exports.exchange.stations import Perform, own_stations, pinned_peers
from exports.files import Progress, ignore
from exports.package.content import FrozenForm
from exports.package.reading import Opened
from exports.package.refusals import PackageRefused, Refusal
from models.changes import Changes, Kind
from models.errors import UserError
from models.exchange import Submission
from models.intake import PartKind
from models.operations.city.arrived import Arrived, EvidenceData, FrozenFile, PartFacts
from models.operations.city.taking_in import refuse_package, take_submission
from models.operations.exchange import keep_waiting
from models.reading import Reader, SessionReader
from models.work import Work

AT_ONCE, BYTES_AT_ONCE = 50, 64 << 20
"""So many packages, of so many bytes together, are written in one transaction: little time, little memory, nobody waits long."""

Apart: TypeAlias = Callable[[Work], AbstractContextManager[Any]]
"""Sets one package of a batch apart, so that it alone can be taken back; or, giving ``None``, does not."""

UNTOLD = frozenset({Refusal.DUPLICATE, Refusal.GAP})
"""Refusals that no receipt speaks of: the first receipt holds, and what waits says so itself."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        looked: What was found in it; ``None`` where it could not even be read.
        changes: What it changed, also for one that waits; ``None`` where it is not taken in.
        failure: Why it is not taken in, or waits.
        released: Packages that waited for it and were taken in with it.
    """

    name: str
    looked: Looked | None
    changes: Changes | None
    failure: UserError | None
    released: int = 0

    @property
    def taken(self) -> bool:
        """Whether its content is in the workspace now."""
        return self.changes is not None and self.failure is None

    @property
    def asks(self) -> bool:
        """Whether somebody has to decide, because its sender is 未登记."""
        return isinstance(self.failure, PackageRefused) and self.failure.code is Refusal.UNENROLLED


def take_in_files(
    perform: Perform, reader: Reader, files: Iterable[Path], program: str, progress: Progress = ignore, *, accept_unenrolled: bool = False
) -> Iterator[tuple[Path, Outcome]]:
    """Take in many files; one that is bad never stops the rest.

    Args:
        perform: Runs an operation in one transaction.
        reader: The workspace.
        files: The files.
        program: Version of the program.
        progress: Told of each file; raising from it stops, what was taken in before stays.
        accept_unenrolled: The officer said so of these files.
    """
    found, known = list(files), Known(own_stations(reader), pinned_peers(reader), program)
    batch: list[tuple[Path, Looked]] = []

    def written() -> list[tuple[Path, Outcome]]:
        outcomes = take_in_batch(perform, [looked for _, looked in batch], program)
        return [(path, outcome) for (path, _), outcome in zip(batch, outcomes, strict=True)]

    for done, path in enumerate(found, 1):
        try:
            batch.append((path, open_file(known, read_file(path), path.name, accept_unenrolled=accept_unenrolled)))
        except UserError as failure:
            yield path, Outcome(path.name, None, None, failure)
        if len(batch) >= AT_ONCE or sum(len(looked.data) for _, looked in batch) >= BYTES_AT_ONCE:
            yield from written()
            batch.clear()
        progress(done, len(found))
    yield from written()


def take_in_batch(perform: Perform, batch: Sequence[Looked], program: str) -> list[Outcome]:
    """Take in packages that were looked at, in one transaction, in the order of their chains.

    Raises:
        UserError: The transaction could not be saved; nothing has changed then.
    """
    if not batch:
        return []
    outcomes: dict[int, Outcome] = {}
    try:
        perform(_take_batch, batch, program, outcomes, lambda _work: nullcontext())
    except _OneIsBad:  # rare, found only while writing: once more, each apart from the others, which costs more
        perform(_take_batch, batch, program, outcomes, lambda work: work.session.begin_nested())
    return [outcomes[place] for place in range(len(batch))]


def take_in(perform: Perform, looked: Looked) -> Changes:
    """Take in one submission that was looked at, or put it into the tray where it has to wait.

    Raises:
        UserError: It is refused, or was taken in meanwhile; nothing has changed then.
    """
    return perform(_take, looked)


def take_waiting(perform: Perform, reader: Reader, sender: str, program: str) -> Iterator[tuple[Looked, Changes]]:
    """Take in, one after another, what waited in the tray for a package that has come by now."""
    while (looked := next_waiting(reader, sender, program)) is not None:
        yield looked, take_in(perform, looked)


def refuse(perform: Perform, looked: Looked, code: str, reason: str) -> Changes:
    """Note that somebody here decided not to take a package in; the receipt says why.

    Raises:
        UserError: No reason is given, or it was taken in before.
    """
    return perform(refuse_package, facts_of(looked), code, reason)


class _OneIsBad(Exception):  # noqa: N818 (never leaves this module)
    """A package that was judged good could not be written, and what it wrote cannot be taken back by itself."""


def _take_batch(work: Work, batch: Sequence[Looked], program: str, outcomes: dict[int, Outcome], apart: Apart) -> Changes:
    outcomes.clear()  # the transaction may be tried again
    waited_for = {row[0] for row in SessionReader(work.session).rows("SELECT sender FROM received_package WHERE state = 'waiting'")}
    for place in sorted(range(len(batch)), key=lambda place: _order(batch[place])):
        outcomes[place] = _take_apart(work, batch[place], program, waited_for, apart)
    kinds = [outcome.changes.kinds for outcome in outcomes.values() if outcome.changes]
    return Changes(frozenset().union(*kinds) if kinds else frozenset({Kind.EXCHANGE}))


def _order(looked: Looked) -> tuple[str, int]:
    manifest = looked.opened.manifest if looked.opened else None
    return (manifest.sender.station, manifest.sequence) if manifest else ("", 0)


def _take_apart(work: Work, looked: Looked, program: str, waited_for: set[str], apart: Apart) -> Outcome:
    """Take one package of a batch in so that what goes wrong with it costs only itself."""
    now = judge_again(SessionReader(work.session), looked)
    if now.refused is not None and not now.waits:
        _note(work, looked, now.refused)
        return Outcome(looked.file_name, looked, None, now.refused)
    try:
        with apart(work) as point:
            changes = _take_judged(work, now)
    except UserError as failure:
        if point is None:
            raise _OneIsBad from failure
        _note(work, looked, failure)
        return Outcome(looked.file_name, looked, None, failure)
    sender = facts_of(looked).sender
    if now.waits:
        waited_for.add(sender)
        return Outcome(looked.file_name, looked, changes, now.refused)
    return Outcome(looked.file_name, looked, changes, None, _release(work, sender, program) if sender in waited_for else 0)


def _take(work: Work, looked: Looked) -> Changes:
    """Judge a package once more, now that nobody else writes, and take it in."""
    return _take_judged(work, judge_again(SessionReader(work.session), looked))


def _take_judged(work: Work, looked: Looked) -> Changes:
    if looked.waits:
        return keep_waiting(work, facts_of(looked), looked.data)
    if looked.refused is not None:
        raise looked.refused
    return take_submission(work, arrived(looked))


def _release(work: Work, sender: str, program: str) -> int:
    """Take in what waited for a package of the same sender; what is bad stays in the tray."""
    released = 0
    with suppress(UserError):
        while (waited := next_waiting(SessionReader(work.session), sender, program)) is not None:
            with work.session.begin_nested():
                _take(work, waited)
            released += 1
    return released


def _note(work: Work, looked: Looked, failure: UserError) -> None:
    """Note a refusal for the receipt, where the sender is certain and does not know of it."""
    code = failure.code if isinstance(failure, PackageRefused) else Refusal.CONTENT
    facts = None if code in UNTOLD else facts_of_refused(looked)
    if facts is not None:
        with suppress(UserError), work.session.begin_nested():
            refuse_package(work, facts, code.value, str(failure))


def arrived(looked: Looked) -> Arrived:
    """Return a good submission in the terms of the store.

    Raises:
        ValueError: It is refused, or no submission.
    """
    opened = looked.opened
    if opened is None or not isinstance(opened.content, Submission):
        raise ValueError("no submission")
    content = opened.content
    forms = tuple(_frozen(opened, form) for form in opened.forms)
    listed = {entry.name: entry for entry in opened.manifest.entries}
    evidence = tuple(
        EvidenceData(
            item.evidence_id,
            item.project_id,
            item.field_key,
            item.title,
            item.file_name,
            listed[item.file].media_type,
            bytes(opened.files[item.file]),
        )
        for item in content.evidence
    )
    return Arrived(facts_of(looked), looked.data, content, forms, evidence, tuple(_parts(opened, content, forms)), opened.verified)


def _frozen(opened: Opened, form: FrozenForm) -> FrozenFile:
    snapshot, name = form.snapshot, form.definition.name
    return FrozenFile(
        revision_id=form.file.revision_id,
        document_id=form.file.document_id,
        number=form.file.number,
        submitted_on=form.file.submitted_on,
        project_id=snapshot.project_id,
        form_id=snapshot.form,
        form_version=snapshot.form_version,
        programme_version=snapshot.programme_version,
        period=snapshot.period,
        title=f"{name}（{snapshot.period}年）" if snapshot.period else name,
        payload=form.payload,
        definition=bytes(opened.files[form.file.definition]).decode(),
        attachments=frozenset(info.id for infos in snapshot.attachments.values() for info in infos),
    )


def _parts(opened: Opened, content: Submission, forms: tuple[FrozenFile, ...]) -> Iterator[PartFacts]:
    """Yield what lies in the package, entry by entry."""
    listed = {entry.name: entry for entry in opened.manifest.entries}
    projects = {form.revision_id: form.project_id for form in forms}
    for form in content.forms:
        entry = listed[form.file]
        yield PartFacts(form.file, PartKind.FORM, entry.title, "", form.revision_id, projects[form.revision_id], entry.size)
    for document in content.documents:
        owner = projects.get(document.revision_id, "")
        size = listed[document.file].size
        yield PartFacts(document.file, PartKind.DOCUMENT, document.title, document.file_name, document.revision_id, owner, size)
    for item in content.evidence:
        size = listed[item.file].size
        yield PartFacts(item.file, PartKind.EVIDENCE, item.title, item.file_name, "", item.project_id, size)
