"""Rules of the tree that neither ruff, mypy nor import-linter keeps."""

import ast
import errno
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from models.errors import system_words
from models.programme.pack import load_programme

ROOT = Path(__file__).resolve().parents[2]
AIM, CEILING = 400, 450
TOP_LEVEL = {
    *("main.py", "ui", "models", "forms", "exports", "resources", "build", "tests", "docs"),
    *("pyproject.toml", "README.md", "LICENSE", "CREDITS.md", ".ci", ".git", ".gitignore", ".gitattributes"),
}
# Registries by name, switches that name one, and folders of a particular machine.
FOREIGN = re.compile(
    r"py[p]i\.org|pythonho[s]ted|np[m]js|deb\.deb[i]an|security\.deb[i]an|files\.pyt[h]on"
    r"|--(?:extra-)?ind[e]x-url|--find-lin[k]s"
    r"|/wor[k]/(?:main|shared|steering)|/roo[t]/|\.pyen[v]|bash_job[s]"
)


def ignored(path: str) -> bool:
    """Tell whether .gitignore leaves out `path` (from the root, with forward slashes)."""
    for pattern in (ROOT / ".gitignore").read_text(encoding="utf-8").split():
        name = pattern.rstrip("/")
        if path == name.lstrip("/") if name.startswith("/") else fnmatch(path.rsplit("/", 1)[-1], name):
            return True
    return False


def own_files(folder: Path = ROOT) -> Iterator[Path]:
    """Yield every file of the project: what is there less what .gitignore leaves out."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.name == ".git" or ignored(path.relative_to(ROOT).as_posix()):
            continue
        if entry.is_dir():
            yield from own_files(path)
        else:
            yield path


FILES = list(own_files())
PYTHON = [path for path in FILES if path.suffix == ".py"]


def named(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_the_whole_tree_is_looked_at() -> None:
    seen = set(named(FILES))
    assert {"pyproject.toml", ".ci/run", "build/dev.py", "models/base.py", "tests/unit/test_architecture.py"} <= seen
    assert not any(".venv/" in name or "__pycache__" in name for name in seen)


def test_top_level_holds_only_what_belongs_there() -> None:
    present = {entry.name for entry in ROOT.iterdir() if not ignored(entry.name)}
    assert present <= TOP_LEVEL


def test_resources_hold_no_code() -> None:
    code = [path for path in FILES if path.is_relative_to(ROOT / "resources") and path.suffix in {".py", ".pyw", ".pyi", ".so", ".pyd"}]
    assert named(code) == []


def test_files_stay_short() -> None:
    lengths = {path: path.read_bytes().count(b"\n") for path in PYTHON}
    assert named([path for path in PYTHON if lengths[path] > CEILING]) == []
    # A file may be a little longer when that is the honest cut, but only few are.
    assert sum(length > AIM for length in lengths.values()) <= len(PYTHON) // 20


def test_nothing_names_a_package_server_or_a_machine() -> None:
    found = []
    for path in FILES:
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT).as_posix()}: {match.group()}" for match in FOREIGN.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["https://py" + "pi.org/simple", "--index" + "-url x", "cd /work" + "/main", "/root" + "/.cache", "http://deb.deb" + "ian.org"]
)
def test_the_pattern_for_servers_and_machines_finds_them(text: str) -> None:
    assert FOREIGN.search(text)


def modules(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (module, imported name) for every import, also inside functions; the name is empty for ``import module``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def test_presenters_know_no_widgets() -> None:
    offending = []
    for path in PYTHON:
        if not path.name.endswith("_presenter.py"):
            continue
        for module, name in modules(ast.parse(path.read_text(encoding="utf-8"))):
            full = f"{module}.{name}" if module == "PySide6" else module
            if full.split(".")[0] == "PySide6" and full.split(".")[1:2] != ["QtCore"]:
                offending.append(f"{path.relative_to(ROOT).as_posix()}: {full}")
    assert offending == []


def test_only_the_window_imports_qt_and_only_exports_documents() -> None:
    """The same as import-linter says, and for main.py too, which is no package."""
    allowed = {"PySide6": {"ui", "tests", "build"}, "docx": {"exports", "tests", "build"}, "openpyxl": {"exports", "tests", "build"}}
    offending = []
    for path in PYTHON:
        room = path.relative_to(ROOT).parts[0]
        for module, _ in modules(ast.parse(path.read_text(encoding="utf-8"))):
            library = module.split(".")[0]
            if room not in allowed.get(library, {room}):
                offending.append(f"{path.relative_to(ROOT).as_posix()}: {module}")
    assert offending == []


def test_shipped_functions_do_not_read_the_clock() -> None:
    """Operations, queries and forms get their dates as arguments."""
    clock = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    rooms = ("models/operations", "models/queries", "models/programme", "forms", "exports")
    offending = [
        path for path in PYTHON if path.relative_to(ROOT).as_posix().startswith(rooms) and clock.search(path.read_text(encoding="utf-8"))
    ]
    assert named(offending) == []


def test_no_vague_module_names() -> None:
    vague = {"utils", "util", "manager", "managers", "helper", "helpers", "common", "misc"}
    assert named([path for path in PYTHON if vague & set(path.stem.split("_"))]) == []


def test_no_shipped_code_knows_a_district() -> None:
    names = {name for district in load_programme("chongqing-2025").districts for name in (district.name, district.short) if len(name) > 2}
    shipped = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in {"models", "forms", "exports", "ui", "main.py"}]
    texts = {path: path.read_text(encoding="utf-8") for path in shipped}
    assert len(names) > 40
    assert [(path.name, name) for path, text in texts.items() for name in sorted(names) if name in text] == []


def test_no_message_repeats_the_systems_own_words() -> None:
    shipped = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in {"models", "forms", "exports", "ui", "main.py"}]
    assert [path.name for path in shipped if ".strerror" in path.read_text(encoding="utf-8")] == []


def test_what_the_system_refuses_is_said_in_chinese() -> None:
    said = [system_words(OSError(number, "No space left")) for number in (errno.ENOSPC, errno.EIO, 999)] + [system_words(OSError())]
    assert said == ["磁盘已满", "磁盘读写出错", "系统错误999", "系统拒绝"]
