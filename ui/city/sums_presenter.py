"""What the page 全市汇总 shows: areas × districts, indicators, problems, support requests, cases; and the files made of it."""

from collections import Counter
from datetime import date

from forms.cases import library
from models.queries.city.indicators import CityIndicator, read_city_indicators
from models.queries.city.sums import CaseRow, Heat, MatterRow, heat, problems, states, support_requests
from models.queries.showing import groups
from ui.context import Context

PILOT, ALL = "pilot", "*"


class SumsPresenter:
    """Reads the sums and makes what leaves of them."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @property
    def today(self) -> date:
        """The day the sums are made for."""
        return self.context.today()

    def heat(self, group: str = PILOT) -> Heat:
        """Return areas × districts of the pilot projects, of all projects, or of those under one heading of states."""
        programme = self.context.programme
        wanted = programme.pilot_states if group == PILOT else [one.key for one in programme.life_cycle.state if one.group == group]
        return heat(self.context.reader, programme, self.today, () if group == ALL else wanted)

    def stages(self) -> list[tuple[str, str, int]]:
        """Return the headings of states with how many projects stand under each; pilot projects and all before them."""
        programme = self.context.programme
        counted, life = dict(states(self.context.reader, programme)), programme.life_cycle.state
        stages = Counter[str]()
        for state in life:
            stages[state.group] += counted.get(state.title, 0)
        pilots = sum(stages[group] for group in programme.review.pilot_groups)
        offered = [(PILOT, "试点项目", pilots), (ALL, "全部报来的", sum(counted.values()))]
        return offered + [(name, name, stages[name]) for name in groups(programme)]

    def summary(self) -> str:
        """Say the whole city in a line."""
        found, reported = self.heat(), self.heat(ALL).projects
        if not reported:
            return f"{len(found.lines)}个区县还没有报来项目。"
        areas, districts = found.blank
        return (
            f"{len(found.lines)}个区县，报来项目{reported}个，其中入选并在试点的{found.projects}个，试点主体{found.entities}家"
            f"（统一社会信用代码相同的只算一家）；空白方向{areas}个，没有试点项目的区县{districts}个。"
        )

    def indicators(self) -> tuple[CityIndicator, ...]:
        """Return the indicators, each over the whole city and in every district."""
        programme = self.context.programme
        return read_city_indicators(self.context.reader, programme, self.today, programme.pilot_states).lines

    def problems(self) -> list[MatterRow]:
        """Return the problems of all districts."""
        return problems(self.context.reader, self.context.programme, self.today)

    def support_requests(self) -> list[MatterRow]:
        """Return the support requests of all districts."""
        return support_requests(self.context.reader, self.context.programme, self.today)

    def cases(self) -> list[CaseRow]:
        """Return the library of cases."""
        return library(self.context.reader, self.context.programme, self.today)
