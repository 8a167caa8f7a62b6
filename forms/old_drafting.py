"""Writing a first draft (初稿) from a report definition and the workspace on one day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from string import Formatter

from forms.consistency import Figure
from forms.draft import Draft, DraftAnnex, DraftHeading, DraftParagraph, Link
from forms.draft_tables import TABLES, figures_of
from forms.figures import EACH, FIGURES, ITEMS, sources
from forms.picture import Picture
from forms.project_figures import PROJECT_FIGURES, Value
from forms.report_definition import Annex, Passage, Report, Section, Sentence
from models.programme.pack import Programme
from models.queries.reports import ProgressLine
from models.reading import Reader

Figures = Mapping[str, Callable[[], Value]]


def draft(definition: Report, reader: Reader, programme: Programme, on: date) -> Draft:
    """Write a draft.

    Args:
        definition: What the document consists of (`forms.report_loading.load_report`).
        reader: One consistent state of the workspace (`Workspace.snapshot`).
        programme: The pack.
        on: Day of the document; what was recorded for later days does not count.
    """
    return _Writer(definition, Picture(reader, programme, on, definition.pilot_groups)).write()


class _Writer:
    """Writes one draft from above to below and notes what comes from the workspace."""

    def __init__(self, definition: Report, picture: Picture) -> None:
        self._definition = definition
        self._picture = picture
        self._held: dict[str, Value] = {}
        self._blocks: list[DraftHeading | DraftParagraph] = []
        self._links: list[Link] = []

    def write(self) -> Draft:
        """Write everything."""
        definition, picture = self._definition, self._picture
        title = self._filled(definition.title, "标题")
        recipient = self._filled(definition.recipient, "主送机关")
        for passage in definition.opening:
            self._passage(passage, "开头", 0)
        for section in definition.section:
            if not section.when or self._figure(section.when):
                self._section(section)
        self._blocks = _without_bare_headings(self._blocks)
        if definition.closing:
            self._blocks.append(DraftParagraph(self._filled(definition.closing, "结尾")))
        annexes, figures = self._annexes([annex for annex in definition.annex if not annex.when or self._figure(annex.when)])
        number, note = self._filled(definition.number, "发文字号"), self._said(definition.contact, "附注")
        links = tuple(self._links)
        return Draft(
            key=definition.key,
            name=definition.name,
            kind=definition.kind,
            title=title,
            number=number,
            organ=picture.reporter.office,
            recipient=recipient,
            day=picture.on,
            blocks=tuple(self._blocks),
            annexes=annexes,
            note=note,
            links=links,
            figures=figures,
            reminders=tuple(
                self._filled(reminder.text, "提醒") for reminder in definition.reminder if not reminder.when or self._figure(reminder.when)
            ),
        )

    def _figure(self, name: str) -> Value:
        if name not in self._held:
            self._held[name] = FIGURES[name](self._picture)
        return self._held[name]

    def _filled(self, text: str, place: str, project: ProgressLine | None = None) -> str:
        """Return a text with its figures, and note each of them."""
        parts = []
        for plain, name, _, _ in Formatter().parse(text):
            parts.append(plain)
            if name is None:
                continue
            own = project is not None and name in PROJECT_FIGURES
            shown = str(self._value(name, project))
            parts.append(shown)
            self._links.append(Link(name, project.number if project and own else "", place, shown))
        return "".join(parts)

    def _value(self, name: str, project: ProgressLine | None) -> Value:
        if project is not None and name in PROJECT_FIGURES:
            return PROJECT_FIGURES[name](project, self._picture)
        return self._figure(name)

    def _said(self, said: Iterable[Sentence], place: str, project: ProgressLine | None = None) -> str:
        """Return the sentences that have something to say."""
        return "".join(
            self._filled(sentence.text, place, project) for sentence in said if not sentence.when or self._value(sentence.when, project)
        )

    def _section(self, section: Section) -> None:
        self._blocks.append(DraftHeading(section.level, self._filled(section.heading, section.heading)))
        for passage in section.passage:
            self._passage(passage, section.heading, section.level)

    def _passage(self, passage: Passage, where: str, level: int) -> None:
        if passage.items:
            self._items(passage.items, where, level)
        elif passage.each:
            for place, project in enumerate(EACH[passage.each](self._picture), start=1):
                own = f"{where}第{place}个项目"
                head = self._filled(passage.head, own, project) if passage.head else ""
                text = self._said(passage.sentences, own, project)
                if head:
                    self._blocks.append(DraftHeading(level + 1, f"{head}。", text))
                elif text:
                    self._blocks.append(DraftParagraph(text))
        else:
            place = 1 + sum(isinstance(block, DraftParagraph) for block in self._since_heading())
            text = self._said(passage.sentences, f"{where}第{place}段")
            if text:
                self._blocks.append(DraftParagraph(text))

    def _since_heading(self) -> list[DraftHeading | DraftParagraph]:
        found: list[DraftHeading | DraftParagraph] = []
        for block in reversed(self._blocks):
            if isinstance(block, DraftHeading):
                break
            found.append(block)
        return found

    def _items(self, name: str, where: str, level: int) -> None:
        """Write a numbered list; groups get headings of their own when there are several."""
        read, heading = ITEMS[name]
        matters = read(self._picture)
        groups = [(group, list(members)) for group, members in groupby(matters, key=lambda matter: matter.group)]
        several = len(groups) > 1
        for group, members in groups:
            if several:
                self._blocks.append(DraftHeading(level + 1, heading(group) or "其他"))
            for place, matter in enumerate(members, start=1):
                text = f"{matter.text}{sources(matter)}。"
                self._blocks.append(DraftHeading(level + 1 + several, "", text))
                own = f"{where}（{group}）第{place}项" if several else f"{where}第{place}项"
                self._links.append(Link(name, "", own, text))

    def _annexes(self, annexes: list[Annex]) -> tuple[tuple[DraftAnnex, ...], tuple[Figure, ...]]:
        written: list[DraftAnnex] = []
        figures: list[Figure] = []
        for place, annex in enumerate(annexes, start=1):
            label = f"附件{place}" if len(annexes) > 1 else "附件"
            plain = DraftAnnex(self._filled(annex.name, label))
            if annex.table:
                plain = replace(plain, table=TABLES[annex.table](self._picture))
                figures += figures_of(annex.table, f"{label}《{plain.name}》", self._picture)
            written.append(plain)
        return tuple(written), tuple(figures)


def _without_bare_headings(blocks: list[DraftHeading | DraftParagraph]) -> list[DraftHeading | DraftParagraph]:
    """Return the blocks without headings under which nothing stands, from the lowest level up."""
    kept: list[DraftHeading | DraftParagraph] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else None
        over_nothing = below is None or (isinstance(below, DraftHeading) and isinstance(block, DraftHeading) and below.level <= block.level)
        if over_nothing and isinstance(block, DraftHeading) and not block.after:
            continue
        kept.append(block)
    return kept[::-1]
