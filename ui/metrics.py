"""Measures that the whole window shares, in logical pixels; nothing else in `ui` names a distance of its own."""

XS = 4
S = 8
M = 12
L = 16
XL = 24

RADIUS = 6
NAVIGATION_WIDTH = 188
NAVIGATION_NARROW = 60
NARROW_WINDOW = 1040
"""Below this width of the window the navigation shows icons only."""
WINDOW_SIZE = (1280, 720)
WINDOW_MINIMUM = (760, 440)
ICON = 20
SEARCH_WIDTH = 260

FONT_POINTS = {"small": 9.5, "standard": 10.5, "large": 12.0, "largest": 14.0}
"""Size of ordinary words in points, by the font setting."""
