"""Random valid packages for the round trip; ``python -m tests.package.random_packages 1000`` runs many."""

import sys
from dataclasses import dataclass
from datetime import date

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.package.reading import open_package
from exports.package.writing import File, Place, seal
from models.exchange import (
    Content,
    DocumentFile,
    EvidenceFile,
    FormFile,
    Message,
    ProgressFacts,
    ProjectFacts,
    Query,
    Receipt,
    ReceiptOutcome,
    Reply,
    Submission,
)
from tests.package.sample import DEFINITION, ON, PROGRAM, Pair, id_of, made, pair, project, reply, snapshot

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
NAMES = TEXT.filter(bool)
FILE_NAMES = NAMES.filter(lambda name: name not in {".", ".."} and not set(name) & {"/", "\\"})
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Drawn:
    """A package to be made: who sends it, and what."""

    down: bool
    content: Content
    files: list[File]
    place: Place
    enveloped: bool


@st.composite
def submissions(draw: st.DrawFn) -> tuple[Submission, list[File]]:
    files: list[File] = []
    projects: list[ProjectFacts] = []
    forms: list[FormFile] = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        texts = draw(st.lists(TEXT, max_size=3))
        progress = tuple(ProgressFacts(id=id_of(9000 + number * 10 + n), on=draw(DAYS), text=text) for n, text in enumerate(texts))
        projects.append(replace(project(number), title=draw(NAMES), progress=progress))
        values = draw(st.dictionaries(TEXT, PLAIN, max_size=4))
        payload = msgspec.json.encode(snapshot(number, 1, values), order="deterministic")
        files.append(File(f"forms/{number:04}.json", draw(TEXT), "application/json", payload))
        forms.append(
            FormFile(
                file=files[-1].name,
                definition="definitions/a.json",
                document_id=id_of(number),
                revision_id=id_of(500 + number),
                number=1,
                submitted_on=draw(DAYS),
            )
        )
    if forms:
        files.append(File("definitions/a.json", "", "application/json", msgspec.json.encode(DEFINITION)))
    documents = tuple(
        DocumentFile(file=f"documents/{n:04}.bin", file_name=draw(FILE_NAMES), title=draw(NAMES)) for n in range(draw(st.integers(0, 3)))
    )
    files += [File(item.file, item.title, "application/pdf", draw(st.binary(max_size=300))) for item in documents]
    evidence = tuple(
        EvidenceFile(file=f"evidence/{n}", evidence_id=id_of(n + 1), project_id=id_of(1), file_name=draw(FILE_NAMES), title=draw(NAMES))
        for n in range(draw(st.integers(0, 2)) if projects else 0)
    )
    files += [File(item.file, item.title, "image/png", draw(st.binary(max_size=300))) for item in evidence]
    content = Submission(
        obligation="yearly-2026",
        obligation_title=draw(NAMES),
        on=draw(DAYS),
        officer=draw(TEXT),
        nil=draw(st.booleans()),
        note=draw(TEXT),
        projects=tuple(projects),
        forms=tuple(forms),
        documents=documents,
        evidence=evidence,
        answers=draw(st.dictionaries(st.integers(1, 99).map(id_of), TEXT, max_size=2)),
    )
    return content, files


@st.composite
def replies(draw: st.DrawFn) -> tuple[Reply, list[File]]:
    content, files = reply()
    messages = tuple(Message(id=id_of(700 + n), title=draw(NAMES), text=draw(TEXT), on=draw(DAYS)) for n in range(draw(st.integers(0, 3))))
    receipts = tuple(
        Receipt(package=f"{n:064x}", sequence=n + 1, received_on=ON, outcome=draw(st.sampled_from(ReceiptOutcome)), note=draw(TEXT))
        for n in range(draw(st.integers(0, 3)))
    )
    queries = tuple(
        Query(
            id=id_of(800 + n),
            document_id=id_of(1),
            revision_id=id_of(2),
            field="idea",
            text=draw(NAMES),
            on=draw(DAYS),
            closed=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    pack, files = (content.pack, files) if draw(st.booleans()) else (None, [])
    return replace(content, messages=messages, receipts=receipts, queries=queries, officer=draw(TEXT), pack=pack), files


@st.composite
def packages(draw: st.DrawFn) -> Drawn:
    """Draw a package of either direction."""
    down = draw(st.booleans())
    content, files = draw(replies()) if down else draw(submissions())
    sequence = draw(st.integers(1, 50))
    place = Place(sequence, f"{sequence:064x}" if sequence > 1 else "")
    return Drawn(down, content, files, place, draw(st.booleans()))


def check_round_trip(two: Pair, drawn: Drawn) -> None:
    """Make, open, compare; make again from what was opened."""
    sender, recipient = (two.city, two.district) if drawn.down else (two.district, two.city)
    built = made(sender, recipient.party, drawn.content, drawn.files, drawn.place)
    data = seal(built, sender, recipient.keys.public) if drawn.enveloped else built.archive
    opened = open_package(data, (recipient,), two.of_district if drawn.down else two.of_city, PROGRAM)
    assert opened.content == drawn.content
    assert (opened.manifest, opened.digest) == (built.manifest, built.digest)
    listed = {entry.name: entry for entry in opened.manifest.entries}
    again = [File(f.name, listed[f.name].title, listed[f.name].media_type, opened.files[f.name]) for f in drawn.files]
    assert made(sender, recipient.party, opened.content, again, drawn.place).archive == built.archive


def main() -> None:
    """Run as many as said on the command line."""
    two = pair()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(packages())
    def run(drawn: Drawn) -> None:
        check_round_trip(two, drawn)

    run()
    print(f"{count} packages there and back: equal")


if __name__ == "__main__":
    main()
