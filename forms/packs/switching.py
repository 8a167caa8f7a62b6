"""Going over to another version of the pack (换用方案包): what it means for this workspace, then everything in one transaction."""

import json
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from forms.answers import frozen_form, read_form
from forms.binding import read_facts
from forms.checking import check
from forms.definition import Form, Level
from forms.keeping import count_anew
from forms.packs.carrying import Carried, base_key, carry
from forms.packs.comparing import PackChange, compare_packs, forms_of, renames_between
from models.changes import Changes, Kind
from models.document import Answer, Document, Explanation, LinkedFigure
from models.errors import UserError
from models.form_definition import FormDefinition
from models.kept_pack import KeptPack
from models.operations.office import the_office
from models.operations.packs import PackFacts, keep_pack, keep_pack_in_use
from models.pack_origins import PackOrigin
from models.plain import Plain
from models.programme.kept import files_of
from models.programme.pack import Programme
from models.queries.showing import keys
from models.reading import Reader, SessionReader
from models.tracking import Evidence
from models.work import Work


class DraftEffect(NamedTuple):
    """What happens to one document that is being filled in.

    Attributes:
        title: The document, with its project.
        retired: Labels of what no field shows any more; it is kept.
        moved: Labels of what goes over to a field of another key.
        unread: Labels of what cannot be read as its new type; it stands there as it was.
        errors: Errors found in it now and afterwards.
    """

    document_id: str
    title: str
    retired: tuple[str, ...]
    moved: tuple[str, ...]
    unread: tuple[str, ...]
    errors: tuple[int, int]

    @property
    def touched(self) -> bool:
        """Whether anything happens to it."""
        return bool(self.retired or self.moved or self.unread) or self.errors[0] != self.errors[1]


class SwitchPlan(NamedTuple):
    """What going over means.

    Attributes:
        old: Version in use.
        new: Version to go over to.
        changes: What differs between them.
        drafts: Every document that is being filled in.
        frozen: How many documents are handed in and stay as they were.
        obstacles: Why it cannot be done now; empty: it can.
    """

    old: str
    new: str
    changes: tuple[PackChange, ...]
    drafts: tuple[DraftEffect, ...]
    frozen: int
    obstacles: tuple[str, ...]


def plan_switch(reader: Reader, old: Programme, new: Programme, on: date) -> SwitchPlan:
    """Return what going over to another version means; nothing changes.

    Args:
        reader: One consistent state of the workspace.
        old: The pack in use.
        new: The other one, found whole (`forms.good_pack.check_whole`).
        on: Today.

    Raises:
        ResourceError: One of the packs is wrong.
    """
    before, after = forms_of(old), forms_of(new)
    drafts = []
    for id, form_id, title, project in reader.rows(
        "SELECT d.id, d.form_id, d.title, COALESCE(p.title, '') FROM document d LEFT JOIN project p ON p.id = d.project_id"
        " WHERE d.frozen_at IS NULL AND d.deleted_at IS NULL AND p.deleted_at IS NULL AND d.office = '' ORDER BY d.updated_at DESC, d.id"
    ):
        if form_id not in after:
            continue
        held, form = before.get(form_id), after[form_id]
        carried = _carried(reader, id, held, form, old, new)
        errors = (0, 0)
        if held is not None and held != form:
            values = read_form(reader, new, id).values | carried.answers
            errors = (_errors(held, read_form(reader, old, id).values, old, on), _errors(form, values, new, on))
        labels = {field.key: field.label for known in (form, held) if known for field in known.fields()}
        named = tuple(labels.get(base_key(key), base_key(key)) for key in carried.retired if base_key(key) in labels)
        moved = tuple(labels.get(now, now) for now in carried.keys.values() if now in labels and now not in carried.retired)
        unread = tuple(labels.get(key, key) for key in carried.unread)
        drafts.append(DraftEffect(id, f"{project} · {title}" if project else title, named, moved, unread, errors))
    ((frozen,),) = reader.rows("SELECT COUNT(*) FROM document WHERE frozen_at IS NOT NULL AND deleted_at IS NULL AND office = ''")
    changes = tuple(compare_packs(old, new)) if old.id == new.id else ()
    return SwitchPlan(old.version, new.version, changes, tuple(drafts), frozen, tuple(obstacles(reader, old, new)))


