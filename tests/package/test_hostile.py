"""A sample of every kind of hostile package; ``python -m tests.package.hostile`` runs them by the ten thousand."""

import random
from itertools import chain, islice

import pytest

from exports.package.refusals import Refusal
from exports.package.suites import MODERN, NATIONAL, is_available
from tests.package.hostile import all_kinds, flips, run, strangers, verdict, world


@pytest.mark.parametrize("name", [MODERN, *([NATIONAL] if is_available(NATIONAL) else [])])
def test_every_hostile_package_is_refused_with_a_code(name: str) -> None:
    attacked = world(name)
    assert verdict(attacked, attacked.good.archive) is None
    assert verdict(attacked, attacked.sealed) is None
    rng = random.Random(20261123)
    modern = name == MODERN
    sample = islice(all_kinds(attacked, rng), 0, None, 3) if modern else islice(chain(strangers(attacked, rng), flips(attacked, rng)), 300)
    codes, let_in = run(attacked, sample)
    assert let_in == []
    assert codes.total() > (3_000 if modern else 200)
    assert {Refusal.DAMAGED, Refusal.SIGNATURE, Refusal.WRONG_RECIPIENT} <= set(codes)
