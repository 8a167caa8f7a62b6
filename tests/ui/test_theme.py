"""Both themes: complete, readable, in force at once; Qt speaks Chinese."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from models.resources import read_text, resource_path
from ui import metrics
from ui.theme import ThemeChoice, load_palette, set_icon, style_sheet, theme
from ui.tone import Tone

GROUNDS = ("window", "surface", "raised", "hover", "nav")
PAIRS = [
    *[("text", ground) for ground in GROUNDS],
    *[("muted", ground) for ground in GROUNDS],
    *[("accent", ground) for ground in ("surface", "window", "raised")],
    *[(tone, f"{tone}_ground") for tone in Tone],
    *[(tone, "surface") for tone in Tone],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_chosen", "chosen"),
    ("on_nav", "nav"),
    ("text", "ok_ground"),
    ("text", "warning_ground"),
    ("text", "error_ground"),
]


def luminance(colour: QColor) -> float:
    """Relative luminance after WCAG 2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def light_again() -> object:
    yield
    theme().apply(ThemeChoice.LIGHT, "standard")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_stand_out_from_their_ground(name: str) -> None:
    palette = load_palette(name)
    weak = {
        pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2) for pair in PAIRS if contrast(palette[pair[0]], palette[pair[1]]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("name", ["light", "dark"])
def test_focus_and_field_borders_stand_out(name: str) -> None:
    palette = load_palette(name)
    for line in ("accent", "strong_border"):
        assert contrast(palette[line], palette["surface"]) >= 2.7


def test_both_palettes_name_the_same_colours() -> None:
    assert load_palette("light").keys() == load_palette("dark").keys()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_style_sheet_is_filled_and_uses_every_place(name: str) -> None:
    sheet = style_sheet(load_palette(name), name, metrics.FONT_POINTS["standard"])
    assert "$" not in sheet
    assert load_palette(name)["accent"] in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resource_path(path).exists()


def test_every_icon_is_a_drawing_that_takes_the_colour_of_the_theme() -> None:
    names = sorted(path.name for path in resource_path("icons").glob("*.svg"))
    assert len(names) > 30
    for name in names:
        text = read_text(f"icons/{name}")
        assert ElementTree.fromstring(text).tag.endswith("svg")
        assert "currentColor" in text


def test_icons_of_tones_exist() -> None:
    for tone in Tone:
        assert resource_path(f"icons/{tone}.svg").exists()


@pytest.mark.usefixtures("light_again")
def test_changing_the_theme_changes_colours_font_and_icons(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("示例")
    qtbot.addWidget(button)
    set_icon(button, "export")
    theme().apply(ThemeChoice.LIGHT, "standard")
    before = button.icon().pixmap(20, 20).toImage()
    with qtbot.waitSignal(theme().changed):
        theme().apply(ThemeChoice.DARK, "largest")
    assert qapp.palette().window().color() == QColor(load_palette("dark")["window"])
    assert qapp.font().pointSizeF() == metrics.FONT_POINTS["largest"]
    assert button.icon().pixmap(20, 20).toImage() != before


@pytest.mark.usefixtures("light_again")
def test_an_unknown_font_size_falls_back_to_the_standard(qapp: QApplication) -> None:
    theme().apply(ThemeChoice.SYSTEM, "enormous")
    assert theme().points == metrics.FONT_POINTS["standard"]
    assert theme().palette_name in ("light", "dark")


def test_qts_own_buttons_are_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Save)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert "保存" in box.button(QDialogButtonBox.StandardButton.Save).text()
    assert QLocale().monthName(11) == "十一月"
