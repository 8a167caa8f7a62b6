"""Native charts that Excel, WPS and LibreOffice draw from the sheet's own cells."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.look import BODY_FONT, HEAD_FONT

# Calm, and told apart in black and white print as well: from dark to light.
NAVY, BLUE, GREEN, AMBER, RED, GREY, VIOLET = COLOURS = ("1F4E79", "2E86AB", "7FB069", "F2B134", "C8553D", "8E8E93", "5B5F97")
DARK = (NAVY, BLUE, RED, GREY, VIOLET)
HEIGHT_CM = 12.0


def bars_by_row(
    sheet: Worksheet,
    anchor: str,
    width: float,
    title: str,
    head_row: int,
    name_column: int,
    first_column: int,
    names: Sequence[str],
    series: Sequence[str],
    values: Sequence[Sequence[int]],
    colours: Sequence[str] = COLOURS,
) -> None:
    """Draw a stacked bar for every row of a table.

    Args:
        anchor: Cell of the upper left corner.
        width: In cm.
        title: Title over the chart.
        head_row: Row of the heads; the rows drawn follow it.
        name_column: Column of the names.
        first_column: Column of the first series.
        names: Names of the rows, for programs that show the chart before reckoning.
        series: Heads of the columns.
        values: Values by series, then by row.
        colours: Colours of the series, of `COLOURS`; taken in turn.
    """
    first, last = head_row + 1, head_row + len(names)
    place = f"'{sheet.title}'!"
    letter = get_column_letter(name_column)
    name_cells = f"{place}${letter}${first}:${letter}${last}"
    chart: Any = BarChart()
    chart.type = "bar"
    chart.roundedCorners = False
    chart.grouping = "stacked"
    chart.overlap = 100
    chart.gapWidth = 55
    chart.width, chart.height = width, HEIGHT_CM
    chart.title = _title(title, HEAD_FONT, 14)
    categories = AxDataSource(strRef=StrRef(name_cells, _words(names)))
    edge = LineProperties(solidFill="FFFFFF", w=6350)
    labels = {dark: _labels(dark=dark) for dark in (False, True)}
    for number, (name, figures) in enumerate(zip(series, values, strict=True)):
        letter = get_column_letter(first_column + number)
        one = Series(idx=number, order=number)
        one.tx = SeriesLabel(strRef=StrRef(f"{place}${letter}${head_row}", StrData(ptCount=1, pt=[StrVal(0, v=name)])))
        one.cat = categories
        one.val = NumDataSource(numRef=NumRef(f"{place}${letter}${first}:${letter}${last}", _figures(figures)))
        colour = colours[number % len(colours)]
        one.graphicalProperties = GraphicalProperties(solidFill=colour, ln=edge)
        one.invertIfNegative = False
        one.dLbls = labels[colour in DARK]
        chart.series.append(one)
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    most = max((sum(column) for column in zip(*values, strict=True)), default=0)
    if most < 10:
        chart.y_axis.majorUnit = 1
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350))
    chart.x_axis.scaling.orientation = "maxMin"  # the first area on top, as in the table
    chart.x_axis.tickLblSkip = 1  # every name, also in a narrow chart
    chart.y_axis.crosses = "max"
    letters = _letters(BODY_FONT, 10.5)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = letters
    chart.legend.position = "b"
    chart.legend.txPr = letters
    chart.layout = Layout(manualLayout=ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.24, y=0.12, w=0.71, h=0.71))
    sheet.add_chart(chart, anchor)


class _Labels(DataLabelList):
    """Labels with a number format of their own; openpyxl cannot say that it does not follow the cells'."""

    tagname = "dLbls"
    __elements__ = DataLabelList.__elements__
    __nested__ = DataLabelList.__nested__

    def to_tree(self, tagname: Any = None, idx: Any = None, namespace: Any = None) -> Any:
        """Return the XML."""
        tree = super().to_tree(tagname, idx, namespace)
        for entry in tree:
            if entry.tag.endswith("numFmt"):
                entry.set("sourceLinked", "0")
        return tree


def _labels(*, dark: bool) -> DataLabelList:
    """Return labels that show the number inside the bar, and nothing for 0."""
    labels = _Labels()
    labels.numFmt = "#,##0;;"
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = labels.showBubbleSize = False
    labels.position = "ctr"
    labels.txPr = _letters("Times New Roman", 10.5, "FFFFFF" if dark else "000000")
    return labels


def _characters(font: str, size: float, colour: str = "000000", *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        lang="zh-CN", sz=int(size * 100), b=bold, solidFill=colour, latin=Font(typeface=font), ea=Font(typeface=font)
    )


def _letters(font: str, size: float, colour: str = "000000") -> RichText:
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_characters(font, size, colour)), endParaRPr=CharacterProperties(lang="zh-CN"))]
    )


def _title(text: str, font: str, size: float) -> Title:
    letters = _characters(font, size)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[RegularTextRun(rPr=letters, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _words(words: Sequence[str]) -> StrData:
    return StrData(ptCount=len(words), pt=[StrVal(place, v=word) for place, word in enumerate(words)])


def _figures(figures: Sequence[int]) -> NumData:
    return NumData(formatCode="#,##0", ptCount=len(figures), pt=[NumVal(place, v=str(figure)) for place, figure in enumerate(figures)])
