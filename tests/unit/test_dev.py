"""The developer's commands: what they decide before anything is installed or started."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from build import dev, environment, locking, system_packages
from build.failure import SetupError

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([a-z0-9-]+)==([\w.]+)(?: ; (.+?))? \\$", re.MULTILINE)


def pinned(lock: str) -> set[tuple[str, str, str]]:
    """Return name, version and marker of every entry of a lock file."""
    return set(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


def normalised(requirement: str) -> str:
    """Return the bare name in a requirement as a lock spells it."""
    return re.split(r"[\s=<>!~;\[]", requirement)[0].lower().replace("_", "-")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with locks and an environment that only looks like one."""
    (tmp_path / "build").mkdir()
    for purpose in (environment.RUN, environment.DEVELOP):
        (tmp_path / purpose.lock).write_text(f"{purpose.key}==1 \\\n", encoding="utf-8")
    python = environment.interpreter(tmp_path)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path


def mark_ready(root: Path, purpose: environment.Purpose) -> None:
    environment.stamp(root, purpose).write_text(environment.fingerprint(root, purpose), encoding="ascii")


def test_an_environment_without_stamp_is_not_ready(project: Path) -> None:
    assert not environment.is_ready(project, environment.RUN)


def test_a_second_call_does_no_set_up(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark_ready(project, environment.DEVELOP)
    assert environment.prepare(environment.DEVELOP, project) == environment.interpreter(project)
    assert capsys.readouterr().out == ""


def test_a_changed_lock_asks_for_set_up_of_that_purpose_only(project: Path) -> None:
    mark_ready(project, environment.RUN)
    mark_ready(project, environment.DEVELOP)
    (project / environment.DEVELOP.lock).write_text("other==2 \\\n", encoding="utf-8")
    assert environment.is_ready(project, environment.RUN)
    assert not environment.is_ready(project, environment.DEVELOP)


def test_a_vanished_or_replaced_python_asks_for_set_up(project: Path) -> None:
    mark_ready(project, environment.RUN)
    python = environment.interpreter(project)
    python.unlink()
    assert not environment.is_ready(project, environment.RUN)
    python.write_bytes(b"another")
    assert not environment.is_ready(project, environment.RUN)


def test_children_write_bytecode_and_see_no_foreign_modules() -> None:
    environ = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "/x", "PYTHONHOME": "/y", "LANG": "zh_CN.UTF-8"}
    assert environment.clean(environ) == {"LANG": "zh_CN.UTF-8"}


