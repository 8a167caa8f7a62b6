"""The content of a package against its files: everything named is there, once, of the right kind, and fits together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from exports.package.archive import Bytes
from exports.package.manifest import CONTENT, decode_canonical
from exports.package.refusals import PackageRefused, Refusal
from forms.definition import Form
from forms.snapshot import FormSnapshot
from models.exchange import Content, FormFile, NewPack, PackageKind, Reply, Submission

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class FrozenForm:
    """A frozen revision as it came.

    Attributes:
        payload: The JSON text, byte for byte as it was frozen.
        definition: The form definition it was filled in.
    """

    file: FormFile
    payload: str
    snapshot: FormSnapshot
    definition: Form


def _no_float(text: str) -> float:
    raise ValueError(f"number with a point: {text}")


_DECODERS: Mapping[PackageKind, msgspec.json.Decoder[Content]] = {
    PackageKind.SUBMISSION: msgspec.json.Decoder(Submission),
    PackageKind.REPLY: msgspec.json.Decoder(Reply),
    PackageKind.PACK: msgspec.json.Decoder(NewPack),
}
_SNAPSHOT = msgspec.json.Decoder(FormSnapshot, float_hook=_no_float)
_FORM = msgspec.json.Decoder(Form, float_hook=_no_float)
_ANYTHING = msgspec.json.Decoder(float_hook=_no_float)


def decode_content(raw: Bytes, kind: PackageKind) -> Content:
    """Read the content of a package of this kind.

    Raises:
        PackageRefused: It does not fit the type.
    """
    return decode_canonical(raw, _DECODERS[kind], CONTENT)


def check_references(content: Content, names: Iterable[str]) -> None:
    """Check that content and files name each other exactly, and that no id stands twice.

    Args:
        content: The content.
        names: Names of the entries, the content itself left out.

    Raises:
        PackageRefused: A file is missing, is there but not named, is named twice, or an id stands twice.
    """
    named = Counter(_files(content))
    if set(named) != set(names) or any(count > 1 for name, count in named.items() if not name.startswith("definitions/")):
        raise PackageRefused(Refusal.CONTENT, f"{CONTENT}: files")
    if any(len(set(ids)) < len(ids) for ids in _ids(content)):
        raise PackageRefused(Refusal.CONTENT, f"{CONTENT}: ids")
    if isinstance(content, Submission):
        known = {project.id for project in content.projects}
        revisions = {form.revision_id for form in content.forms} | {""}
        strangers = any(item.project_id not in known | {""} for item in content.evidence) or any(
            document.revision_id not in revisions for document in content.documents
        )
        if strangers:
            raise PackageRefused(Refusal.CONTENT, f"{CONTENT}: references")


def read_forms(content: Content, files: Mapping[str, Bytes]) -> tuple[FrozenForm, ...]:
    """Read the frozen forms of a submission with their definitions.

    Raises:
        PackageRefused: One is not what it says it is.
    """
    if not isinstance(content, Submission):
        return ()
    projects = {project.id for project in content.projects}
    definitions = {name: read_ordered(files[name], _FORM, name) for name in sorted({form.definition for form in content.forms})}
    found = []
    for file in content.forms:
        snapshot, definition = read_ordered(files[file.file], _SNAPSHOT, file.file), definitions[file.definition]
        fits = (snapshot.form, snapshot.form_version, snapshot.revision) == (definition.key, definition.version, file.number)
        if not fits or snapshot.project_id not in projects | {""}:
            raise PackageRefused(Refusal.CONTENT, f"{file.file}: other form")
        found.append(FrozenForm(file, bytes(files[file.file]).decode(), snapshot, definition))
    return tuple(found)


def read_ordered(raw: Bytes, decoder: msgspec.json.Decoder[T], where: str) -> T:
    """Read JSON that keeps the order of its keys and has no second way to be written; no number with a point.

    Raises:
        PackageRefused: It does not fit, or is written in an odd way (a key twice or unknown, spaces, needless escapes).
    """
    try:
        found = decoder.decode(raw)
        plain = _ANYTHING.decode(raw)
        again = msgspec.json.encode(plain)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, OverflowError, ValueError) as error:
        raise PackageRefused(Refusal.CONTENT, f"{where}: {error}") from None
    if again != raw or not isinstance(plain, dict) or plain.keys() - msgspec.structs.asdict(found).keys():
        raise PackageRefused(Refusal.CONTENT, f"{where}: odd JSON")
    return found


def _files(content: Content) -> Iterator[str]:
    """Yield every entry the content names, also those whose folder does not fit (as a name that no entry has)."""
    if isinstance(content, Submission):
        for folder, names in (
            ("forms", [form.file for form in content.forms]),
            ("definitions", [form.definition for form in content.forms]),
            ("documents", [document.file for document in content.documents]),
            ("evidence", [item.file for item in content.evidence]),
        ):
            yield from (name if name.startswith(f"{folder}/") else "" for name in names)
        return
    pack = content.pack if isinstance(content, Reply) else content
    if pack is not None:
        yield from (file.file if file.file.startswith("pack/") else "" for file in pack.files)


def _ids(content: Content) -> Iterator[list[str]]:
    """Yield the ids of everything that has one, kind by kind."""
    if isinstance(content, Submission):
        projects = content.projects
        yield [form.revision_id for form in content.forms]
        yield [item.evidence_id for item in content.evidence]
        yield [project.id for project in projects]
        yield [entry.id for project in projects for entry in project.progress]
        yield [milestone.id for project in projects for milestone in project.milestones]
        yield [matter.id for project in projects for matter in (*project.problems, *project.support_requests)]
        yield [indicator.id for project in projects for indicator in project.indicators]
        yield [value.id for project in projects for indicator in project.indicators for value in indicator.values]
        yield [id for project in projects for id in project.removed]
    elif isinstance(content, Reply):
        yield [receipt.package for receipt in content.receipts]
        yield [returned.revision_id for returned in content.returned]
        yield [
            *(returned.id for returned in content.returned),
            *(decision.id for decision in content.decisions),
            *(dates.id for dates in content.dates),
            *(message.id for message in content.messages),
            *(query.id for query in content.queries),
        ]
        yield [comment.id for returned in content.returned for comment in returned.comments]
        yield [file.path for file in (content.pack.files if content.pack else ())]
    else:
        yield [file.path for file in content.files]
