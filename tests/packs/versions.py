"""Other versions of the program's pack, made by changing words in its files."""

from collections.abc import Mapping

from models.programme.kept import files_of, load_files
from models.programme.pack import Programme

NEWER = "2099.1"


def with_version(programme: Programme, version: str = NEWER) -> tuple[str, str]:
    return f'version = "{programme.version}"', f'version = "{version}"'


def changed_files(programme: Programme, changes: Mapping[str, tuple[tuple[str, str], ...]], version: str = NEWER) -> dict[str, bytes]:
    """The files of a version in which words are replaced; every file that changes gets its number."""
    files = files_of(programme)
    for path in {"programme.toml", *changes}:
        text = files[path].decode()
        own = with_version(programme, version)
        for old, new in (*changes.get(path, ()), *((own,) if own[0] in text else ())):
            assert text.count(old) == 1, (path, old)
            text = text.replace(old, new)
        files[path] = text.encode()
    return files


def changed(programme: Programme, changes: Mapping[str, tuple[tuple[str, str], ...]], version: str = NEWER) -> Programme:
    return load_files(programme.id, changed_files(programme, changes, version))


def without_field(programme: Programme, form: str, key: str) -> tuple[str, str]:
    """The entry of a field that only counts characters, and nothing in its place."""
    text = files_of(programme)[f"forms/{form}.toml"].decode()
    start = text.index(f'[[section.field]]\nkey = "{key}"\n')
    return text[start : text.index("\n[[", start + 1) + 1], ""


def of_type(programme: Programme, form: str, key: str, type: str) -> tuple[str, str]:
    """The entry of a field, and the same with another type and without limits."""
    text, _ = without_field(programme, form, key)
    limits = ("min", "max", "lines", "decimals", "unit", "pattern")
    lines = [f'type = "{type}"' if line.startswith("type =") else line for line in text.splitlines() if not line.startswith(limits)]
    return text, "\n".join(lines) + "\n"
