"""What differs between two versions of a pack, entry by entry, and what that means for documents that are being filled in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from forms.definition import Column, Field, Form, Section
from forms.loading import load_form
from forms.packs.words import attribute_words, value_words
from models.programme.kept import files_of
from models.programme.pack import DICTIONARY_KEYS, Programme

BASIC, AREAS, OBLIGATIONS, INDICATORS, REST = "基本内容", "试点方向", "报送任务", "指标", "其他"


_COMPARED = frozenset({"programme.toml", "districts.toml", "obligations.toml", "indicators.toml"})
_FILES = {"calendar.toml": "工作日历", "proofreading.toml": "公文体检规则", "review.toml": "评审办法"}


_LIMITS = ("min", "max", "min_length", "max_length", "min_items", "max_items", "item_length", "pattern")


class What(StrEnum):
    """What happened to an entry."""

    ADDED = "新增"
    REMOVED = "不再使用"
    RENAMED = "转到新的填写项"
    CHANGED = "修改"
    MOVED = "次序"


class PackChange(NamedTuple):
    """One difference.

    Attributes:
        part: The part of the pack: 报送任务, 指标, or the name of a form.
        place: The entry.
        what: What happened to it.
        label: Which of its attributes; empty for the entry as a whole.
        old: What it says in the old version.
        new: What it says in the new one.
        effect: What follows for documents that are being filled in; empty: nothing.
    """

    part: str
    place: str
    what: What
    label: str = ""
    old: str = ""
    new: str = ""
    effect: str = ""


def forms_of(programme: Programme) -> dict[str, Form]:
    """Return all forms of a pack by key.

    Raises:
        ResourceError: One of them is wrong.
    """
    folder = programme.root / "programmes" / programme.id / "forms"
    return {path.stem: load_form(programme, path.stem) for path in sorted(folder.glob("*.toml"))}


def compare_packs(old: Programme, new: Programme) -> list[PackChange]:
    """Return everything that differs, in the order of the pack: texts, areas, obligations, indicators, forms, the rest.

    Raises:
        ResourceError: One of the packs is wrong.
    """
    found = list(_attributes(BASIC, "", _main(old), _main(new), frozenset()))
    found += _entries(AREAS, old.areas, new.areas, lambda area: str(area["title"]))
    found += _entries(OBLIGATIONS, old.obligations, new.obligations, lambda entry: str(entry["title"]), _dates_effect)
    found += _entries(OBLIGATIONS, old.steps, new.steps, lambda entry: f"工作步骤“{entry['title']}”")
    found += _entries(INDICATORS, old.indicators, new.indicators, lambda entry: str(entry["name"]), _indicator_effect)
    before, after = forms_of(old), forms_of(new)
    for key in dict.fromkeys((*after, *before)):
        found += _forms(before.get(key), after.get(key))
    found += _entries("区县审核要点", old.check_items, new.check_items, lambda entry: str(entry["text"]))
    found += _entries("项目状态", old.life_cycle.state, new.life_cycle.state, lambda entry: str(entry["title"]))
    found += _entries("区县", old.districts, new.districts, lambda entry: str(entry["name"]), key="code")
    for name in dict.fromkeys((*_dictionaries(new), *_dictionaries(old))):
        found += _dictionary(old, new, name)
    return found + _files(old, new)


def renames_between(old: Form | None, new: Form) -> dict[str, str]:
    """Return the keys of `old` that are called otherwise in `new`; going back to an earlier version undoes its renames."""
    known = {field.key for field in new.fields()}
    found = {before: after for before, after in new.renamed.items() if after in known and before not in known}
    if old is not None:
        found |= {after: before for before, after in old.renamed.items() if before in known and after not in known}
    return found


def _main(programme: Programme) -> dict[str, Any]:
    cycle = programme.life_cycle
    steps = {name: getattr(cycle, name) for name in ("initial", "review", "submitted", "returned")}
    return {
        "version": programme.version,
        "title": programme.title,
        "short_title": programme.short_title,
        "notice": programme.notice,
        "period": _plain(programme.period),
        "levels": _plain(programme.levels),
        "document": _plain(programme.documents),
        **steps,
    }


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, builtin_types=(), order=None)


def _titled(entry: Mapping[str, Any]) -> str:
    return str(entry.get("title") or entry.get("name") or entry.get("key", ""))


def _entries(
    part: str,
    old: Iterable[Any],
    new: Iterable[Any],
    title: Callable[[Mapping[str, Any]], str] = _titled,
    effect: Callable[[str, Mapping[str, Any] | None, Mapping[str, Any] | None], str] = lambda label, old, new: "",
    key: str = "key",
) -> Iterator[PackChange]:
    """Compare two lists of entries that are known by a key."""
    before = {one[key]: one for one in map(_plain, old)}
    after = {one[key]: one for one in map(_plain, new)}
    for name, one in after.items():
        held = before.get(name)
        if held is None:
            yield PackChange(part, title(one), What.ADDED, new=_summary(one), effect=effect("", None, one))
        else:
            for change in _attributes(part, title(one), held, one, frozenset({key})):
                yield change._replace(effect=effect(change.label, held, one))
    for name, one in before.items():
        if name not in after:
            yield PackChange(part, title(one), What.REMOVED, old=_summary(one), effect=effect("", one, None))
    yield from _order(part, "", before, after, title)


def _order(
    part: str, place: str, old: Mapping[str, Any], new: Mapping[str, Any], title: Callable[[Mapping[str, Any]], str] = _titled
) -> Iterator[PackChange]:
    was, order = [key for key in old if key in new], [key for key in new if key in old]
    if was == order:
        return
    first = next(number for number, (left, right) in enumerate(zip(was, order, strict=True)) if left != right)
    last = next(number for number, (left, right) in enumerate(zip(reversed(was), reversed(order), strict=True)) if left != right)
    end = len(order) - last
    names = ("、".join(title(held[key]) for key in keys[first:end]) for held, keys in ((old, was), (new, order)))
    yield PackChange(part, place, What.MOVED, "", *names)


def _attributes(part: str, place: str, old: Mapping[str, Any], new: Mapping[str, Any], leave_out: frozenset[str]) -> Iterator[PackChange]:
    for name in dict.fromkeys((*new, *old)):
        if name not in leave_out and old.get(name) != new.get(name):
            shown = (value_words(name, held.get(name)) for held in (old, new))
            yield PackChange(part, place, What.CHANGED, attribute_words(name), *shown)


def _summary(entry: Mapping[str, Any]) -> str:
    """Return an entry in a few words."""
    words = [value_words(name, entry.get(name)) for name in ("due", "unit", "type", "kind")]
    return "，".join(dict.fromkeys(filter(None, words)))


def _dates_effect(label: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None:
        return "列入报送任务"
    if new is None:
        return "不再列入报送任务"
    dates = {attribute_words(name) for name in ("opens", "due", "on_time_until", "locked")}
    return "提醒和倒排工期按新日期算；单独改过日期的仍按改过的算" if label in dates else ""


def _indicator_effect(label: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None:
        return "可以选用"
    if new is None:
        return "不再供选用；项目里已选的保留，完成值照常登记"
    return "项目里已选的保持原来的写法" if label else ""


def _forms(old: Form | None, new: Form | None) -> Iterator[PackChange]:
    if new is None:
        assert old is not None
        yield PackChange(old.name, "", What.REMOVED, old=old.title, effect="已有的这种文书仍在，但不能再新建")
        return
    if old is None:
        yield PackChange(new.name, "", What.ADDED, new=new.title)
        return
    left_out = frozenset({"key", "section", "check", "renamed", "version"})
    yield from _attributes(new.name, "", _plain(old), _plain(new), left_out)
    yield from _sections(new.name, old, new)
    yield from _fields(old, new)
    yield from _entries(new.name, old.check, new.check, lambda check: f"校验规则“{check['message']}”")


def _sections(part: str, old: Form, new: Form) -> Iterator[PackChange]:
    def plain(sections: Iterable[Section]) -> list[dict[str, Any]]:
        return [{name: value for name, value in _plain(section).items() if name != "field"} for section in sections]

    yield from _entries(part, plain(old.section), plain(new.section), lambda section: f"章节“{section['title']}”")


def _fields(old: Form, new: Form) -> Iterator[PackChange]:
    """Compare the fields of a form; a field that was given another key is the same field."""
    part = new.name
    renames = renames_between(old, new)
    back = {after: before for before, after in renames.items()}
    before = {field.key: (section, field) for section in old.section for field in section.field}
    after = {field.key: (section, field) for section in new.section for field in section.field}
    for key, (section, field) in after.items():
        held = before.get(back.get(key, key))
        place = f"{section.title} · {field.label}"
        if held is None:
            effect = "草稿里要补填" if field.required else "草稿里先空着"
            yield PackChange(part, place, What.ADDED, new=value_words("type", field.type), effect=effect)
            continue
        if key in back:
            yield PackChange(part, place, What.RENAMED, "", held[1].label, field.label, "已填的内容随之转过来")
        if held[0].key != section.key:
            yield PackChange(part, place, What.MOVED, "所在章节", held[0].title, section.title)
        yield from _field(part, place, held[1], field)
    for key, (section, field) in before.items():
        if key not in after and renames.get(key) not in after:
            effect = "" if not _keeps(field) else "已填的内容保留，列为“不再使用的填报内容”；已报送的不变"
            place = f"{section.title} · {field.label}"
            yield PackChange(part, place, What.REMOVED, old=value_words("type", field.type), effect=effect)
    for section in new.section:
        same = next((one for one in old.section if one.key == section.key), None)
        if same is not None:
            was = {renames.get(field.key, field.key): _plain(field) for field in same.field}
            yield from _order(part, section.title, was, {field.key: _plain(field) for field in section.field}, _label)


def _label(entry: Mapping[str, Any]) -> str:
    return str(entry["label"])


def _keeps(field: Field) -> bool:
    """Whether the form itself holds what is filled in there."""
    return field.type not in ("fixed", "auto", "signature") and not field.bind


def _field(part: str, place: str, old: Field, new: Field) -> Iterator[PackChange]:
    for change in _attributes(part, place, _plain(old), _plain(new), frozenset({"key", "column"})):
        yield change._replace(effect=_field_effect(change.label, old, new))
    columns = _entries(part, old.column, new.column, lambda column: f"{place} · {column['label']}列")
    for change in columns:
        if change.what is What.REMOVED:
            yield change._replace(effect="已填的内容保留，列为“不再使用的填报内容”；已报送的不变")
        else:
            yield change


def _field_effect(label: str, old: Field | Column, new: Field | Column) -> str:
    if label == attribute_words("type"):
        return "已填的内容照新类型读入，读不出的按原样保留并提示"
    if label == attribute_words("required") and new.required:
        return "没有填的草稿会提示补填"
    limits = {
        attribute_words(name) for name in ("min", "max", "min_length", "max_length", "min_items", "max_items", "item_length", "pattern")
    }
    if label in limits:
        return "不合新规定的草稿会提示，内容不变"
    if label == attribute_words("dictionary"):
        return "选过的项按名称对到新选项表，对不上的按原样保留并提示"
    return ""


def _dictionaries(programme: Programme) -> list[str]:
    """Return the dictionaries that are files of their own."""
    folder = programme.root / "programmes" / programme.id / "dictionaries"
    made = {"pilot_area", "district"}
    return sorted(({path.stem for path in folder.glob("*.toml")} | set(DICTIONARY_KEYS)) - made)


def _dictionary(old: Programme, new: Programme, name: str) -> Iterator[PackChange]:
    lists = [programme.dictionary(name) if name in _dictionaries(programme) else None for programme in (old, new)]
    before, after = lists
    titled = after or before
    assert titled is not None

    def effect(label: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
        return "选过这一项的草稿会提示重选" if now is None else ""

    yield from _entries(
        f"选项表“{titled.title}”", before.item if before else (), after.item if after else (), lambda item: str(item["name"]), effect
    )


def _files(old: Programme, new: Programme) -> list[PackChange]:
    """Name the files that differ and that nothing else speaks of: calendar, rules, templates."""
    before, after = files_of(old), files_of(new)
    named = []
    for path in sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)):
        folder, _, name = path.rpartition("/")
        if path in _COMPARED or folder in ("forms", "dictionaries"):
            continue
        what = What.REMOVED if path not in after else What.ADDED if path not in before else What.CHANGED
        named.append(PackChange(REST, _FILES.get(path, f"公文模板（{name}）" if folder == "templates" else name), what))
    return named
