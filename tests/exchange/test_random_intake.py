"""Random valid submissions are taken in, and the city reads back what was sent; `tests.exchange.random_intake` tries more of them."""

import warnings
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis.errors import HypothesisWarning

from models.programme.pack import Programme
from tests.exchange.random_intake import SUBMISSIONS, Intake, intake
from tests.package.random_packages import Drawn


def test_what_was_sent_is_read_back(tmp_path: Path, programme: Programme) -> None:
    taking: Intake = intake(tmp_path, programme)

    @settings(max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(SUBMISSIONS)
    def run(drawn: Drawn) -> None:
        taking.take(drawn)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # of long packages
        run()
    ((taken,),) = taking.city.rows("SELECT count(*) FROM received_submission")
    taking.city.close(backup=False)
    assert taken >= 40
