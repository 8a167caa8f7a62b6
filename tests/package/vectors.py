"""The test vectors of docs/package-format.md; ``python -m tests.package.vectors`` writes them anew (before a release only)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exports.package.enrolment import Invitation, write_invitation, write_registration
from exports.package.parties import OwnStation
from exports.package.suites import MODERN, NATIONAL, OwnKeys, PublicKeys, fingerprint, suite
from exports.package.writing import Built, Place, seal
from tests.package.sample import AT, ENROLMENT, PACK, Pair, made, new_pack, pair, reply, submission

FOLDER = Path(__file__).with_name("vectors")
CODE = "0123 4567 8901 2340"
SECRET = "5e" * 32

SEALING = (
    (
        "age19r64zkwgkzs8j2q7hp948hznqkpgvrymchht9g3rjt44mz5sksaqzr97pp",
        "AGE-SECRET-KEY-1Z9K3WFRFTFPLJZRPJ5TK7G9CGR0HWNF50MD8ZMV539NMCNMJPNYS4KAW9W",
    ),
    (
        "age1t3nw0x5a6339marp3rm836ekhy5k773elyjxgwv388z8th0l63uqrx0xea",
        "AGE-SECRET-KEY-1JWFR9JMCAZNWHRDPUCHSPFC558NSN5DJSK3JGJ07TCGPNZ2MC22QHSULUQ",
    ),
)
"""age keys of the example stations: never to be used for anything else."""


def fixed_pair() -> Pair:
    """Return district and city with keys that anybody can know."""
    found = []
    for number, (public, private) in enumerate(SEALING, 1):
        seed = bytes([number]) * 32
        signing = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()
        found.append(OwnKeys(PublicKeys(MODERN, signing, public), seed.hex(), private))
    return with_keys(found[0], found[1])


def with_keys(district: OwnKeys, city: OwnKeys) -> Pair:
    base = pair()
    return Pair(replace(base.district, keys=district), replace(base.city, keys=city), base.stranger)


def plain(two: Pair) -> dict[str, Built]:
    """Make the packages without envelope: two of a chain upwards, a reply, a pack."""
    first = made(two.district, two.city.party, *submission())
    return {
        "submission-1.rhbs": first,
        "submission-2.rhbs": made(two.district, two.city.party, *submission(), Place(2, first.digest)),
        "reply-1.rhfk": made(two.city, two.district.party, *reply()),
        "pack-2.rhfa": made(two.city, two.district.party, *new_pack(), Place(2, "ab" * 32)),
    }


def invitation(two: Pair) -> Invitation:
    """Return what the enrolment file says."""
    keys = two.city.keys.public
    return Invitation(
        enrolment=ENROLMENT,
        secret=SECRET,
        suite=keys.suite,
        city=two.city.party,
        city_signing=keys.signing,
        city_sealing=keys.sealing,
        district=two.district.party,
        pack=PACK,
        made_at=AT,
        station_name="示例一号电脑",
    )


def main() -> None:
    """Write all vectors; envelopes and keys of the national suite come out differently every time."""
    two = fixed_pair()
    national = with_keys(suite(NATIONAL).new_keys(), suite(NATIONAL).new_keys())
    packages = plain(two)
    sealed = packages["submission-1.rhbs"]
    in_national = made(national.district, national.city.party, *submission())
    files = {name: built.archive for name, built in packages.items()}
    files["submission-1-sealed.rhbs"] = seal(sealed, two.district, two.city.keys.public)
    files["submission-1-sm.rhbs"] = in_national.archive
    files["submission-1-sm-sealed.rhbs"] = seal(in_national, national.district, national.city.keys.public)
    files["enrolment.rhrw"] = write_invitation(invitation(two), CODE)
    files["registration.rhdj"] = write_registration(ENROLMENT, SECRET, two.district, AT)
    digests = {name: built.digest for name, built in packages.items()}
    digests |= {"submission-1-sealed.rhbs": sealed.digest}
    digests |= dict.fromkeys(("submission-1-sm.rhbs", "submission-1-sm-sealed.rhbs"), in_national.digest)
    known = {
        "digests": digests,
        "code": CODE,
        "secret": SECRET,
        "keys": {
            f"{name}-{side}": described(station)
            for name, both in (("modern", two), ("national", national))
            for side, station in sides(both)
        },
    }
    FOLDER.mkdir(exist_ok=True)
    for name, data in files.items():
        FOLDER.joinpath(name).write_bytes(data)
    FOLDER.joinpath("vectors.json").write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def sides(two: Pair) -> list[tuple[str, OwnStation]]:
    return [("district", two.district), ("city", two.city)]


def described(station: OwnStation) -> dict[str, Any]:
    keys = station.keys
    return {
        "station": station.party.station,
        "suite": keys.public.suite,
        "signing_public": keys.public.signing,
        "signing_private": keys.signing,
        "sealing_public": keys.public.sealing,
        "sealing_private": keys.sealing,
        "fingerprint": fingerprint(keys.public),
    }


def keys_of(known: dict[str, Any], name: str) -> OwnKeys:
    """Return keys as they stand in ``vectors.json``."""
    found = known["keys"][name]
    return OwnKeys(
        PublicKeys(found["suite"], found["signing_public"], found["sealing_public"]), found["signing_private"], found["sealing_private"]
    )


if __name__ == "__main__":
    main()
