"""The city's home page (工作首页): what waits today, how the districts stand with what is due, coverage of the areas, what came last."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import metrics
from ui.charts.districts import DistrictTiles, Group
from ui.city.home_presenter import GROUPS, CityHomePresenter, Tile
from ui.context import Context
from ui.home_cards import Card, Columns
from ui.home_page import HomeBase
from ui.line_list import LineList


class CityHomePage(HomeBase):
    """What matters today at the city."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = CityHomePresenter(context)
        self.to_do, self.obligations, self.recent = LineList("今天要办"), LineList("报送任务"), LineList("最近收到")
        self.districts = DistrictTiles()
        self.districts.tile_activated.connect(self._open_district)
        self._to_do = Card("今天要办", self.to_do, "没有等着办的：没有要处理的包，没有待审定的项目，也没有要发的反馈。")
        reporting = QWidget()
        column = QVBoxLayout(reporting)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.districts)
        column.addWidget(self.obligations)
        self._reporting = Card("报送情况", reporting)
        self._reporting.add_link("全部区县").clicked.connect(lambda: context.navigate("matrix"))
        self._recent = Card("最近收到", self.recent, "还没有收到报送包。")
        self._recent.add_link("收件").clicked.connect(lambda: context.navigate("inbox"))
        body = Columns(
            (self._to_do, self._coverage),
            (self._reporting, self._recent),
            (self._to_do, self._reporting, self._coverage, self._recent),
        )
        self.lay_out(body, (self.to_do, self.obligations, self.recent))

    def refresh(self) -> None:
        """Show the present state."""
        picture = self.presenter.read()
        self.show_common(picture)
        self.to_do.set_lines(picture.to_do)
        self._to_do.show_nothing(not picture.to_do)
        self.districts.set_tiles([Group(words, tone) for words, tone, _states in GROUPS], picture.tiles)
        self.obligations.set_lines(picture.obligations)
        self.recent.set_lines(picture.recent)
        self._recent.show_nothing(not picture.recent)

    def _open_district(self, tile: Tile) -> None:
        self.context.navigate("matrix", office=tile.office, **({"key": tile.key} if tile.key else {}))
