"""Packages there and back, and each refusal by its code."""

import io
import sys
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace as with_facts

from exports.package import archive, writing
from exports.package.chain import Chain, Link, check_standing
from exports.package.manifest import Withdrawn, encode
from exports.package.reading import Opened, open_envelope, open_package
from exports.package.refusals import SENTENCES, PackageRefused, Refusal
from exports.package.suites import MODERN, NATIONAL, fingerprint, is_available
from exports.package.writing import Built, File, Place, seal
from models.errors import UserError
from models.exchange import Content, PackageKind
from tests.package.random_packages import Drawn, check_round_trip, packages
from tests.package.sample import DEFINITION, ENROLMENT, PROGRAM, Pair, made, new_pack, nil_report, pair, reply, submission

SUITES = [MODERN, *([NATIONAL] if is_available(NATIONAL) else [])]


@pytest.fixture(scope="module", params=SUITES)
def two(request: pytest.FixtureRequest) -> Pair:
    return pair(request.param)


@pytest.fixture(scope="module")
def modern() -> Pair:
    return pair()


def sent(two: Pair, place: Place | None = None) -> Built:
    return made(two.district, two.city.party, *submission(), place)


def received(two: Pair, data: bytes) -> Opened:
    return open_package(data, (two.city,), two.of_city, PROGRAM)


def code(two: Pair, data: bytes) -> Refusal:
    with pytest.raises(PackageRefused) as refused:
        received(two, data)
    return refused.value.code


def test_a_submission_arrives_as_it_was_sent(two: Pair) -> None:
    content, files = submission()
    built = sent(two)
    for data in (built.archive, seal(built, two.district, two.city.keys.public)):
        opened = received(two, data)
        assert (opened.content, opened.digest, opened.verified) == (content, built.digest, True)
        assert {name: bytes(data) for name, data in opened.files.items() if name != "content.json"} == {f.name: f.data for f in files}
        assert [form.payload for form in opened.forms] == [bytes(f.data).decode() for f in files if f.name.startswith("forms/")]
        assert opened.forms[0].definition == DEFINITION


@pytest.mark.parametrize(("kind", "what"), [(PackageKind.REPLY, reply()), (PackageKind.PACK, new_pack())])
def test_replies_and_packs_arrive_too(two: Pair, kind: PackageKind, what: tuple[Content, list[File]]) -> None:
    content, files = what
    built = made(two.city, two.district.party, content, files)
    opened = open_package(seal(built, two.city, two.district.keys.public), (two.district,), two.of_district, PROGRAM)
    assert (opened.manifest.kind, opened.content, opened.sealed) == (kind, content, True)


def test_who_sent_it_can_open_the_envelope_as_well(two: Pair) -> None:
    built = sent(two)
    data = seal(built, two.district, two.city.keys.public)
    assert open_envelope(data, two.district.keys.public.suite, (two.district,)) == built.archive


def test_an_ordinary_zip_program_can_look_inside(modern: Pair) -> None:
    with zipfile.ZipFile(io.BytesIO(sent(modern).archive)) as package:
        assert package.testzip() is None
        assert package.namelist()[:3] == ["manifest.json", "signature", "content.json"]


def test_the_same_package_made_twice_is_the_same_file(modern: Pair) -> None:
    assert sent(modern).archive == sent(modern).archive


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(packages())
def test_any_valid_package_arrives_equal(modern: Pair, drawn: Drawn) -> None:
    check_round_trip(modern, drawn)


def test_each_refusal_has_its_code(two: Pair) -> None:
    built = sent(two)
    sealed = seal(built, two.district, two.city.keys.public)
    assert code(two, b"") == Refusal.NOT_OURS
    assert code(two, b"PK\3\4 some other file") == Refusal.NOT_OURS
    assert code(two, built.archive[:-1]) == Refusal.DAMAGED
    assert code(two, sealed[:-1]) == Refusal.DAMAGED
    assert code(two, made(two.district, two.stranger.party, *submission()).archive) == Refusal.WRONG_RECIPIENT
    assert code(two, seal(built, two.district, two.stranger.keys.public)) == Refusal.WRONG_RECIPIENT
    assert code(two, made(two.stranger, two.city.party, *submission()).archive) == Refusal.UNKNOWN_SENDER
    thief = replace(two.stranger, party=two.district.party)
    assert code(two, made(thief, two.city.party, *submission()).archive) == Refusal.SIGNATURE
    assert code(two, made(two.district, two.city.party, *submission(), enrolment="f" * 32).archive) == Refusal.WRONG_RECIPIENT


def test_a_newer_package_says_upgrade(modern: Pair) -> None:
    with pytest.raises(PackageRefused) as refused:
        open_package(sent(modern).archive, (modern.city,), modern.of_city, "0.9.9")
    assert refused.value.code == Refusal.NEWER
    assert "升级" in refused.value.hint


def test_a_revoked_station_is_refused(modern: Pair) -> None:
    revoked = {id: replace(peer, revoked=True) for id, peer in modern.of_city.items()}
    with pytest.raises(PackageRefused) as refused:
        open_package(sent(modern).archive, (modern.city,), revoked, PROGRAM)
    assert refused.value.code == Refusal.REVOKED


