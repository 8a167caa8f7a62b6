"""The vectors of docs/package-format.md: every later program reads them; what is deterministic comes out the same."""

import hashlib
import io
import json
import re
import zipfile

import msgspec
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exports.package.enrolment import check_registration, read_invitation, read_registration
from exports.package.manifest import Manifest
from exports.package.reading import open_package
from exports.package.refusals import Refusal
from exports.package.suites import NATIONAL, fingerprint, is_available
from models.exchange import ReceiptOutcome, Reply, Submission
from tests.db.killing import ROOT
from tests.package.sample import PROGRAM
from tests.package.vectors import FOLDER, fixed_pair, invitation, keys_of, plain, with_keys

KNOWN = json.loads(FOLDER.joinpath("vectors.json").read_text(encoding="utf-8"))
READABLE = [name for name in KNOWN["digests"] if "-sm" not in name or is_available(NATIONAL)]


@pytest.mark.parametrize("name", READABLE)
def test_every_vector_can_be_read(name: str) -> None:
    family = "national" if "-sm" in name else "modern"
    two = with_keys(keys_of(KNOWN, f"{family}-district"), keys_of(KNOWN, f"{family}-city"))
    recipient, peers = (two.city, two.of_city) if name.endswith(".rhbs") else (two.district, two.of_district)
    opened = open_package(FOLDER.joinpath(name).read_bytes(), (recipient,), peers, PROGRAM)
    assert (opened.digest, opened.verified, opened.sealed) == (KNOWN["digests"][name], True, "sealed" in name)


def test_fingerprints_are_as_published() -> None:
    for name, keys in KNOWN["keys"].items():
        if keys["suite"] != NATIONAL or is_available(NATIONAL):
            assert fingerprint(keys_of(KNOWN, name).public) == keys["fingerprint"]


def test_what_is_made_from_the_vectors_keys_is_byte_for_byte_the_vector() -> None:
    two = fixed_pair()
    assert keys_of(KNOWN, "modern-district") == two.district.keys
    for name in ("reply-1.rhfk", "pack-2.rhfa"):  # a submission holds the form of the present pack
        assert plain(two)[name].archive == FOLDER.joinpath(name).read_bytes()


def test_the_enrolment_vectors_can_be_read() -> None:
    two = fixed_pair()
    found = read_invitation(FOLDER.joinpath("enrolment.rhrw").read_bytes(), KNOWN["code"])
    assert found == invitation(two)
    answer = read_registration(FOLDER.joinpath("registration.rhdj").read_bytes())
    check_registration(answer, KNOWN["secret"], two.district.party.station, found.suite)
    assert answer.keys == two.district.keys.public


def test_another_program_can_read_a_package_by_the_page_alone() -> None:
    data = FOLDER.joinpath("submission-1-sealed.rhbs").read_bytes()
    keys = KNOWN["keys"]
    opened = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(keys["modern-city"]["sealing_private"])])
    assert opened == FOLDER.joinpath("submission-1.rhbs").read_bytes()
    with zipfile.ZipFile(io.BytesIO(opened)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts.pop("manifest.json")
    sender = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys["modern-district"]["signing_public"]))
    sender.verify(parts.pop("signature"), b"ronghe package v1\n" + text)
    manifest = json.loads(text)
    assert hashlib.sha256(text).hexdigest() == KNOWN["digests"]["submission-1.rhbs"]
    assert json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == text
    assert {entry["name"]: entry["digest"] for entry in manifest["entries"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in parts.items()
    }
    assert [form["file"] for form in json.loads(parts["content.json"])["forms"]] == ["forms/0001.json", "forms/0002.json"]


def test_the_page_names_every_field_of_the_manifest_every_optional_part_and_every_code() -> None:
    page = (ROOT / "docs" / "package-format.md").read_text(encoding="utf-8")
    optional = [field for kind in (Reply, Submission) for field in msgspec.structs.fields(kind) if not field.required]
    names = {field.encode_name for field in (*msgspec.structs.fields(Manifest), *optional)}
    told = set(re.findall(r"`([a-z_]+)`", page))
    assert names - told == {"phone"}  # who to ring needs no word
    assert {code.value for code in Refusal} <= told
    assert {outcome.value for outcome in ReceiptOutcome} <= told
