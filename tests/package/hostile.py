"""Hostile packages, made from good ones; ``python -m tests.package.hostile [count]`` runs at least so many (25,000).

Each must be refused with a code. What is made without the sender's key tries the outside; what is made with it (a station
gone wrong or broken into) tries everything behind the signature.
"""

import base64
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from exports.package import archive
from exports.package.chain import Chain, Link, check_standing
from exports.package.manifest import CONTENT, MANIFEST, SIGNATURE, signed_text
from exports.package.parties import OwnStation
from exports.package.reading import open_package
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import ENVELOPES, MODERN, NATIONAL, is_available, suite
from exports.package.writing import Built, Place, seal
from tests.package import odd_archives
from tests.package.sample import ENROLMENT, PROGRAM, Pair, id_of, made, nil_report, pair, reply, submission

Parts = list[tuple[str, bytes]]


@dataclass(frozen=True)
class World:
    """A city that has taken in one package, and what is attacked: the next one, plain and sealed, and a later one."""

    two: Pair
    first: Built
    good: Built
    sealed: bytes
    later: Built
    chain: Chain

    @property
    def keys(self) -> OwnStation:
        """Who sends."""
        return self.two.district


@dataclass(frozen=True)
class Hostile:
    """One hostile package: how it was made, and the file."""

    label: str
    data: bytes


def world(name: str = MODERN) -> World:
    """Make the good packages."""
    two = pair(name)
    first = made(two.district, two.city.party, *nil_report())
    good = made(two.district, two.city.party, *submission(), Place(2, first.digest))
    later = made(two.district, two.city.party, *nil_report(), Place(3, good.digest))
    chain = Chain(taken={1: Link(first.digest, "")})
    return World(two, first, good, seal(good, two.district, two.city.keys.public), later, chain)


def verdict(world: World, data: bytes) -> Refusal | None:
    """Return the code a package is refused with; ``None`` when it is let in. Anything else it raises is a defect."""
    try:
        opened = open_package(data, (world.two.city,), world.two.of_city, PROGRAM)
        check_standing(world.chain, opened.manifest, opened.digest)
    except PackageRefused as refused:
        return refused.code
    return None


def parts_of(built: Built) -> Parts:
    return [(name, bytes(content)) for name, content in archive.read(built.archive)]


def forged(world: World, parts: Parts) -> bytes:
    """Sign the manifest as it stands with the sender's own key, and pack."""
    text = parts[0][1]
    signature = suite(world.keys.keys.public.suite).sign(world.keys.keys, signed_text(text))
    return archive.write([parts[0], (SIGNATURE, signature), *parts[2:]])


def with_part(world: World, name: str, content: bytes) -> bytes:
    """Replace an entry, put its right hash and size into the manifest, and sign: only the content itself is wrong."""
    parts = [(n, content if n == name else c) for n, c in parts_of(world.good)]
    manifest = json.loads(parts[0][1])
    for entry in manifest["entries"]:
        if entry["name"] == name:
            entry |= {"size": len(content), "digest": suite(manifest["suite"]).digest(content)}
    return forged(world, [(MANIFEST, canonical(manifest)), *parts[1:]])