def test_the_city_decides_about_a_district_that_is_not_enrolled(modern: Pair) -> None:
    party = with_facts(modern.city.party, station="")
    data = made(modern.stranger, party, *submission(), enrolment="").archive
    assert code(modern, data) == Refusal.UNENROLLED
    opened = open_package(data, (modern.city,), modern.of_city, PROGRAM, accept_unenrolled=True)
    assert not opened.verified
    elsewhere = made(modern.stranger, with_facts(modern.city.party, station="9" * 32), *submission(), enrolment="").archive
    with pytest.raises(PackageRefused) as refused:
        open_package(elsewhere, (modern.city,), modern.of_city, PROGRAM, accept_unenrolled=True)
    assert refused.value.code == Refusal.WRONG_RECIPIENT


def test_a_suite_that_is_not_here_is_said_plainly(modern: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    monkeypatch.delitem(sys.modules, "exports.package.national", raising=False)
    assert code(modern, b"ronghe-envelope/sm/v1\n") == Refusal.SUITE_MISSING
    assert not is_available(NATIONAL)


def test_every_code_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert all(message.endswith("。") and hint.endswith("。") for message, hint in SENTENCES.values())


def test_fingerprints_tell_keys_apart(two: Pair) -> None:
    found = [fingerprint(station.keys.public) for station in (two.district, two.city, two.stranger)]
    assert len(set(found)) == 3
    assert all(len(text.replace(" ", "")) == 24 and text.replace(" ", "").isdigit() for text in found)


def standing(chain: Chain, built: Built) -> Refusal | None:
    try:
        check_standing(chain, built.manifest, built.digest)
    except PackageRefused as refused:
        return refused.code
    return None


def test_a_chain_takes_packages_one_after_the_other(modern: Pair) -> None:
    first = sent(modern)
    second = sent(modern, Place(2, first.digest))
    third = sent(modern, Place(3, second.digest))
    empty = Chain()
    one = Chain(taken={1: Link(first.digest, "")})
    assert [standing(empty, built) for built in (first, second, third)] == [None, Refusal.GAP, Refusal.GAP]
    assert [standing(one, built) for built in (first, second, third)] == [Refusal.DUPLICATE, None, Refusal.GAP]
    waiting = Chain(taken=one.taken, waiting={3: Link(third.digest, second.digest)})
    assert waiting.missing() == (2,)
    assert standing(waiting, second) is None
    both = Chain(taken={**one.taken, 2: Link(second.digest, first.digest)}, waiting=waiting.waiting)
    assert standing(both, third) is None
    assert standing(Chain(first=2), first) == Refusal.REPLAY


def test_a_fork_shows_by_number_and_by_hash(modern: Pair) -> None:
    first = sent(modern)
    other = made(modern.district, modern.city.party, *nil_report())
    second, strange = sent(modern, Place(2, first.digest)), sent(modern, Place(2, other.digest))
    chain = Chain(taken={1: Link(first.digest, "")})
    assert standing(chain, other) == Refusal.FORK
    assert standing(chain, strange) == Refusal.FORK
    waiting = Chain(waiting={2: Link(second.digest, first.digest)})
    assert standing(waiting, strange) == Refusal.FORK
    assert standing(waiting, other) == Refusal.FORK
    assert standing(waiting, first) is None


def test_nobody_waits_for_what_was_withdrawn(modern: Pair) -> None:
    first = sent(modern)
    second = sent(modern, Place(2, first.digest))
    third = sent(modern, Place(3, second.digest, (Withdrawn(sequence=2, package=second.digest),)))
    chain = Chain(taken={1: Link(first.digest, "")})
    assert standing(chain, third) is None
    after = Chain(taken={**chain.taken, 3: Link(third.digest, second.digest)}, withdrawn={2: second.digest})
    assert standing(after, second) == Refusal.WITHDRAWN
    assert after.missing() == ()


def test_the_enrolment_stands_in_the_manifest(modern: Pair) -> None:
    manifest = received(modern, sent(modern).archive).manifest
    assert manifest.enrolment == ENROLMENT
    assert encode(manifest).startswith(b'{"enrolment":')


def test_what_cannot_travel_is_said_with_its_place(modern: Pair) -> None:
    content, files = submission()
    project = with_facts(content.projects[1], progress=(with_facts(content.projects[1].progress[0], text="长" * 300_000),))
    for wrong, place in (
        (with_facts(content, projects=(content.projects[0], project)), "项目“示例项目2”的资料"),
        (with_facts(content, documents=(with_facts(content.documents[0], file_name="a/b"), content.documents[1])), "文件“试点申报表”"),
        (with_facts(content, note="空\0字符"), "要发送的内容"),
    ):
        with pytest.raises(UserError, match=place):
            made(modern.district, modern.city.party, wrong, files)


def test_what_is_too_large_is_refused_on_both_sides(modern: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    built = sent(modern)
    sealed = seal(built, modern.district, modern.city.keys.public)
    monkeypatch.setattr(writing, "LARGEST_CONTENT", 100)
    with pytest.raises(UserError, match="装不下"):
        sent(modern)
    monkeypatch.setattr(archive, "LARGEST", 100)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 1)
    assert code(modern, built.archive) == Refusal.TOO_LARGE
    assert code(modern, sealed) == Refusal.TOO_LARGE
    with pytest.raises(PackageRefused):
        archive.write([("a", bytes(101))])
