"""Reading processes that break, each at a file whose name says how; alone, a program that reads one of them and is killed meanwhile."""

import contextlib
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from exports.incoming import child, reading
from exports.incoming.limits import MB, Limits

HANGS, EATS, DIES, DIES_LATER, BUG = "停不下来.docx", "吃内存.docx", "崩溃.docx", "用久了才崩溃.docx", "缺陷.docx"


def serve_badly(connection: Connection, limits: Limits) -> None:
    """Read as ever, but hang, die or eat memory at the files named so."""
    load = child.load
    names: list[str] = []

    def load_badly(path: str, limits: Limits) -> bytes:
        name = os.path.basename(path)
        names.append(name)
        if name == HANGS:
            with contextlib.suppress(OSError):  # a file may not be written, a pipe may
                print("hanging", flush=True)
            while True:
                pass
        if name == EATS:
            eaten = [b"x" * MB for _ in range(450)]
            while eaten:
                pass
        if name == DIES or (name == DIES_LATER and len(names) > 1):
            os._exit(139)
        if name == BUG:
            raise KeyError(name)
        return load(path, limits)

    child.load = load_badly
    child.serve(connection, limits)


def serve_badly_without_limits(connection: Connection, limits: Limits) -> None:
    """The same on a system that holds nobody to limits."""
    child._limit = _no_limits
    serve_badly(connection, limits)


def serve_badly_and_end_soon(connection: Connection, limits: Limits) -> None:
    """The same, not waiting long for the program that asked."""
    child.GRACE = 0.1
    serve_badly(connection, limits)


def serve_nonsense(connection: Connection, limits: Limits) -> None:
    """Answer with what is no reply."""
    connection.send_bytes(b"")
    connection.recv_bytes()
    connection.send_bytes(b"\x80\x04\x95nonsense")


def tell_limits(connection: Connection) -> None:
    """Tell what may be held, written and opened."""
    import resource

    child._limit(Limits())
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
    connection.send_bytes(" ".join(str(resource.getrlimit(kind)[1]) for kind in kinds).encode())


def _no_limits(limits: Limits) -> None:
    return


if __name__ == "__main__":
    reading.serve = serve_badly_and_end_soon  # type: ignore[attr-defined]
    reading.read_files([Path(sys.argv[1])], limits=Limits(seconds=1.5))
