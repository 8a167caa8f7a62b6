"""Reading files from outside in a process of its own, within limits of time and memory; one bad file never stops the others."""

import contextlib
import logging
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

import msgspec
import psutil

from exports.files import Progress, ignore
from exports.incoming.child import Reply, serve
from exports.incoming.limits import Limits
from exports.incoming.refusals import refuse
from forms.collecting.content import Incoming, Refusal

_LOOK_EVERY = 0.05
"""Seconds between looks at the other process's memory, and the longest time until a stop is heeded."""

_START = 60.0
"""Seconds the other process may take to start on an old computer that a virus scanner slows down."""

_MAY_BE_INHERITED = ("too_much_memory", "reader_stopped")
_LEFT_BEHIND = ("~$", ".~lock.", "._", ".ds_store", "thumbs.db", "desktop.ini")
_MOST_FILES = 5_000

log = logging.getLogger(__name__)


def files_below(dropped: Iterable[Path]) -> list[Path]:
    """Return the files in what was dropped on the window: files themselves, folders with all below them, sorted; each once.

    Office programs' own lock files and what systems leave behind (``~$…``, ``Thumbs.db``) are left out of folders. Links to
    folders are not followed. At most 5,000 files.
    """
    found: dict[Path, None] = {}
    for path in _each_below(dropped):
        found.setdefault(path)
        if len(found) >= _MOST_FILES:
            break
    return list(found)


def read_files(paths: Sequence[Path], progress: Progress = ignore, limits: Limits | None = None) -> list[Incoming]:
    """Read Word and Excel files, one result for each path, in their order; never raises for a file.

    Args:
        paths: The files.
        progress: Called with files done and files in all, several times a second; may raise to stop, which ends the other
            process at once.
        limits: What one file may take; default: far more than any filled form needs.
    """
    done: list[Incoming] = []
    progress(0, len(paths))
    with _Reader(limits or Limits()) as reader:
        for path in paths:
            reply = reader.read(path, lambda: progress(len(done), len(paths)))
            if reply.fault:
                log.error("A file could not be read because of a bug: %s", reply.fault)
            done.append(Incoming(str(path), reply.content, reply.digest, reply.size))
            progress(len(done), len(paths))
    return done


class _Reader:
    """The other process; started for the first file, and anew after one that it did not survive."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._decoder = msgspec.msgpack.Decoder(Reply)
        self._process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def read(self, path: Path, waiting: Callable[[], object]) -> Reply:
        """Have one file read; `waiting` is called again and again meanwhile."""
        fresh = self._process is None
        reply = self._read(path, waiting)
        if not fresh and isinstance(reply.content, Refusal) and reply.content.code in _MAY_BE_INHERITED:
            # What the files before have left in memory is not this file's fault.
            self._stop()
            reply = self._read(path, waiting)
        return reply

    def _read(self, path: Path, waiting: Callable[[], object]) -> Reply:
        try:
            if self._process is None:
                self._start()
                if self._wait(_START, waiting):
                    raise EOFError
                self._connection.recv_bytes(0)
            self._connection.send_bytes(os.fsencode(Path(path).absolute()))
            if code := self._wait(self._limits.seconds, waiting):
                self._stop()
                return Reply(refuse(code, seconds=f"{self._limits.seconds:g}"))
            reply = self._decoder.decode(self._connection.recv_bytes(self._limits.reply))
        except (OSError, EOFError, msgspec.MsgspecError):
            # It died, or what it sent is no reply: nothing more of it is believed.
            self._stop()
            return Reply(refuse("reader_stopped"))
        if isinstance(reply.content, Refusal) and reply.content.code == "too_much_memory":
            self._stop()
        return reply

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self._limits), daemon=True, name="incoming")
        self._process.start()
        theirs.close()

    def _wait(self, seconds: float, waiting: Callable[[], object]) -> str:
        """Wait for an answer and return an empty text, or the code of what came first: too much time or memory."""
        assert self._process is not None
        until = time.monotonic() + seconds
        while not self._connection.poll(_LOOK_EVERY):
            waiting()
            if time.monotonic() > until:
                return "too_slow"
            with contextlib.suppress(psutil.Error):
                if psutil.Process(self._process.pid).memory_info().rss > self._limits.memory:
                    return "too_much_memory"
        return ""

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
            self._connection.close()


def _each_below(dropped: Iterable[Path]) -> Iterator[Path]:
    for path in dropped:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names) if not name.lower().startswith(_LEFT_BEHIND))
