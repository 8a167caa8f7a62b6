"""The process that reads files from outside: it limits itself, reads one file after the other, and answers in plain typed messages."""

import contextlib
import faulthandler
import hashlib
import os
import signal
import stat
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from exports.incoming.limits import MB, Limits
from exports.incoming.refusals import Refused, refuse
from forms.collecting.content import Refusal, WordContent, Workbook
from models.errors import system_words

GRACE = 5.0
"""Seconds after which the process ends by itself when nobody has ended it: the program that asked may be gone."""

_OPEN_FILES = 64


class Reply(msgspec.Struct, frozen=True):
    """The answer for one file; `fault` is what a bug of ours looked like, for the log."""

    content: WordContent | Workbook | Refusal
    digest: str = ""
    size: int = 0
    fault: str = ""


def serve(connection: Connection, limits: Limits) -> None:
    """Read the files whose names come in, one at a time, until the other end closes.

    Args:
        connection: Names come in as the system writes them (`os.fsencode`), replies go out as MessagePack.
        limits: What one file may take.
    """
    _limit(limits)
    encoder = msgspec.msgpack.Encoder()
    # Everything is loaded before the first file's time begins to run.
    import lxml.etree  # noqa: F401

    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(b"")
        while True:
            path = os.fsdecode(connection.recv_bytes())
            with open(os.devnull, "w") as nowhere:
                faulthandler.dump_traceback_later(limits.seconds + GRACE, exit=True, file=nowhere)
                connection.send_bytes(encoder.encode(answer(path, limits)))
                faulthandler.cancel_dump_traceback_later()


def answer(path: str, limits: Limits) -> Reply:
    """Read one file; whatever is wrong with it becomes a refusal."""
    digest, size = "", 0
    try:
        data = load(path, limits)
        digest, size = hashlib.sha256(data).hexdigest(), len(data)
        return Reply(read_content(data, Path(path).suffix.lower()), digest, size)
    except Refused as refused:
        return Reply(refused.refusal, digest, size)
    except MemoryError:
        return Reply(refuse("too_much_memory"), digest, size)
    except Exception as bug:  # must not cost the officer the other files
        # Its words may quote the file, which is no business of the log.
        places = traceback.format_list(traceback.extract_tb(bug.__traceback__)[-8:])
        return Reply(refuse("unforeseen"), digest, size, f"{type(bug).__name__}\n{''.join(places)}")


def load(path: str, limits: Limits) -> bytes:
    """Return the bytes of a file.

    Raises:
        Refused: There is none, it is no ordinary file, held by another program, or too large.
    """
    name = os.path.basename(path)
    if name.startswith(("~$", ".~")):
        raise Refused("lock_file")
    try:
        facts = os.stat(path)
        if not stat.S_ISREG(facts.st_mode):
            raise Refused("not_a_file")
        if facts.st_size > limits.file_size:
            raise Refused("too_large", size=facts.st_size // MB, limit=limits.file_size // MB)
        with open(path, "rb") as file:
            data = file.read(limits.file_size + 1)
    except FileNotFoundError:
        raise Refused("missing") from None
    except OSError as error:
        raise Refused("no_access", reason=system_words(error)) from None
    if len(data) > limits.file_size:
        raise Refused("too_large", size=len(data) // MB, limit=limits.file_size // MB)
    return data


def read_content(data: bytes, ending: str) -> WordContent | Workbook:
    """Pass a file through the gate and read it.

    Args:
        data: The whole file.
        ending: The name's ending with its dot, in lower case.

    Raises:
        Refused: It does not pass, or is broken further inside.
    """
    from exports.incoming.excel import read_excel
    from exports.incoming.gate import pass_gate
    from exports.incoming.word import read_word

    package = pass_gate(data, ending)
    return read_word(package) if package.kind == "word" else read_excel(package)


def _limit(limits: Limits) -> None:
    """Let the system hold the process to its limits where it can; the other end watches memory and time as well."""
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asked decides when to stop
    if sys.platform == "win32":
        return
    import resource

    # Nothing is written, no other process is looked at, and no picture of the memory is left behind.
    wanted = [
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ]
    for kind, most in wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
