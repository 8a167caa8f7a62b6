"""Taking in a year's packages at the city, against the raw driver inserting the same rows in one transaction."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.bench.figures import Figure, Side, measure, timed
from exports.exchange.sending import Outgoing, make_package
from exports.exchange.stations import found_own_station, invite, join, register
from exports.exchange.taking_in import take_in_files
from exports.package.manifest import PackVersion
from exports.package.parties import CITY
from exports.package.suites import MODERN
from models.base import new_id
from models.exchange import EntityFacts, ProgressFacts, ProjectFacts, Submission
from models.programme.pack import Programme, load_programme, programme_ids
from models.workspace.connection import connect
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace

if TYPE_CHECKING:
    from models.workspace.connection import dbapi

DISTRICTS, PROJECTS, ENTRIES = 41, 50, 10
PROGRAM = "1.0.0"
ROUNDS = 9
AT = datetime(2025, 10, 20, 1, tzinfo=UTC)
TABLES = (
    "received_package",
    "received_package_content",
    "history",
    "pilot_entity",
    "project",
    "state_change",
    "progress_entry",
    "received_submission",
    "received_part",
)
"""Everything that taking in writes; the driver writes the same."""


def figures(folder: Path) -> Iterator[Figure]:
    """Measure both on the same disk, each time on a fresh copy of the same store."""
    city, packages = _prepare(folder)
    empty = folder / "空"
    city.close(backup=False)
    shutil.copytree(city.path.parent, empty)
    rows = _rows(city.path, packages)
    ours, raw = measure([_ours(folder, empty, packages), _driver(folder, empty, rows)], ROUNDS)
    title = f"接收{DISTRICTS}个报送包，各{PROJECTS}个项目、每个项目{ENTRIES}条进展"
    yield Figure(title, ours, raw, 2, "sqlcipher3 驱动在一个事务里直接写同样的行（含包的原文件；同样的列、索引和 PRAGMA）", ROUNDS)


def _prepare(folder: Path) -> tuple[FileWorkspace, list[Path]]:
    """Make the city's store with its stations, and the packages, through real stores of districts."""
    programme = load_programme(programme_ids()[0])
    (folder / "市级").mkdir()
    city, _ = create(folder / "市级" / "市级.ronghe", None, programme, OfficeDetails(CITY, "示例市级单位", "示例经办人"), AT, lambda: AT)
    found_own_station(city.perform, CITY, "示例市级电脑")
    packages: list[Path] = []
    for number, district in enumerate(programme.districts_on(AT.date())[:DISTRICTS]):
        details = OfficeDetails(district.code, f"示例{district.short}单位", "示例经办人")
        path = folder / "区县" / f"{number}.ronghe"
        with create(path, None, programme, details, AT, lambda: AT)[0] as below:
            pack = PackVersion(id=programme.id, version=programme.version)
            invited = invite(
                city.perform, city, pack, AT, office=district.code, office_name=details.name, station_name="一号", suite_name=MODERN
            )
            register(city.perform, city, join(below.perform, below, invited.data, invited.code, district.code, AT).data)
            made = make_package(below.perform, below, programme, Outgoing("年度情况报告", _submission(programme, number)), AT, PROGRAM)
            packages.append(folder / made.file_name)
            packages[-1].write_bytes(made.data)
            below.changed = False
    return city, packages


def _submission(programme: Programme, district: int) -> Submission:
    return Submission(
        obligation="yearly-2026",
        obligation_title="年度情况报告",
        on=AT.date(),
        officer="示例经办人",
        projects=tuple(_project(programme, district, number) for number in range(PROJECTS)),
    )


def _project(programme: Programme, district: int, number: int) -> ProjectFacts:
    entity = EntityFacts(id=new_id(), name=f"示例主体{district}-{number}", kind="enterprise", uscc=f"示例{district:03}{number:013}")
    first = date(2025, 1, 5)
    progress = (
        ProgressFacts(id=new_id(), on=first + timedelta(days=30 * entry), text=f"完成示例对接会{entry + 1}场，服务企业{number + 1}家。" * 3)
        for entry in range(ENTRIES)
    )
    return ProjectFacts(
        id=new_id(),
        number=f"示例-{district}-{number:03}",
        title=f"示例项目{district}-{number}",
        entity=entity,
        state="continuing",
        main_area=programme.areas[number % len(programme.areas)].key,
        period_start="2025-07",
        period_end="2027-12",
        progress=tuple(progress),
    )


def _fresh(folder: Path, empty: Path) -> Path:
    target = folder / "一次"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(empty, target)
    return next(target.glob("*.ronghe"))


def _take_in(city: FileWorkspace, files: list[Path]) -> None:
    outcomes = list(take_in_files(city.perform, city, files, PROGRAM))
    if not all(outcome.taken for _, outcome in outcomes):
        raise RuntimeError("a package was not taken in")


def _ours(folder: Path, empty: Path, packages: list[Path]) -> Side:
    """Take the packages in, as the window does: open, check, judge, write; only opening the store is not counted."""

    def once() -> float:
        with open_workspace(_fresh(folder, empty), clock=lambda: AT) as city:
            city.warm_up()

            seconds = timed(lambda: _take_in(city, packages))()
            city.changed = False
        return seconds

    return once


def _rows(path: Path, packages: list[Path]) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Return what taking in wrote, table by table, with the names of the columns."""
    with open_workspace(path, clock=lambda: AT) as city:
        key, before = city.key, {table: city.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
        _take_in(city, packages)
        city.changed = False
    connection = connect(path, key, "ro")
    try:
        found = {}
        for table in TABLES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
            found[table] = (columns, [tuple(row) for row in rows[before[table] :]])
    finally:
        connection.close()
    return found


def _driver(folder: Path, empty: Path, rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> Side:
    def once() -> float:
        path = _fresh(folder, empty)
        with open_workspace(path) as city:
            key = city.key
            city.changed = False
        connection: dbapi.Connection = connect(path, key, "rw")

        def work() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, (columns, values) in rows.items():
                names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
            connection.execute("COMMIT")

        try:
            return timed(work)()
        finally:
            connection.close()

    return once