def test_a_failing_installer_ends_with_its_own_last_lines(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no-such-file"):
        environment.install(Path(sys.executable), "--requirement", str(tmp_path / "no-such-file.txt"))


def test_developing_includes_running() -> None:
    assert set(environment.RUN.packages) <= set(environment.DEVELOP.packages)
    assert pinned(environment.RUN.lock) <= pinned(environment.DEVELOP.lock)


def test_locks_hold_everything_declared_and_nothing_but_names_and_hashes() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    running = {normalised(requirement) for requirement in declared["project"]["dependencies"]}
    developing = {normalised(requirement) for requirement in declared["dependency-groups"]["dev"]}
    assert running <= {name for name, _, _ in pinned(environment.RUN.lock)}
    assert running | developing <= {name for name, _, _ in pinned(environment.DEVELOP.lock)}
    for purpose in (environment.RUN, environment.DEVELOP):
        assert locking.foreign_lines((ROOT / purpose.lock).read_text(encoding="utf-8")) == []


def test_every_machine_gets_the_qt_that_runs_on_it() -> None:
    arm = "platform_machine == 'aarch64' and sys_platform == 'linux'"
    rest = "platform_machine != 'aarch64' or sys_platform != 'linux'"
    for name in ("pyside6-essentials", "shiboken6"):
        found = {(version, marker) for pin, version, marker in pinned(environment.RUN.lock) if pin == name}
        assert found == {("6.8.0.2", arm), ("6.8.3", rest)}


def test_every_library_of_the_program_is_credited() -> None:
    credits_ = (ROOT / "CREDITS.md").read_text(encoding="utf-8").lower().replace("_", "-")
    assert [name for name, _, _ in pinned(environment.RUN.lock) if name not in credits_] == []


@pytest.mark.parametrize(
    "line", ["--index-" + "url https://example.invalid", "alembic>=1", "x @ https://example.invalid/x.whl", "    # via somewhere"]
)
def test_a_lock_with_anything_else_is_noticed(line: str) -> None:
    good = "alembic==1.2.3 ; python_version < '3.12' \\\n    --hash=sha256:" + "0" * 64
    assert locking.foreign_lines(f"{good}\n{line}\n") == [line]


def test_a_renamed_library_counts_when_the_old_name_is_provided() -> None:
    listing = (
        "libglib2.0-0t64|installed|libglib2.0-0 (= 2.84.1-1)\n"
        "libgl1|installed|\n"
        "mesa|installed|libgl, libegl1:amd64 (= 1), libother\n"
        "xvfb|config-files|xserver\n"
    )
    assert system_packages.provided(listing) == {
        *("libglib2.0-0t64", "libglib2.0-0", "libgl1", "mesa", "libgl", "libegl1", "libother"),
    }


def test_the_command_to_run_by_hand_is_one_line_that_the_shell_reads_as_meant() -> None:
    command = system_packages.by_hand(["libgl1", "xvfb"], sudo=True)
    assert "\n" not in command
    echoed = subprocess.run(["sh", "-c", command.replace("sudo sh -c", "printf %s", 1)], check=True, capture_output=True, text=True)
    assert echoed.stdout == system_packages.install_script(["libgl1", "xvfb"])
    assert echoed.stdout.startswith("apt-get update && ")
    assert echoed.stdout.endswith(" libgl1 xvfb")
    assert system_packages.by_hand(["libgl1"], sudo=False).startswith("su - -c ")


def test_the_quick_check_leaves_out_only_the_slow_tests() -> None:
    everything, quick = dev.test_steps(["-x"], quick=False), dev.test_steps(["-x"], quick=True)
    assert [step.title for step in everything] == [step.title for step in quick]
    assert everything[-1].command == ("-m", "pytest", "-x")
    assert quick[-1].command == ("-m", "pytest", "--ignore=tests/documents", "--ignore=tests/journeys", "-x")
    assert all((ROOT / folder).is_dir() for folder in dev.SLOW_TESTS)


def test_every_step_runs_and_the_first_failure_decides(capfd: pytest.CaptureFixture[str]) -> None:
    steps = [
        dev.Step("甲", ("-c", "raise SystemExit(0)")),
        dev.Step("乙", ("-c", "raise SystemExit(3)")),
        dev.Step("丙", ("-c", "print('three'); raise SystemExit(5)")),
    ]
    assert dev.run_steps(Path(sys.executable), steps) == 3
    out, err = capfd.readouterr()
    assert out.splitlines() == ["", "[1/3] 甲", "", "[2/3] 乙", "", "[3/3] 丙", "three"]
    assert err == "未通过：乙、丙\n"


def test_when_all_is_well_the_last_line_is_the_last_steps_own(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.run_steps(Path(sys.executable), [dev.Step("甲", ("-c", "print('1 passed')"))]) == 0
    out, err = capfd.readouterr()
    assert out.endswith("1 passed\n")
    assert err == ""


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "win32", True),
    ],
)
def test_a_window_is_opened_only_where_it_can_be_seen(environ: dict[str, str], platform: str, expected: bool) -> None:
    assert dev.has_display(environ, platform) is expected


@pytest.mark.parametrize("arguments", [[], ["biuld"], ["--version"]])
def test_wrong_usage_explains_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    err = capsys.readouterr().err
    assert all(name in err for name in ("demo", "run", "test", "check", "bench", "lock"))


def test_help_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert capsys.readouterr().out.startswith("用法")


def test_the_commands_run_from_any_folder_without_the_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "build" / "dev.py"), "--help"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("用法")