def _errors(form: Form, values: dict[str, Plain], programme: Programme, on: date) -> int:
    return sum(one.level is Level.ERROR for one in check(form, values, programme, on))


def switch_pack(work: Work, new: Programme) -> Changes:
    """Go over to another version: every draft is taken over, what is handed in stays, nothing that was entered is dropped.

    Back up first. The one who calls goes on with `new` (`Workspace.use_programme`) when this is saved.

    Args:
        work: The unit of work; its pack is the one in use.
        new: The other one, found whole (`forms.good_pack.check_whole`).

    Raises:
        UserError: It cannot be done; the message says why.
        ResourceError: One of the packs is wrong.
    """
    old, reader = work.programme, SessionReader(work.session)
    office = the_office(work)
    against = obstacles(reader, old, new)
    if against:
        raise UserError(f"现在不能换用版本{new.version}：{'；'.join(against)}。", "请把这些情况告诉下发方案包的单位。")
    _keep(work, new)
    before, after = forms_of(old), forms_of(new)
    _keep_definitions(work, before)
    for document in work.session.scalars(select(Document).filter_by(frozen_at=None, office="")):
        if document.form_id in after:
            _take_over(work, document, before.get(document.form_id), after[document.form_id], old, new)
        document.programme_version = new.version
    office.programme_version = new.version
    work.session.flush()
    projects = frozenset(id for (id,) in reader.rows("SELECT id FROM project WHERE office = ''"))
    then = replace(work, programme=new)
    count_anew(then, Changes(frozenset({Kind.DOCUMENT}), projects))
    count_anew(then, Changes(frozenset({Kind.OFFICE})))
    return Changes(frozenset({Kind.EXCHANGE, Kind.OBLIGATION}), projects, office.id)


def bring_up(work: Work, document: Document) -> None:
    """Take a document that was handed in under another version, and is open again, over to the version in use."""
    new = work.programme
    if document.programme_version == new.version:
        return
    reader = SessionReader(work.session)
    old = frozen_form(reader, new, document.id, document.form_id)
    _take_over(work, document, old, forms_of(new)[document.form_id], new, new)
    document.programme_version = new.version


def obstacles(reader: Reader, old: Programme, new: Programme) -> list[str]:
    """Return why the workspace cannot go over to a version, one clause each; empty when it can."""
    if old.id != new.id:
        return ["这是另一个试点的方案包"]
    found = []
    ((district,),) = reader.rows("SELECT district_code FROM office")
    known = {unit.code for unit in (*new.districts, new.city)}
    if district not in known:
        found.append(f"新版的区县名单里没有本单位（代码{district}）")
    states = {state.key for state in new.life_cycle.state}
    used = {
        key
        for row in reader.rows("SELECT state, '' FROM project UNION SELECT from_state, to_state FROM state_change")
        for key in row
        if key
    }
    found += [f"有项目处在或经过“{_title_of_state(old, key)}”状态，新版没有这个状态" for key in sorted(used - states)]
    areas = {area.key for area in new.areas}
    chosen = {key for main, others in reader.rows("SELECT main_area, other_areas FROM project") for key in (main, *keys(others)) if key}
    found += [f"有项目选了试点方向“{old.item_name('pilot_area', key)}”，新版没有这个方向" for key in sorted(chosen - areas)]
    duties = {duty.key for duty in new.obligations} | {id for (id,) in reader.rows("SELECT id FROM ad_hoc_task")}
    titles = {duty.key: duty.title for duty in old.obligations}
    done = {key for (key,) in reader.rows("SELECT obligation_id FROM obligation_record UNION SELECT obligation_id FROM obligation_change")}
    found += [f"报送任务“{titles[key]}”已有登记，新版没有这项任务" for key in sorted(done - duties) if key in titles]
    return found + _form_obstacles(reader, forms_of(old), forms_of(new))


def _form_obstacles(reader: Reader, before: dict[str, Form], after: dict[str, Form]) -> list[str]:
    found = []
    for (key,) in reader.rows("SELECT DISTINCT form_id FROM document ORDER BY form_id"):
        if key not in after:
            found.append(f"已经有“{before[key].name if key in before else key}”这种文书，新版没有这种文书")
    for key, form in after.items():
        kept = reader.rows(
            "SELECT payload FROM form_definition WHERE form_id = :form AND version = :version", form=key, version=form.version
        )
        same = [before[key]] if key in before and before[key].version == form.version else []
        same += [msgspec.json.decode(payload, type=Form) for (payload,) in kept]
        if any(held != form for held in same):
            found.append(f"“{form.name}”的填写项改了，而它自己的版本号（{form.version}）没有改，以前报送的就对不上了")
    return found


