"""The districts as tiles, coloured by how they stand: who is behind is seen at once. Walked with the arrow keys, opened with Enter."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui import metrics
from ui.charts.chart import Chart
from ui.theme import theme
from ui.tone import Tone

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.NoPen)
"""How the groups are framed, so that they can be told apart without their colours."""


class Shown(Protocol):
    """What a tile shows."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def group(self) -> int: ...  # noqa: D102
    @property
    def words(self) -> str: ...  # noqa: D102


class Group(NamedTuple):
    """One way to stand, in the order of the legend."""

    words: str
    tone: Tone


class DistrictTiles(Chart):
    """The picture: a legend with numbers, below it a tile a district.

    Signals:
        tile_activated: The tile that was clicked or on which Enter was pressed.
    """

    tile_activated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[Group, ...] = ()
        self.tiles: tuple[Shown, ...] = ()
        self._current = 0
        self._under_mouse = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("各区县报送情况")
        theme().changed.connect(self.updateGeometry)

    def set_tiles(self, groups: Sequence[Group], tiles: Sequence[Shown]) -> None:
        """Show other districts."""
        self._groups, self.tiles = tuple(groups), tuple(tiles)
        self._current = max(0, min(self._current, len(self.tiles) - 1))
        self.setAccessibleDescription("；".join(f"{group.words} {self.count(place)} 个" for place, group in enumerate(self._groups)))
        self.updateGeometry()
        self.update()

    def count(self, group: int) -> int:
        """Return how many districts stand one way."""
        return sum(tile.group == group for tile in self.tiles)

    def tile_at(self, x: float, y: float) -> int:
        """Return the tile at a place, -1 where there is none."""
        return next((place for place in range(len(self.tiles)) if self.tile_rect(place).contains(int(x), int(y))), -1)

    def tile_rect(self, place: int) -> QRect:
        """Return where a tile is painted."""
        columns = self._columns(self.width())
        row, column = divmod(place, columns)
        left, right = self.width() * column // columns, self.width() * (column + 1) // columns
        top = self._legend_height(self.width()) + row * self._row_height()
        return QRect(left, top, right - left, self._row_height()).adjusted(0, 0, -3, -3)

    def sizeHint(self) -> QSize:
        """Need room for the legend and every district."""
        return QSize(420, self.heightForWidth(420))

    def minimumSizeHint(self) -> QSize:
        """Need three columns at least."""
        return QSize(3 * self._tile_width(), self._line())

    def heightForWidth(self, width: int) -> int:
        """Need a line for as many tiles as the width takes."""
        return self._legend_height(width) + -(-len(self.tiles) // self._columns(width)) * self._row_height() + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend and tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        self._paint_legend(painter)
        for place, tile in enumerate(self.tiles):
            self._paint_tile(painter, place, tile)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the tile under the mouse."""
        self._set_under_mouse(self.tile_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._set_under_mouse(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the tile that was clicked."""
        place = self.tile_at(event.position().x(), event.position().y())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._current = place
            self.tile_activated.emit(self.tiles[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys, open with Enter."""
        columns = self._columns(self.width())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if self.tiles and event.key() in steps:
            to = self._current + steps[Qt.Key(event.key())]
            self._current = to if 0 <= to < len(self.tiles) else self._current
            self.setAccessibleDescription(self.tiles[self._current].words)
            self.update()
        elif self.tiles and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.tile_activated.emit(self.tiles[self._current])
        else:
            super().keyPressEvent(event)

    def tip(self, place: QPoint) -> str:
        """Say the tile there."""
        tile = self.tile_at(place.x(), place.y())
        return self.tiles[tile].words if tile >= 0 else ""

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _tile_width(self) -> int:
        longest = max((len(tile.name) for tile in self.tiles), default=4)
        return self.fontMetrics().horizontalAdvance("字") * min(longest, 6) + metrics.S

    def _columns(self, width: int) -> int:
        return max(1, width // self._tile_width())

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 10

    def _legend_height(self, width: int) -> int:
        return (self._legend(width)[-1][0] + 1 if self._groups else 1) * self._line() + metrics.XS

    def _line(self) -> int:
        return self.fontMetrics().height() + metrics.XS

    def _legend(self, width: int) -> list[tuple[int, int, str]]:
        """Return line, left edge and words of each group; what does not fit beside the others goes into the next line."""
        measure, line, x = QFontMetrics(self._small()), 0, metrics.XS
        found = []
        for place, group in enumerate(self._groups):
            words = f"{group.words} {self.count(place)}"
            room = 19 + measure.horizontalAdvance(words)
            if x > metrics.XS and x + room > width:
                line, x = line + 1, metrics.XS
            found.append((line, x, words))
            x += room + metrics.S
        return found

    def _set_under_mouse(self, place: int) -> None:
        if place != self._under_mouse:
            self._under_mouse = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _paint_legend(self, painter: QPainter) -> None:
        for place, ((line, x, words), group) in enumerate(zip(self._legend(self.width()), self._groups, strict=True)):
            middle = line * self._line() + self.fontMetrics().height() / 2
            painter.setPen(_frame(place, group.tone))
            painter.setBrush(theme().colour(f"{group.tone}_ground"))
            painter.drawRoundedRect(QRectF(x - 1, middle - 6, 13, 12), 2, 2)
            painter.setPen(theme().colour("muted"))
            painter.drawText(QRectF(x + 15, middle - 12, self.width() - x - 15, 24), _LEFT, words)

    def _paint_tile(self, painter: QPainter, place: int, tile: Shown) -> None:
        room, tone = QRectF(self.tile_rect(place)).adjusted(0.5, 0.5, -0.5, -0.5), self._groups[tile.group].tone
        painter.setPen(_frame(tile.group, tone))
        painter.setBrush(theme().colour(f"{tone}_ground"))
        painter.drawRoundedRect(room, metrics.XS, metrics.XS)
        marked = place == self._under_mouse or (self.hasFocus() and place == self._current)
        if marked:
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room, metrics.XS, metrics.XS)
        painter.setPen(theme().colour(str(tone)))
        name = painter.fontMetrics().elidedText(tile.name, Qt.TextElideMode.ElideRight, int(room.width()) - 4)
        painter.drawText(room, _CENTRE, name)


def _frame(group: int, tone: Tone) -> QPen:
    return QPen(theme().colour(str(tone)), 1, LINES[group % len(LINES)])
