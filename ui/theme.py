"""Light and dark theme, font size, and icons that follow them."""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from string import Template

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from models.resources import read_text, resource_path
from ui import metrics

FONT_FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "思源黑体 CN",
    "方正黑体_GBK",
    "WenQuanYi Micro Hei",
    "文泉驿微米黑",
    "文泉驿正黑",
    "sans-serif",
)
_PALETTE_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "strong_border",
    QPalette.ColorRole.Shadow: "strong_border",
}


class ThemeChoice(StrEnum):
    """What the officer chose."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


THEME_WORDS = {ThemeChoice.SYSTEM: "跟随系统", ThemeChoice.LIGHT: "浅色", ThemeChoice.DARK: "深色"}
FONT_WORDS = {"small": "小", "standard": "标准", "large": "大", "largest": "特大"}


def load_palette(name: str) -> dict[str, str]:
    """Read the colours of palette `name` (``light`` or ``dark``)."""
    return {key: str(value) for key, value in tomllib.loads(read_text(f"style/{name}.toml")).items()}


def style_sheet(colours: dict[str, str], palette: str, points: float) -> str:
    """Fill the style sheet with the colours of a palette and sizes for words of `points` points."""
    return Template(read_text("style/window.qss")).substitute(
        colours,
        radius=metrics.RADIUS,
        cell_px=metrics.XS,
        small_pt=f"{points * 0.9:g}",
        heading_pt=f"{points * 1.1:g}",
        title_pt=f"{points * 1.35:g}",
        number_pt=f"{points * 1.8:g}",
        line_px=round(points * 1.9),
        arrow_down=resource_path(f"style/arrow-{palette}.svg").as_posix(),
        check=resource_path(f"style/check-{palette}.svg").as_posix(),
        dot=resource_path(f"style/dot-{palette}.svg").as_posix(),
    )


class Theme(QObject):
    """The look of the whole program; there is one, `theme()`.

    Attributes:
        colours: Colour by token name, of the palette in force.
        points: Size of ordinary words in points.

    Signals:
        changed: After colours or sizes have changed; widgets that paint themselves repaint.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = ThemeChoice.LIGHT
        self.palette_name = "light"
        self.colours: dict[str, str] = {}
        self.points = metrics.FONT_POINTS["standard"]
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._drawings: dict[str, str] = {}
        self._following = False

    def apply(self, choice: ThemeChoice, font_size: str) -> None:
        """Put a theme and a font size (key of `metrics.FONT_POINTS`) in force for the whole program."""
        self.choice = choice
        self.points = metrics.FONT_POINTS.get(font_size, metrics.FONT_POINTS["standard"])
        if not self._following:
            self._following = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._put()

    def colour(self, token: str) -> QColor:
        """Return the colour that a token stands for now."""
        return QColor(self.colours[token])

    def icon(self, name: str, token: str = "text") -> QIcon:
        """Return the line icon `name` in the colour of `token`."""
        key = (name, token)
        if key not in self._icons:
            self._icons[key] = self._draw_icon(name, token)
        return self._icons[key]

    def pixmap(self, name: str, token: str, size: int) -> QPixmap:
        """Return an icon as a picture of `size` logical pixels, sharp on the screens there are."""
        ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
        return self._draw(name, token, size, ratio)

    def _put(self) -> None:
        self.palette_name = self._wanted_palette()
        self.colours = load_palette(self.palette_name)
        self._icons.clear()
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("a theme needs an application")
        font = QFont()
        font.setFamilies(list(FONT_FAMILIES))
        font.setPointSizeF(self.points)
        application.setFont(font)
        application.setPalette(self._palette())
        application.setStyleSheet(style_sheet(self.colours, self.palette_name, self.points))
        _draw_again(application.topLevelWidgets())
        self.changed.emit()

    def _wanted_palette(self) -> str:
        if self.choice is ThemeChoice.SYSTEM:
            return "dark" if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"
        return self.choice.value

    def _follow_system(self) -> None:
        if self.choice is ThemeChoice.SYSTEM and self._wanted_palette() != self.palette_name:
            self._put()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE_ROLES.items():
            palette.setColor(role, self.colour(token))
        disabled = QPalette.ColorGroup.Disabled
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(disabled, role, self.colour("disabled"))
        return palette

    def _draw_icon(self, name: str, token: str) -> QIcon:
        icon = QIcon(self.pixmap(name, token, metrics.ICON))
        icon.addPixmap(self.pixmap(name, "disabled", metrics.ICON), QIcon.Mode.Disabled)
        return icon

    def _draw(self, name: str, token: str, size: int, ratio: float) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer

        if name not in self._drawings:
            self._drawings[name] = read_text(f"icons/{name}.svg")
        drawing = self._drawings[name].replace("currentColor", self.colours[token])
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


_theme: Theme | None = None


def theme() -> Theme:
    """Return the one theme of the program."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def set_icon(target: QAbstractButton | QAction, name: str, token: str = "text") -> None:
    """Give a button or an action an icon that keeps following the theme."""
    target.setProperty("iconName", name)
    target.setProperty("iconToken", token)
    target.setIcon(theme().icon(name, token))


def set_picture(target: QLabel, name: str, token: str, size: int = metrics.ICON) -> None:
    """Show an icon in a label, following the theme."""
    target.setProperty("iconName", name)
    target.setProperty("iconToken", token)
    target.setProperty("iconSize", size)
    target.setPixmap(theme().pixmap(name, token, size))


def set_tone(widget: QWidget, tone: str) -> None:
    """Set the property that the style sheet colours a widget by, and have it take effect at once."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _draw_again(windows: Iterable[QWidget]) -> None:
    for window in windows:
        for child in (window, *window.findChildren(QObject)):
            name = child.property("iconName")
            if not name:
                continue
            token = str(child.property("iconToken"))
            if isinstance(child, QAbstractButton | QAction):
                child.setIcon(theme().icon(str(name), token))
            elif isinstance(child, QLabel):
                child.setPixmap(theme().pixmap(str(name), token, int(child.property("iconSize"))))
