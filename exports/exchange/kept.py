"""What lies in a package that was received: one entry of it, exactly as it was submitted."""

from exports.exchange.stations import own_stations
from exports.package import archive
from exports.package.reading import open_envelope
from exports.package.suites import envelope_suite
from models.errors import UserError
from models.queries import exchange
from models.reading import Reader


def entry_of(reader: Reader, received_id: str, entry: str) -> bytes:
    """Return the bytes of one entry of a kept package.

    Raises:
        UserError: The package or the entry is not there any more.
    """
    _, data = exchange.received_file(reader, received_id)
    sealed = envelope_suite(data)
    plain = open_envelope(data, sealed, own_stations(reader)) if sealed else data
    for name, content in archive.read(plain):
        if name == entry:
            return bytes(content)
    raise UserError("包里没有这一项。", "请刷新页面后再试。")
