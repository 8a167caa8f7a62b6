"""What lies in a package that was received: one entry of it, exactly as it was submitted."""

from exports.exchange.stations import own_stations
from exports.package import archive
from exports.package.manifest import MANIFEST, decode_manifest
from exports.package.reading import open_envelope
from exports.package.refusals import PackageRefused
from exports.package.suites import envelope_suite, suite
from models.errors import UserError
from models.queries import exchange
from models.reading import Reader


def entry_of(reader: Reader, received_id: str, entry: str) -> bytes:
    """Return the bytes of one entry of a kept package.

    Its sender is not asked for again: what was taken in stays readable whatever becomes of the station (revoked, enrolled anew). That
    it is still the package whose signature was checked then shows in the digest of its manifest.

    Raises:
        UserError: The package or the entry is not there any more, or it is not as it came.
    """
    name, data = exchange.received_file(reader, received_id)
    ((digest,),) = reader.rows("SELECT digest FROM received_package WHERE id = :id", id=received_id)
    sealed = envelope_suite(data)
    try:
        parts = dict(archive.read(open_envelope(data, sealed, own_stations(reader)) if sealed else data))
        manifest = decode_manifest(bytes(parts[MANIFEST]))
    except (PackageRefused, KeyError) as damaged:
        raise _changed(name) from damaged
    algorithms = suite(manifest.suite)
    listed = {one.name: one.digest for one in manifest.entries}
    if entry not in listed:
        raise UserError("包里没有这一项。", "请刷新页面后再试。")
    if algorithms.digest(bytes(parts[MANIFEST])) != digest or entry not in parts or algorithms.digest(parts[entry]) != listed[entry]:
        raise _changed(name)
    return bytes(parts[entry])


def _changed(name: str) -> UserError:
    return UserError(f"保存的报送包“{name}”与收到时不一致，里面的文件取不出来。", "请从备份恢复账套，或请对方把这个包再导出一次。")
