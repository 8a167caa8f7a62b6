"""The pages of the window, in the order of the navigation, for each edition. A page is one file and one line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ui.context import Context
    from ui.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page, known before its module is loaded.

    Attributes:
        key: What `Context.navigate` calls it.
        title: Words in the navigation and the header.
        icon: Name of an icon in ``resources/icons``.
        source: ``module:class`` below ``ui.pages``; loaded when the page is first shown.
        parent: Key of the page whose entry is marked in the navigation while this one shows; a page with a
            parent has no entry of its own.
    """

    key: str
    title: str
    icon: str
    source: str
    parent: str = ""

    def make(self, context: "Context") -> "Page":
        """Load the module and build the page."""
        module, name = self.source.split(":")
        build = cast("Callable[[Context], Page]", getattr(import_module(f"ui.pages.{module}"), name))
        return build(context)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "工作首页", "home", "home:HomePage"),
    PageEntry("entities", "试点主体", "entities", "entities:EntitiesPage"),
    PageEntry("projects", "试点项目", "projects", "projects:ProjectsPage"),
    PageEntry("project", "项目详情", "projects", "project:ProjectPage", parent="projects"),
    PageEntry("form", "申报表", "form", "form:FormPage", parent="projects"),
    PageEntry("obligations", "报送任务", "obligations", "obligations:ObligationsPage"),
    PageEntry("documents", "文书", "documents", "documents:DocumentsPage"),
    PageEntry("collecting", "收集", "import", "collecting:CollectingPage"),
    PageEntry("exchange", "报送与接收", "submit", "exchange:ExchangePage"),
    PageEntry("reports", "报表导出", "chart", "reports:ReportsPage"),
    PageEntry("history", "修改记录", "history", "history:HistoryPage"),
    PageEntry("recycling", "回收站", "recycle", "recycling:RecyclingPage"),
    PageEntry("settings", "设置", "settings", "settings:SettingsPage"),
    PageEntry("help", "帮助", "help", "help:HelpPage"),
)
"""The pages of the district edition."""

CITY_PAGES: tuple[PageEntry, ...] = (
    PageEntry("city_home", "工作首页", "home", "city_home:CityHomePage"),
    PageEntry("inbox", "收件", "import", "inbox:InboxPage"),
    PageEntry("matrix", "报送情况", "obligations", "matrix:MatrixPage"),
    PageEntry("projects", "全市项目", "projects", "projects:ProjectsPage"),
    PageEntry("project", "项目详情", "projects", "project:ProjectPage", parent="projects"),
    PageEntry("entities", "试点主体", "entities", "entities:EntitiesPage"),
    PageEntry("reviews", "评审", "person", "reviews:ReviewsPage"),
    PageEntry("decisions", "审定", "check", "decisions:DecisionsPage"),
    PageEntry("sums", "全市汇总", "chart", "sums:SumsPage"),
    PageEntry("replies", "反馈", "submit", "replies:RepliesPage"),
    PageEntry("packs", "方案包", "flag", "programme_pack:ProgrammePackPage"),
    PageEntry("enrolment", "收发登记", "lock", "enrolment:EnrolmentPage"),
    PageEntry("history", "修改记录", "history", "history:HistoryPage"),
    PageEntry("recycling", "回收站", "recycle", "recycling:RecyclingPage"),
    PageEntry("settings", "设置", "settings", "settings:SettingsPage"),
    PageEntry("help", "帮助", "help", "help:HelpPage"),
)
"""The pages of the city edition (市级版)."""


def pages_of(*, city: bool) -> tuple[PageEntry, ...]:
    """Return the pages of one edition; the first is shown at the start."""
    return CITY_PAGES if city else PAGES


def entry(key: str, pages: Sequence[PageEntry] = PAGES) -> PageEntry:
    """Return the page called `key` among those of an edition.

    Raises:
        KeyError: There is none.
    """
    for page in pages:
        if page.key == key:
            return page
    raise KeyError(key)
