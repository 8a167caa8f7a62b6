"""Bent files: a bounded number in every run, and every one that was ever worth keeping. Long runs: `python -m tests.incoming.fuzz`."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.incoming.child import read_content
from forms.collecting.content import WordContent, Workbook
from tests.incoming.fuzz import CORPUS, bent, check, seeds

SEEDS = seeds()


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_the_files_to_begin_with_are_sound(seed: bytes) -> None:
    assert isinstance(read_content(seed, ".docx"), WordContent | Workbook)
    assert check(seed, ".docx") == ""


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.sampled_from([".docx", ".xlsx", ".wps", ".et", ""]))
def test_whatever_is_bent_is_refused_or_read_into_what_is_sound(seed: bytes, chance: random.Random, ending: str) -> None:
    check(bent(seed, chance), ending)


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"\xff\xfe"]))
def test_noise_is_never_read(noise: bytes, begin: bytes) -> None:
    assert check(begin + noise, ".docx") != ""


def test_every_file_that_was_worth_keeping_is_refused_or_sound() -> None:
    kept = sorted(CORPUS.glob("*.bin"))
    codes = {check(path.read_bytes(), ".docx") for path in kept}
    assert len(kept) >= 50
    assert len(codes) >= 15
