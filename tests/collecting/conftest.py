"""What the collecting tests share: a workspace, and LibreOffice."""

import pytest

from tests.db.conftest import clock, databases, make, office, programme, stored, workspace
from tests.documents.render import Office

__all__ = ["clock", "databases", "make", "office", "programme", "stored", "workspace"]


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))
