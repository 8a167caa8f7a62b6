"""Several officers saving the same thing at once: no edit is lost. ``python -m tests.db.writers [edits]`` (1,000 each by default).

Each reads what stands there, thinks, and saves one more than that; where somebody was faster he is told, looks again and saves again.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

from models.changes import Changes
from models.entity import PilotEntity
from models.programme.pack import load_programme
from models.work import Work
from models.workspace.refusals import ChangedMeanwhile
from models.workspace.server.address import read_address
from models.workspace.server.opening import open_server
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.store import OfficeDetails
from tests.db.acting import add_entity
from tests.db.killing import ROOT
from tests.db.server import Databases, Server

WRITERS = ("一号", "二号", "三号")


def put_remark(work: Work, id: str, remark: str) -> Changes:
    """Save what the officer typed over whatever stands there."""
    work.session.get_one(PilotEntity, id).remark = remark
    return Changes()


def write(workspace: ServerWorkspace, id: str, edits: int) -> int:
    """Save `edits` times, each one more than what was seen; return how often somebody was faster."""
    conflicts = 0
    for _ in range(edits):
        while True:
            workspace.catch_up()
            ((seen,),) = workspace.rows("SELECT remark FROM pilot_entity WHERE id = :id", id=id)
            try:
                workspace.perform(put_remark, id, f"{int(seen.split()[0]) + 1} {workspace.officer}")
                break
            except ChangedMeanwhile:
                conflicts += 1
    return conflicts


def begin(workspace: ServerWorkspace) -> str:
    """Add what they save, and return its id."""
    return workspace.perform(add_entity, "示例公司", "0 先").id


def reached(workspace: ServerWorkspace) -> int:
    """Return how many edits are there."""
    return int(workspace.rows("SELECT remark FROM pilot_entity")[0][0].split()[0])


def main(arguments: Sequence[str]) -> None:
    """Start a server, let them compete in processes of their own, and print the outcome; with four arguments be one of the writers."""
    if len(arguments) == 4:
        with open_server(read_address(arguments[0]), officer=arguments[1]) as workspace:
            print(write(workspace, arguments[2], int(arguments[3])))
        return
    edits = int(arguments[0]) if arguments else 1000
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(date(2026, 3, 2))[0].code, "示例单位", "示例经办人")
    server = Server()
    try:
        databases = Databases(server, programme, office, datetime.now(UTC))
        with databases.open(databases.make(), lambda: datetime.now(UTC)) as workspace:
            id, begun = begin(workspace), time.perf_counter()
            commands = [[sys.executable, "-m", "tests.db.writers", workspace.place, officer, id, str(edits)] for officer in WRITERS]
            running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for command in commands]
            conflicts = sum(int(process.communicate()[0]) for process in running)
            lost, took = edits * len(WRITERS) - reached(workspace), time.perf_counter() - begun
    finally:
        server.remove()
    print(f"{edits} edits by each of {len(WRITERS)} writers in {took:.0f} s, told of a conflict {conflicts} times, lost {lost}")
    sys.exit(lost != 0)


if __name__ == "__main__":
    main(sys.argv[1:])
