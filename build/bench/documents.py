"""The two documents: 200 application forms against python-docx, a ledger of 2,000 rows against deflating its XML."""

import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from build.bench import docx_peer
from build.bench.figures import Figure, measure, timed
from build.bench.workspaces import make_sample, read
from exports.excel.ledger import export_ledger
from exports.excel.workbook import LEVEL
from exports.jobs import current_snapshot, write_document
from forms.demo import build_demo, demo_projects
from models.queries.ledger import read_ledger

FORMS, BATCH, PEER_FORMS = 200, 20, 4
ROWS = 2000
ROUNDS = 9


def figures(folder: Path) -> Iterator[Figure]:
    """Measure both."""
    yield _application_forms(folder)
    yield _ledger(folder)


def _application_forms(folder: Path) -> Figure:
    """Write 200 forms; python-docx, being slow, builds every fifth and its time is taken five times."""
    today = date.today()
    workspace = build_demo(folder, today)
    number = demo_projects(workspace)[0]
    ((project,),) = workspace.rows("SELECT id FROM project WHERE number = :number", number=number)
    snapshot = current_snapshot(workspace, workspace, project, today)
    snapshots = [replace(snapshot, number=f"{snapshot.number}{place}", title=f"{snapshot.title}{place}") for place in range(FORMS)]
    blocks = docx_peer.read(write_document(workspace, snapshot, folder / "model.docx").path)
    docx_peer.build(blocks, folder / "peer.docx")
    if docx_peer.words(docx_peer.read(folder / "peer.docx")) != docx_peer.words(blocks):
        raise RuntimeError("the peer's document holds other words than ours")
    ours = peer = 0.0
    for first in range(0, FORMS, BATCH):
        start = time.perf_counter()
        for place in range(first, first + BATCH):
            write_document(workspace, snapshots[place], folder / f"{place}.docx")
        ours += time.perf_counter() - start
        start = time.perf_counter()
        for place in range(PEER_FORMS):
            docx_peer.build(blocks, folder / f"peer{place}.docx")
        peer += (time.perf_counter() - start) * BATCH / PEER_FORMS
    workspace.close(backup=False)
    same = f"python-docx 从零生成同样的段落、表格和字体，每 {BATCH} 份实做 {PEER_FORMS} 份后折算"
    return Figure(f"{FORMS} 份申请表（Word）", ours, peer, 0.5, same, FORMS // BATCH)


def _ledger(folder: Path) -> Figure:
    workspace = read(make_sample(folder, ROWS))
    with workspace.snapshot() as reader:
        ledger = read_ledger(reader, workspace.programme, date.today())
    target = folder / "ledger.xlsx"
    export_ledger(ledger, workspace.programme, target)
    with zipfile.ZipFile(target) as archive:
        parts = [archive.read(name) for name in archive.namelist()]

    def deflate() -> None:
        for part in parts:
            compressor = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
            compressor.compress(part)
            compressor.flush()

    ours, peer = measure([timed(lambda: export_ledger(ledger, workspace.programme, target)), timed(deflate)], ROUNDS)
    workspace.close(backup=False)
    size = sum(map(len, parts)) / 1e6
    return Figure(f"{ROWS} 行台账（Excel）", ours, peer, 3, f"zlib 压缩同样的 XML（{size:.1f} MB，级别 {LEVEL}）", ROUNDS)
