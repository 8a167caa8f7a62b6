"""The next version of a pack while it is edited: its files as they are written, comments and order kept."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from forms.good_pack import check_whole
from models.errors import UserError
from models.programme.kept import files_of, load_files
from models.programme.pack import Programme

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MAIN = "programme.toml"

Plain = Mapping[str, Any]

_ALWAYS_SAID = frozenset({"core", "working_days"})
"""Attributes that are written also where they are false or zero."""

_MAY_BE_EMPTY = frozenset({"forwarded_by"})
"""Texts that are written also where they are empty."""


class Address(NamedTuple):
    """Where an entry stands: the file, and the way to it through lists of tables.

    Attributes:
        path: Names of lists and keys of entries in turn (``section``, ``subject``, ``field``, ``org_name``); a single table is its
            name alone.
    """

    file: str
    path: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The entry's own key; empty for the file itself and single tables."""
        return self.path[-1] if len(self.path) > 1 else ""

    @property
    def list_name(self) -> str:
        """The list it stands in."""
        return self.path[-2] if len(self.path) > 1 else ""

    def inside(self, name: str, key: str) -> "Address":
        """Return the address of an entry of one of this entry's lists."""
        return Address(self.file, (*self.path, name, key))


class Draft:
    """The files of the next version.

    Attributes:
        id: The pack.
        files: All files, by their place below the pack's folder.
    """

    def __init__(self, id: str, files: Mapping[str, bytes]) -> None:
        self.id = id
        self.files = dict(files)
        self._documents: dict[str, TOMLDocument] = {}

    @property
    def version(self) -> str:
        """The number the version will have."""
        return str(self.data(MAIN).get("version", ""))

    def data(self, file: str) -> dict[str, Any]:
        """Return a file as it stands, as plain values."""
        return tomllib.loads(self.files[file].decode("utf-8-sig"))

    def entry(self, address: Address) -> dict[str, Any]:
        """Return an entry as it stands, as plain values.

        Raises:
            KeyError: It is not there any more.
        """
        held: Any = self.data(address.file)
        if len(address.path) == 1:
            return dict(held[address.path[0]])
        for name, key in zip(address.path[::2], address.path[1::2], strict=True):
            held = held[name][_place(held.get(name, ()), key)]
        return dict(held)

    def set(self, address: Address, name: str, value: Any) -> None:
        """Change an attribute of an entry; ``None``, empty, zero and false are left out, as they are where nothing is said."""
        table = self._table(address)
        value = "" if value is None and name in _MAY_BE_EMPTY else value
        if value is None or value == [] or (not value and name not in _ALWAYS_SAID | _MAY_BE_EMPTY):
            if name not in table:
                return
            del table[name]
        elif name in table and table[name] == value:
            return
        else:
            table[name] = value
        self._write(address.file)

    def add(self, list_in: Address, name: str, entry: Plain, after: str = "") -> Address:
        """Add an entry to a list; behind the entry `after`, at the end where that is empty. Its key is made, and is never used twice.

        Args:
            list_in: The entry, or file, whose list it is.
            name: The list.
            entry: Its attributes, without key.
            after: Key of the entry before it.
        """
        import tomlkit

        table = self._table(list_in)
        key = f"{name}_{uuid4().hex[:8]}"
        made = tomlkit.table()
        made.update({"key": key, **entry})
        made.add(tomlkit.nl())
        if name not in table:
            table[name] = tomlkit.aot()
        entries = table[name]
        entries.insert(_place(entries, after) + 1 if after else len(entries), made)
        self._write(list_in.file)
        return list_in.inside(name, key)

    def retire(self, address: Address) -> None:
        """Take an entry out; with a field go the rules that are shown at it."""
        entries = self._entries(address)
        del entries[_place(entries, address.key)]
        if address.list_name == "field":
            document = self._document(address.file)
            rules = document.get("check", [])
            for number in reversed(range(len(rules))):
                if rules[number].get("field") == address.key:
                    del rules[number]
        self._write(address.file)

    def move(self, address: Address, by: int) -> None:
        """Move an entry up or down in its list."""
        entries = self._entries(address)
        place = _place(entries, address.key)
        to = min(max(place + by, 0), len(entries) - 1)
        if to != place:
            held = entries[place]
            del entries[place]
            entries.insert(to, held)
            self._write(address.file)

    def settled(self, base: Programme) -> dict[str, bytes]:
        """Return the files with the version's number in every form that differs from `base`, whose own number counts otherwise."""
        number, before = self.version, files_of(base)
        settled = dict(self.files)
        for file in self.files:
            if not file.startswith("forms/"):
                continue
            own, old = self.data(file), tomllib.loads(before[file].decode("utf-8-sig")) if file in before else {}
            wanted = old["version"] if {**own, "version": ""} == {**old, "version": ""} else number
            if own.get("version") != wanted:
                one = Draft(self.id, {file: self.files[file]})
                one.set(Address(file), "version", wanted)
                settled[file] = one.files[file]
        return settled

    def load(self, base: Programme) -> Programme:
        """Load the version as it would be finished, everything checked by the code that loads every pack.

        Raises:
            ResourceError: Something is wrong; see `forms.packs.outline.problem_words`.
        """
        programme = load_files(self.id, self.settled(base), base.root)
        check_whole(programme)
        return programme

    def _document(self, file: str) -> "TOMLDocument":
        if file not in self._documents:
            import tomlkit

            self._documents[file] = tomlkit.parse(self.files[file].decode("utf-8-sig"))
        return self._documents[file]

    def _table(self, address: Address) -> Any:
        held: Any = self._document(address.file)
        if len(address.path) == 1:
            return held[address.path[0]]
        for name, key in zip(address.path[::2], address.path[1::2], strict=True):
            held = held[name][_place(held[name], key)]
        return held

    def _entries(self, address: Address) -> Any:
        return self._table(Address(address.file, address.path[:-2]))[address.path[-2]]

    def _write(self, file: str) -> None:
        document = self._document(file)
        text = document.as_string()
        if tomllib.loads(text) != document.unwrap():
            raise RuntimeError(f"{file} does not say what was written into it")
        self.files[file] = text.encode()


def begin(programme: Programme, version: str) -> Draft:
    """Begin the next version: the pack as it is, with another number."""
    draft = Draft(programme.id, files_of(programme))
    draft.set(Address(MAIN), "version", version)
    return draft


def next_version(version: str, year: int) -> str:
    """Propose the number of the next version: ``2025.1`` is followed by ``2025.2``, in another year by ``2026.1``."""
    first, _, last = version.rpartition(".")
    return f"{first}.{int(last) + 1}" if first == str(year) and last.isdigit() else f"{year}.1"


def check_number(draft: Draft, base: Programme, taken: Sequence[str]) -> None:
    """Refuse a version number that cannot be used.

    Raises:
        UserError: It is that of another version.
    """
    if draft.version == base.version or draft.version in taken:
        raise UserError(f"版本号{draft.version}已经用过了。", "请在“基本内容”里另写一个版本号。")


def _place(entries: Sequence[Any], key: str) -> int:
    for number, entry in enumerate(entries):
        if entry.get("key") == key:
            return number
    raise KeyError(key)


def as_day(text: str) -> date:
    """Return a plain date as the file holds it."""
    return date.fromisoformat(text)
