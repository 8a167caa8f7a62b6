"""Files that nobody should send: each is refused with its own sentence or read safely, and none stops the others."""

import hashlib
import re
from pathlib import Path

import pytest

from exports.incoming.reading import read_files
from exports.incoming.refusals import REASONS
from forms.collecting.content import Incoming, Refusal
from tests.incoming.hostile import Kind, every_kind

KINDS = every_kind()
OFFICE_WORDS = re.compile(r"WPS|Word|Excel|Office|PDF|OFD|RTF|XML|ActiveX|DTD|DDE|OpenDocument|MB|Ctrl\+Shift\+F9|\*?\.[a-z]+|\{[a-z]+\}")
"""Latin letters that officers meet in their own programs, endings, and the gaps that are filled in."""
MADE_ELSEWHERE = {
    *("missing", "not_a_file", "no_access", "too_large", "many_elements", "many_cells", "too_slow", "too_much_memory"),
    *("reader_stopped", "unforeseen"),
}
"""Reasons that need more than the file: `test_reading`, `test_gate`."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Incoming]:
    """Read all of them in one go, as an officer drops a folder."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for number, kind in enumerate(KINDS):
        (folder / str(number)).mkdir()
        path = folder / str(number) / kind.name
        path.write_bytes(kind.make())
        paths.append(path)
    found = read_files(paths)
    assert [result.path for result in found] == [str(path) for path in paths]
    return {kind.what: result for kind, result in zip(KINDS, found, strict=True)}


def test_the_set_is_large_and_every_kind_has_a_name_of_its_own() -> None:
    assert len({kind.what for kind in KINDS}) == len(KINDS)
    assert sum(kind.code != "" for kind in KINDS) >= 120
    assert len({kind.code for kind in KINDS}) >= 60


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.what)
def test_each_is_refused_for_its_reason_or_read(results: dict[str, Incoming], kind: Kind) -> None:
    content = results[kind.what].content
    assert (content.code if isinstance(content, Refusal) else "") == kind.code


def test_every_reason_is_met() -> None:
    assert {kind.code for kind in KINDS if kind.code} | MADE_ELSEWHERE == set(REASONS)


def test_every_reason_has_a_sentence_of_its_own_in_the_officers_words() -> None:
    sentences = [message for message, _ in REASONS.values()]
    assert len(set(sentences)) == len(sentences)
    for message, hint in REASONS.values():
        assert message.endswith("。")
        assert hint.endswith("。")
        assert not re.search("[A-Za-z]", OFFICE_WORDS.sub("", message + hint))


def test_what_is_quoted_from_a_file_is_short_and_visible(results: dict[str, Incoming]) -> None:
    for result in results.values():
        if isinstance(result.content, Refusal):
            assert len(result.content.message) < 140
            assert result.content.message.isprintable()
            assert not re.search("[{}]", result.content.message)


def test_the_digest_is_that_of_the_file(results: dict[str, Incoming]) -> None:
    picture = results["picture as Word"]
    assert picture.digest == hashlib.sha256(Path(picture.path).read_bytes()).hexdigest()
    assert picture.size == Path(picture.path).stat().st_size
