"""Making a package of 20 documents and writing it into a folder, against writing and syncing the same bytes to the same places."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.bench.figures import Figure, Side, measure, median, timed
from exports.exchange.sending import OutgoingDocument, gather, make_package, write_package
from exports.exchange.stations import found_own_station, invite, join
from exports.files import replace_file
from exports.package.manifest import PackVersion
from exports.package.parties import CITY
from exports.package.suites import MODERN
from models.programme.pack import load_programme, programme_ids
from models.workspace.connection import connect
from models.workspace.keys import key_path
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace

if TYPE_CHECKING:
    from models.workspace.connection import dbapi

DOCUMENTS, BYTES = 20, 100_000
"""A Word document of several pages is of that size."""
PROGRAM = "1.0.0"
ROUNDS = 15
AT = datetime(2026, 10, 20, 1, tzinfo=UTC)


def figures(folder: Path) -> Iterator[Figure]:
    """Measure both on the same disk: our store and a copy of it."""
    district = _enrolled(folder)
    fixed = random.Random(1)
    documents = [OutgoingDocument(f"示例报告{number}", f"示例报告{number}.docx", fixed.randbytes(BYTES)) for number in range(DOCUMENTS)]
    ours = _made(district, documents, folder)
    ours()
    (folder / "对照").mkdir()
    copied = folder / "对照" / district.path.name
    for path, target in ((district.path, copied), (key_path(district.path), key_path(copied))):
        shutil.copyfile(path, target)
    with open_workspace(copied, clock=lambda: AT) as copy:
        key = copy.key
        copy.changed = False
    connection: dbapi.Connection = connect(copied, key, "rw")
    try:
        made, raw = measure([ours, _written(connection, folder)], ROUNDS, median)
    finally:
        connection.close()
        district.changed = False
        district.close(backup=False)
    title = f"生成并写出一个有{DOCUMENTS}份文件的报送包（共{DOCUMENTS * BYTES / 1e6:.0f} MB）"
    against = "sqlcipher3 驱动在一个事务里直接存同样的行（含包的原文件），再把同样的文件写到同一文件夹并同步，取中位数"
    yield Figure(title, made, raw, 3, against, ROUNDS)


def _enrolled(folder: Path) -> FileWorkspace:
    """Make a district that is enrolled with a city."""
    programme = load_programme(programme_ids()[0])
    pack, code = PackVersion(id=programme.id, version=programme.version), programme.districts_on(AT.date())[0].code
    district, _ = create(folder / "区县.ronghe", None, programme, OfficeDetails(code, "示例区县单位", "示例经办人"), AT, lambda: AT)
    details = OfficeDetails(CITY, "示例市级单位", "示例经办人")
    with create(folder / "市级.ronghe", None, programme, details, AT, lambda: AT)[0] as city:
        found_own_station(city.perform, CITY, "示例市级电脑")
        made = invite(city.perform, city, pack, AT, office=code, office_name="示例区县单位", station_name="一号", suite_name=MODERN)
        city.changed = False
    join(district.perform, district, made.data, made.code, code, AT)
    return district


def _made(district: FileWorkspace, documents: list[OutgoingDocument], folder: Path) -> Side:
    """Make the package, keep it and write it, as the wizard does once the documents are there."""
    numbers = count(1)

    def once() -> None:
        outgoing = gather(
            district,
            district.programme,
            obligation="yearly-2026",
            obligation_title="年度情况报告",
            on=AT.date(),
            officer="示例经办人",
            documents=documents,
        )
        made = make_package(district.perform, district, district.programme, outgoing, AT, PROGRAM)
        write_package(district.perform, district, made.id, folder / f"{next(numbers)}.rhbs", data=made.data)

    return timed(once)


def _written(connection: "dbapi.Connection", folder: Path) -> Side:
    """Store what making stored, under another id each time, and write the file."""
    kept = {
        table: ([row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()], connection.execute(sql).fetchall())
        for table, sql in TABLES.items()
    }
    numbers = count(1)

    def once() -> None:
        number = next(numbers)
        connection.execute("BEGIN IMMEDIATE")
        for table, (columns, rows) in kept.items():
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [_renamed(columns, row, number) for row in rows])
        connection.execute("COMMIT")
        replace_file(folder / f"对照{number}.rhbs", kept["sent_package_content"][1][0][-1])

    return timed(once)


def _renamed(columns: list[str], row: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    """Return a row of another package: what must be unique is changed."""
    unique = {"id": f"{number:032x}", "sent_package_id": f"{number:032x}", "digest": f"{number:064x}", "sequence": number + 1}
    return tuple(unique.get(column, value) for column, value in zip(columns, row, strict=True))


TABLES = {
    "sent_package": "SELECT * FROM sent_package",
    "sent_package_content": "SELECT * FROM sent_package_content",
    "sent_part": "SELECT * FROM sent_part",
}
"""Everything that making a package writes, with how its rows are read while there is one package."""
