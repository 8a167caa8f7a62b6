"""Enrolment: the file, its code, the answer, and everything that can be wrong with them."""

import random
from dataclasses import replace

import pytest
from msgspec.structs import replace as with_facts

from exports.package.enrolment import (
    INVITATION_MAGIC,
    REGISTRATION_MAGIC,
    Invitation,
    check_registration,
    new_code,
    read_code,
    read_invitation,
    read_registration,
    write_invitation,
    write_registration,
)
from exports.package.parties import OwnStation
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import MODERN, NATIONAL, PublicKeys, fingerprint, is_available, suite
from models.errors import UserError
from tests.package.sample import AT, ENROLMENT, PACK, Pair, pair

SECRET = "5e" * 32


@pytest.fixture(scope="module", params=[MODERN, *([NATIONAL] if is_available(NATIONAL) else [])])
def two(request: pytest.FixtureRequest) -> Pair:
    return pair(request.param)


def invitation(two: Pair) -> Invitation:
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


def refused(data: bytes, code: str) -> Refusal:
    with pytest.raises(PackageRefused) as found:
        read_invitation(data, code)
    return found.value.code


def test_both_sides_end_up_with_the_others_keys(two: Pair) -> None:
    code = new_code()
    opened = read_invitation(write_invitation(invitation(two), code), code.replace(" ", "　"))
    assert opened == invitation(two)
    assert opened.city_peer.keys == two.city.keys.public
    own = OwnStation(opened.district, suite(opened.suite).new_keys())
    answer = read_registration(write_registration(opened.enrolment, opened.secret, own, AT))
    check_registration(answer, SECRET, two.district.party.station, opened.suite)
    assert fingerprint(answer.keys) == fingerprint(own.keys.public)


def test_a_wrong_code_opens_nothing(two: Pair) -> None:
    code, other = new_code(), new_code()
    data = write_invitation(invitation(two), code)
    assert refused(data, other) == Refusal.WRONG_CODE
    assert refused(data[:-1], code) == Refusal.WRONG_CODE
    assert refused(data[: len(INVITATION_MAGIC) + 30], code) == Refusal.DAMAGED
    assert refused(b"PK" + data, code) == Refusal.NOT_OURS


def test_a_misheard_digit_is_noticed_before_anything_is_tried() -> None:
    digits = read_code(new_code())
    wrong = [digits[:n] + str((int(digits[n]) + step) % 10) + digits[n + 1 :] for n in range(16) for step in range(1, 10)]
    for typed in (*wrong, digits[:-1], digits + "0", "", "abcd" * 4):
        with pytest.raises(UserError, match="口令"):
            read_code(typed)
    assert read_code("－".join((digits[:8], "".join(chr(ord(d) - 48 + 0xFF10) for d in digits[8:])))) == digits


def test_an_answer_from_somebody_else_is_refused(two: Pair) -> None:
    good = invitation(two)
    data = write_registration(ENROLMENT, SECRET, two.district, AT)
    other_secret = write_registration(ENROLMENT, "ab" * 32, two.district, AT)
    answer = read_registration(data)
    stolen = with_facts(answer, signing=two.stranger.keys.public.signing)
    other_station = write_registration(ENROLMENT, SECRET, OwnStation(two.stranger.party, two.district.keys), AT)
    for wrong in (read_registration(other_secret), stolen, read_registration(other_station), with_facts(answer, signature="0" * 128)):
        with pytest.raises(PackageRefused) as found:
            check_registration(wrong, SECRET, two.district.party.station, good.suite)
        assert found.value.code == Refusal.SIGNATURE
    check_registration(answer, SECRET, two.district.party.station, good.suite)


def test_damaged_answers_are_refused(two: Pair) -> None:
    data = write_registration(ENROLMENT, SECRET, two.district, AT)
    rng = random.Random(1)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << rng.randrange(8)
        with pytest.raises(PackageRefused):
            check_registration(read_registration(bytes(changed)), SECRET, two.district.party.station, two.city.keys.public.suite)


def test_files_of_enrolment_are_called_by_their_own_names() -> None:
    with pytest.raises(PackageRefused, match="这不是登记回执。"):
        read_registration(b"something else")
    with pytest.raises(PackageRefused, match="登记回执损坏"):
        read_registration(REGISTRATION_MAGIC + b"{")
    with pytest.raises(PackageRefused, match="这不是入网文件。"):
        read_invitation(REGISTRATION_MAGIC, new_code())


def test_keys_that_are_none_are_not_pinned(two: Pair) -> None:
    name = two.city.keys.public.suite
    good = two.city.keys.public
    for wrong in (
        replace(good, signing="00" * 7),
        replace(good, sealing="age1nonsense"),
        replace(good, sealing="11" * 64),
        replace(good, signing="zz" * 32),
        PublicKeys("other", good.signing, good.sealing),
    ):
        assert not suite(name).accepts(wrong)
    assert suite(name).accepts(good)
