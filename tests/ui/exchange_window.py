"""The page 报送与接收 over the district of two workspaces, shown."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.exchange.sides import Sides
from ui.context import Context
from ui.pages.exchange import ExchangePage
from ui.settings import SettingsFile

Shown = Callable[[Sides], ExchangePage]


@pytest.fixture
def page_of(qapp: QApplication, settings: SettingsFile) -> Iterator[Shown]:
    made: list[tuple[Context, ExchangePage]] = []

    def show(both: Sides) -> ExchangePage:
        context = Context(both.district, both.district.programme, settings)
        page = ExchangePage(context)
        made.append((context, page))
        page.resize(1150, 640)
        page.show()
        QApplication.processEvents()
        return page

    yield show
    for context, page in made:
        context.worker.shut_down()
        page.hide()
        page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def rows_of(page: ExchangePage) -> list[Any]:
    return list(page.sent.table.shown().rows)
