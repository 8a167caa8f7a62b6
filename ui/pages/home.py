"""The home page (工作首页): coverage of the pilot areas, obligations, what is late or missing, what was edited last."""

from ui.context import Context
from ui.home_cards import Card, Columns
from ui.home_page import HomeBase
from ui.line_list import LineList
from ui.pages.home_presenter import HomePresenter


class HomePage(HomeBase):
    """What matters today."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = HomePresenter(context)
        self.week = LineList("本周要动手")
        self.obligations = LineList("报送任务")
        self.to_do = LineList("需要处理")
        self.recent = LineList("最近编辑")
        self._week = Card("本周要动手", self.week)
        self._week.add_link("月历").clicked.connect(lambda: context.navigate("obligations", view="month"))
        self._obligations = Card("报送任务", self.obligations)
        self._obligations.add_link("全部任务").clicked.connect(lambda: context.navigate("obligations"))
        self._to_do = Card("需要处理", self.to_do, "没有逾期的里程碑，也没有未处理的错误和警告。")
        self._recent = Card("最近编辑", self.recent, "还没有编辑过项目。")
        body = Columns(
            (self._coverage, self._to_do),
            (self._week, self._obligations, self._recent),
            (self._coverage, self._week, self._obligations, self._to_do, self._recent),
        )
        self.lay_out(body, (self.week, self.obligations, self.to_do, self.recent))

    def refresh(self) -> None:
        """Show the present state."""
        picture = self.presenter.read()
        self.show_common(picture)
        self.week.set_lines(picture.week)
        self._week.setVisible(bool(picture.week))
        self.obligations.set_lines(picture.obligations)
        self.to_do.set_lines(picture.to_do)
        self._to_do.show_nothing(not picture.to_do)
        self.recent.set_lines(picture.recent)
        self._recent.show_nothing(not picture.recent)
