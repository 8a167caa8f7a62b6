"""A district with a package that was sent, about to be handed over."""

from tests.exchange import conftest as both_sides

programme, office, clock, stages, at_stage = (
    both_sides.programme,
    both_sides.office,
    both_sides.clock,
    both_sides.stages,
    both_sides.at_stage,
)
sides, enrolled, sent = both_sides.sides, both_sides.enrolled, both_sides.sent
