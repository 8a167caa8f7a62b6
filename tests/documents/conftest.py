"""What the document tests share."""

import pytest

from tests.documents.render import Office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One LibreOffice profile for all document tests: making one takes longer than converting."""
    return Office(tmp_path_factory.mktemp("office"))
