"""The application as the other tests of windows have it."""

from tests.ui.conftest import qapp

__all__ = ["qapp"]
