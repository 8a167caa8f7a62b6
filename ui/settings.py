"""What this machine remembers for the officer: look, window, tables, recently opened workspaces."""

import os
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from models.errors import system_words
from ui.start_settings import FILE, settings_folder

FontSize = Annotated[str, Meta(pattern="^(small|standard|large|largest)$")]
ThemeName = Annotated[str, Meta(pattern="^(light|dark|system)$")]


class TableState(Struct):
    """How one table was left.

    Attributes:
        order: Column keys from left to right.
        widths: Width by column key, in logical pixels.
        hidden: Keys of the columns not shown.
        sort: Key of the column sorted by; empty: as delivered.
    """

    order: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    sort: str = ""
    descending: bool = False


class Settings(Struct):
    """The settings of one officer on one machine.

    Attributes:
        geometry: Place and size of the window, as Qt saves it, in base64.
        recent: Paths of workspaces and addresses of those on a server (never with a password), the last one first.
        officer: Name of who works on this computer in a workspace on a server.
        tables: How each table was left, by the table's name.
        folders: Folder last used for each purpose (``export`` …).
        choices: Small choices that pages remember, by name.
        word_font: Body font of Word documents; empty for the default.
        word_line_pt: Line spacing of Word documents in pt; 0 for the default.
    """

    theme: ThemeName = "system"
    font_size: FontSize = "standard"
    geometry: str = ""
    recent: list[str] = field(default_factory=list)
    officer: str = ""
    tables: dict[str, TableState] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    word_font: str = ""
    word_line_pt: Annotated[float, Meta(ge=0, le=40)] = 0


class SettingsFile:
    """The settings and the file they are kept in.

    Attributes:
        values: The settings in force.
        notice: A plain sentence when the file could not be used at the start; empty when all was well.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Read the settings from `folder` (default: the place the system has for them)."""
        if folder is None:
            folder = settings_folder()
        self._path = folder / FILE
        self._good = folder / "settings.last-good.json"
        self.notice = ""
        self.values = self._load()

    def save(self) -> None:
        """Write the settings; what cannot be written is only lost for the next start."""
        data = msgspec.json.format(msgspec.json.encode(self.values), indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for target in (self._path, self._good):
                part = target.with_name(target.name + ".part")
                part.write_bytes(data)
                os.replace(part, target)
        except OSError as error:
            self.notice = f"界面设置未能保存（{system_words(error)}），本次的窗口大小、列宽等下次启动时不会保留。"

    def _load(self) -> Settings:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            pass
        try:
            settings = msgspec.json.decode(self._good.read_bytes(), type=Settings)
            self.notice = "界面设置文件损坏，已改用上一次的设置。业务数据不受影响。"
            return settings
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self.notice = "界面设置文件损坏，已恢复为默认设置（字号、主题、列宽等）。业务数据不受影响。"
            return Settings()
