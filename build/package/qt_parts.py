"""The parts of Qt that are shipped: what the program uses, and nothing else; one list for every system."""

from __future__ import annotations

import re

MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtPrintSupport", "QtSvg", "QtDBus")
"""QtNetwork for the local socket between two starts; QtDBus, on Linux, for input methods."""

PLUGINS: dict[str, tuple[str, ...]] = {
    "platforms": ("qxcb", "qoffscreen", "qwindows", "qwayland-generic", "qwayland-egl"),
    "platforminputcontexts": ("ibus", "compose", "fcitx5"),
    "platformthemes": ("xdgdesktopportal",),
    "imageformats": ("qjpeg", "qgif", "qico", "qsvg"),
    "iconengines": ("qsvgicon",),
    "printsupport": ("cups", "windowsprintersupport"),
    "styles": ("qmodernwindowsstyle", "qwindowsvistastyle"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient",),
}
"""Kinds of plugins, and words in the names of those that are shipped."""

TRANSLATIONS = ("qt_zh_CN.qm", "qtbase_zh_CN.qm")

_UNUSED_LIBRARY = re.compile(
    r"Qt6(Qml|Quick|Pdf|VirtualKeyboard|EglF|EglFS|OpenGLWidgets|WaylandCompositor|WaylandEglCompositor|Designer|Sql|Test|Xml|Concurrent)"
    r"|opengl32sw|d3dcompiler",
    re.IGNORECASE,
)
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/([^/]+)/([^/]+)$")
_TRANSLATION = re.compile(r"PySide6/(?:Qt/)?translations/([^/]+)$")


def is_wanted(path: str) -> bool:
    """Tell whether a file of PySide6 is shipped.

    Args:
        path: Its place below the folder of Python packages, with forward slashes; what is not PySide6's is always wanted.
    """
    if plugin := _PLUGIN.search(path):
        return any(word in plugin[2] for word in PLUGINS.get(plugin[1], ()))
    if translation := _TRANSLATION.search(path):
        return translation[1] in TRANSLATIONS
    return not _UNUSED_LIBRARY.search(path.rsplit("/", 1)[-1])