def with_manifest(world: World, text: bytes) -> bytes:
    return forged(world, [(MANIFEST, text), *parts_of(world.good)[1:]])


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def flips(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Every byte of every structure, one random bit each; some of the contents."""
    for label, data in (("plain", world.good.archive), ("sealed", world.sealed)):
        places = structure(data) if label == "plain" else [*range(400), *range(len(data) - 40, len(data))]
        places += [rng.randrange(len(data)) for _ in range(200)]
        for place in places:
            changed = bytearray(data)
            changed[place] ^= 1 << rng.randrange(8)
            yield Hostile(f"flip {label} {place}", bytes(changed))


def structure(data: bytes) -> list[int]:
    """Return the places of all headers, names, manifest, signature, content and directory."""
    places: list[int] = []
    offset = 0
    for name, content in archive.read(data):
        start = offset + 30 + len(name)
        places += range(offset, start)
        if name in (MANIFEST, SIGNATURE):
            places += range(start, start + len(content))
        offset = start + len(content)
    return [*places, *range(offset, len(data))]


def cuts(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Cut off, lengthened, doubled, with a hole or a swap inside."""
    for label, data in (("plain", world.good.archive), ("sealed", world.sealed)):
        size = len(data)
        for place in (*range(0, 300, 3), *(rng.randrange(size) for _ in range(60)), size - 1):
            yield Hostile(f"cut {label} {place}", data[:place])
            yield Hostile(f"tail {label} {place}", data[place + 1 :])
            end = min(size, place + rng.randrange(1, 64))
            yield Hostile(f"hole {label} {place}", data[:place] + data[end:])
            if set(data[place:end]) != {0}:
                yield Hostile(f"zeros {label} {place}", data[:place] + bytes(end - place) + data[end:])
            yield Hostile(f"put in {label} {place}", data[:place] + rng.randbytes(end - place) + data[place:])
        for extra in (b"\0", b"\n", b"PK\5\6" + bytes(18), data):
            yield Hostile(f"longer {label}", data + extra)
            yield Hostile(f"before {label}", extra + data)


def shuffles(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Entries in another order, left out, twice under another name, renamed, or from another package: all without the key."""
    parts, other = parts_of(world.good), parts_of(world.first)
    for _ in range(60):
        mixed = parts[:]
        rng.shuffle(mixed)
        if mixed != parts:
            yield Hostile("shuffled", archive.write(mixed))
    for n, (name, content) in enumerate(parts):
        yield Hostile(f"without {name}", archive.write(parts[:n] + parts[n + 1 :]))
        yield Hostile(f"added after {name}", archive.write([*parts[: n + 1], ("zz/more.txt", b"x"), *parts[n + 1 :]]))
        yield Hostile(f"renamed {name}", archive.write([*parts[:n], (f"{name}0", content), *parts[n + 1 :]]))
        yield Hostile(f"traversal {name}", archive.write([*parts[:n], (f"../{name}", content), *parts[n + 1 :]]))
        yield Hostile(f"emptied {name}", archive.write([*parts[:n], (name, b""), *parts[n + 1 :]]))
        yield Hostile(f"exchanged {name}", archive.write([*parts[:n], (name, other[rng.randrange(len(other))][1]), *parts[n + 1 :]]))
    yield Hostile("manifest of another", archive.write([other[0], *parts[1:]]))
    yield Hostile("manifest and signature of another", archive.write([*other[:2], *parts[2:]]))
    yield Hostile("content of another", archive.write([*parts[:2], other[2], *parts[3:]]))


def repaired(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Changed without the key, but in an archive whose own check sums are right."""
    parts = parts_of(world.good)
    for n, (name, content) in enumerate(parts):
        for place in range(0, len(content), 1 if name == SIGNATURE else max(1, len(content) // 250)):
            changed = bytearray(content)
            changed[place] ^= 1 << rng.randrange(8)
            yield Hostile(f"repaired {name} {place}", archive.write([*parts[:n], (name, bytes(changed)), *parts[n + 1 :]]))


def strangers(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Right in itself, but of the wrong sender, for the wrong recipient, or at the wrong place in the chain."""
    two, content = world.two, submission()
    after = Place(2, world.first.digest)
    thief = OwnStation(two.district.party, two.stranger.keys)
    yield Hostile("other key", made(thief, two.city.party, *content, after).archive)
    yield Hostile("other sender", made(two.stranger, two.city.party, *content, after).archive)
    yield Hostile("not enrolled", made(two.stranger, two.city.party, *content, after, enrolment="").archive)
    yield Hostile("other enrolment", made(two.district, two.city.party, *content, after, enrolment="d" * 32).archive)
    yield Hostile("no enrolment", made(two.district, two.city.party, *content, after, enrolment="").archive)
    yield Hostile("for another", made(two.district, two.stranger.party, *content, after).archive)
    yield Hostile("for the sender", made(two.district, two.district.party, *content, after).archive)
    yield Hostile("a reply upwards", made(two.district, two.city.party, *reply(), after).archive)
    yield Hostile("sealed to another", seal(world.good, two.district, two.stranger.keys.public))
    yield Hostile("replayed", world.first.archive)
    yield Hostile("sealed and replayed", seal(world.first, two.district, two.city.keys.public))
    yield Hostile("gap", world.later.archive)
    yield Hostile("twice in an envelope", twice(world))
    for number in range(1, 40):
        fork = made(two.district, two.city.party, *content, Place(number, f"{rng.getrandbits(256):064x}" if number > 1 else ""))
        yield Hostile(f"forked at {number}", fork.archive)


def envelope_bombs(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Envelopes whose header alone would keep a computer busy."""

    def words() -> bytes:
        return base64.b64encode(rng.randbytes(32)).rstrip(b"=")

    end = b"--- " + words() + b"\n" + rng.randbytes(100)
    for count in (9, 100, 20_000):
        stanzas = b"".join(b"-> X25519 " + words() + b"\n" + words() + b"\n" for _ in range(count))
        yield Hostile(f"{count} recipients", ENVELOPES[MODERN] + stanzas + end)
    yield Hostile("long stanza", ENVELOPES[MODERN] + b"-> a\n" + (b"A" * 64 + b"\n") * 100_000 + end)
    yield Hostile("costly password", ENVELOPES[MODERN] + b"-> scrypt " + words()[:22] + b" 30\n" + words() + b"\n" + end)
    yield Hostile("endless header", ENVELOPES[MODERN] + b"-> " + b"a " * 1_000_000)
    if is_available(NATIONAL):
        for count in (0, 9, 255):
            yield Hostile(f"{count} in the national envelope", ENVELOPES[NATIONAL] + bytes([count]) + rng.randbytes(20_000))


def twice(world: World) -> bytes:
    outer = Built(world.sealed, world.good.digest, world.good.manifest)
    return seal(outer, world.two.district, world.two.city.keys.public)


def odd_json(world: World, rng: random.Random) -> Iterator[Hostile]:
    """JSON that is no JSON, not the canonical one, or of a wrong type somewhere; rightly hashed and signed."""
    good = dict(parts_of(world.good))
    for name in (MANIFEST, CONTENT, "forms/0001.json", "definitions/application-1.json"):
        put: Callable[[bytes], bytes] = (
            (lambda text: with_manifest(world, text)) if name == MANIFEST else (lambda text, name=name: with_part(world, name, text))  # type: ignore[misc]
        )
        for label, text in odd_texts(good[name], rng):
            yield Hostile(f"{name}: {label}", put(text))
        if name in (MANIFEST, CONTENT):
            value = json.loads(good[name])
            for path in paths(value):
                for label, wrong in wrong_values(value, path, rng):
                    yield Hostile(f"{name}: {'.'.join(map(str, path))}: {label}", put(canonical(wrong)))


def odd_texts(raw: bytes, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield texts that say the same in another way, or nothing that can be read."""
    text = raw.decode()
    first = text.index('"')
    yield "spaces", text.replace(":", ": ", 1).encode()
    yield "line end", raw + b"\n"
    yield "byte order mark", b"\xef\xbb\xbf" + raw
    yield "UTF-16", text.encode("utf-16")
    yield "needless escape", f"{text[: first + 1]}\\u{ord(text[first + 1]):04x}{text[first + 2 :]}".encode()
    yield "key twice", f'{{"{text[first + 1 : text.index(chr(34), first + 1)]}":null,{text[1:]}'.encode()
    yield "unknown key", f'{{"aaa":1,{text[1:]}'.encode()
    yield "unknown key last", f'{text[:-1]},"zzz":null}}'.encode()
    yield "not an object", b"[" + raw + b"]"
    yield "empty", b""
    yield "null", b"null"
    for depth in (100, 5_000, 200_000):
        yield f"{depth} brackets", b'{"format":' + b"[" * depth + b"]" * depth + b"}"
        yield f"{depth} objects", b'{"a":' * depth + b"1" + b"}" * depth
    for number in ("NaN", "Infinity", "1e400", "1" + "0" * 5000, "-0", "1.0", "01", "0x1"):
        yield f"number {number[:8]}", f'{{"aaa":{number},{text[1:]}'.encode()
        yield f"format {number[:8]}", text.replace('"format":1', f'"format":{number}', 1).encode() if '"format":1' in text else b"{"
    for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\\ud800", b"\0", b"\x1f", b"\\x"):
        yield f"bytes {bad!r}", raw[: first + 1] + bad + raw[first + 1 :]
    for _ in range(40):
        place = rng.randrange(len(raw))
        yield f"cut at {place}", raw[:place]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value inside."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from paths(inner, (*path, key))


def wrong_values(value: Any, path: tuple[Any, ...], rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Yield the whole with something at `path` that can never be right there."""
    for label, wrong in (
        ("null", None),
        ("point", 1.5),
        ("huge", 10**40),
        ("nul", "\0"),
        ("list", [[]]),
        ("object", {"\0": {}}),
        ("long", "长" * 300_000 if rng.random() < 0.02 else None),
    ):
        copy = json.loads(json.dumps(value))
        inner = copy
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = wrong
        yield label, copy


def lies(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Manifests and contents of the right types that do not hold together; signed."""
    manifest = json.loads(parts_of(world.good)[0][1])
    content = json.loads(dict(parts_of(world.good))[CONTENT])

    def changed(base: dict[str, Any], **facts: Any) -> bytes:
        return canonical(json.loads(json.dumps(base)) | facts)

    entries = manifest["entries"]
    for n in range(len(entries)):
        yield Hostile("entry left out", with_manifest(world, changed(manifest, entries=entries[:n] + entries[n + 1 :])))
        yield Hostile("entry twice", with_manifest(world, changed(manifest, entries=[*entries[: n + 1], *entries[n:]])))
        for lie in ({"size": entries[n]["size"] + 1}, {"digest": "0" * 64}, {"name": "evidence/../../x"}, {"name": "/etc/x"}):
            yield Hostile(
                f"entry {lie}", with_manifest(world, changed(manifest, entries=[*entries[:n], entries[n] | lie, *entries[n + 1 :]]))
            )
        mixed = entries[:]
        rng.shuffle(mixed)
        if mixed != entries:
            yield Hostile("entries shuffled", with_manifest(world, changed(manifest, entries=mixed)))
    for facts in (
        {"kind": "rhfk"},
        {"kind": "rhfa"},
        {"kind": "exe"},
        {"suite": "none"},
        {"suite": NATIONAL if manifest["suite"] == MODERN else MODERN},
        {"format": 2},
        {"format": 0},
        {"needs": "99.0.0"},
        {"needs": "1.0"},
        {"sequence": 0},
        {"sequence": 7},
        {"sequence": 1, "previous": ""},
        {"previous": ""},
        {"previous": "0" * 64},
        {"made_at": "2026-11-20T02:30:00"},
        {"made_at": "2026-11-20T10:30:00+08:00:00"},
        {"withdrawn": [{"sequence": 2, "package": "0" * 64}]},
        {"withdrawn": [{"sequence": 1, "package": "0" * 64}] * 2},
        {"sender": manifest["sender"] | {"station": id_of(3)}},
        {"sender": manifest["sender"] | {"office": "500199"}},
        {"recipient": manifest["recipient"] | {"station": id_of(9)}},
        {"recipient": manifest["recipient"] | {"station": ""}},
        {"enrolment": ENROLMENT[:-1] + "0"},
    ):
        yield Hostile(f"manifest {facts}", with_manifest(world, changed(manifest, **facts)))
    forms, projects, evidence = content["forms"], content["projects"], content["evidence"]
    for facts in (
        {"forms": []},
        {"forms": [*forms, forms[0]]},
        {"forms": [forms[0] | {"file": forms[1]["file"]}, forms[1]]},
        {"forms": [forms[0] | {"file": "documents/0001.docx"}, forms[1]]},
        {"forms": [forms[0] | {"number": 2}, forms[1]]},
        {"forms": [forms[0] | {"revision_id": forms[1]["revision_id"]}, forms[1]]},
        {"projects": projects[:1]},
        {"projects": [*projects, projects[0]]},
        {"projects": [projects[0], projects[1] | {"progress": projects[0]["progress"]}]},
        {"evidence": [evidence[0] | {"project_id": id_of(99)}]},
        {"evidence": [evidence[0] | {"file_name": "../x"}]},
        {"documents": []},
        {"documents": [content["documents"][0] | {"revision_id": id_of(98)}, content["documents"][1]]},
        {"type": "rhfk"},
    ):
        yield Hostile(f"content {list(facts)}", with_part(world, CONTENT, changed(content, **facts)))


def all_kinds(world: World, rng: random.Random) -> Iterator[Hostile]:
    """Yield one round of everything."""
    for kind in (flips, cuts, shuffles, repaired, strangers, envelope_bombs, odd_json, lies):
        yield from kind(world, rng)
    for label, data in odd_archives.variants(parts_of(world.good)):
        yield Hostile(label, data)


def run(world: World, hostile: Iterator[Hostile]) -> tuple[Counter[str], list[str]]:
    """Try them; return how often each code came, and the labels of those that were let in."""
    codes: Counter[str] = Counter()
    let_in: list[str] = []
    for one in hostile:
        code = verdict(world, one.data)
        if code is None:
            let_in.append(one.label)
        else:
            codes[code] += 1
    return codes, let_in


def main() -> None:
    """Run round after round with other random numbers until there were enough."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 25_000
    codes: Counter[str] = Counter()
    seed = 0
    while codes.total() < wanted:
        for name in (MODERN, NATIONAL) if is_available(NATIONAL) else (MODERN,):
            attacked = world(name)
            found, let_in = run(attacked, all_kinds(attacked, random.Random(seed)))
            if let_in or verdict(attacked, attacked.good.archive) or verdict(attacked, attacked.sealed):
                sys.exit(f"seed {seed}, {name}: let in {let_in}")
            codes += found
        seed += 1
    print(f"{codes.total()} hostile packages, all refused: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))


if __name__ == "__main__":
    main()