def _title_of_state(programme: Programme, key: str) -> str:
    return next((state.title for state in programme.life_cycle.state if state.key == key), key)


def _keep(work: Work, new: Programme) -> None:
    """Keep both packs: the one that is left stays at hand, the new one is at hand also when the program no longer brings it."""
    keep_pack_in_use(work)
    held = work.session.get(KeptPack, (new.id, new.version))
    if held is None:
        held = keep_pack(work, PackFacts(new.id, new.version, PackOrigin.PROGRAM), files_of(new))
    left = work.session.get(KeptPack, (work.programme.id, work.programme.version))
    for one in (left, held):
        if one is not None:
            one.used_at = work.at


def _keep_definitions(work: Work, forms: dict[str, Form]) -> None:
    """Keep the definitions that are left: they say what is called what in answers that no field shows any more."""
    for form in forms.values():
        if work.session.get(FormDefinition, (form.key, form.version)) is None:
            work.session.add(FormDefinition(form_id=form.key, version=form.version, payload=msgspec.json.encode(form).decode()))


def _facts(reader: Reader, document_id: str) -> dict[str, Plain]:
    ((project,),) = reader.rows("SELECT project_id FROM document WHERE id = :id", id=document_id)
    return read_facts(reader, project or "")


def _carried(reader: Reader, document_id: str, old: Form | None, new: Form, before: Programme, after: Programme) -> Carried:
    rows = reader.rows("SELECT field_key, value FROM answer WHERE document_id = :id", id=document_id)
    answers = {key: None if value is None else json.loads(value) for key, value in rows}
    return carry(old, new, answers, _facts(reader, document_id), before, after)


def _take_over(work: Work, document: Document, old: Form | None, new: Form, before: Programme, after: Programme) -> None:
    """Put what a document holds where the new definition looks for it."""
    if old == new:
        return
    carried = _carried(SessionReader(work.session), document.id, old, new, before, after)
    held = {answer.field_key: answer for answer in work.session.scalars(select(Answer).filter_by(document_id=document.id))}
    sources = {now: key for key, now in carried.keys.items()}
    for key in carried.keys:
        work.session.delete(held[key])
    work.session.flush()
    for key, value in carried.answers.items():
        if key not in sources and key not in carried.changed:
            continue
        source = held.get(sources.get(key, key))
        row = work.session.get(Answer, (document.id, key))
        if row is None:
            row = Answer(document_id=document.id, field_key=key)
            work.session.add(row)
        row.value = value
        row.entered, row.updated_at = (source.entered, source.updated_at) if source is not None else ("", work.at)
    _rename(work, document, renames_between(old, new))
    work.session.flush()
    work.session.expire(document, ["answers", "explanations"])


def _rename(work: Work, document: Document, renames: dict[str, str]) -> None:
    """Let explanations, linked figures and attachments follow their field to its new key."""
    if not renames:
        return
    for explanation in work.session.scalars(select(Explanation).filter_by(document_id=document.id)):
        code, _, rest = explanation.finding_id.partition(":")
        field, colon, place = rest.partition(":")
        id = f"{code}:{renames.get(field, field)}{colon}{place}"
        if id != explanation.finding_id and work.session.get(Explanation, (document.id, id)) is None:
            work.session.add(
                Explanation(document_id=document.id, finding_id=id, text=explanation.text, by=explanation.by, at=explanation.at)
            )
            work.session.delete(explanation)
    for figure in work.session.scalars(select(LinkedFigure).filter_by(document_id=document.id)):
        key = renames.get(figure.field_key, figure.field_key)
        if key != figure.field_key and work.session.get(LinkedFigure, (document.id, key, figure.seq)) is None:
            figure.field_key = key
    for evidence in work.session.scalars(select(Evidence).filter_by(document_id=document.id)):
        evidence.field_key = renames.get(evidence.field_key, evidence.field_key)
