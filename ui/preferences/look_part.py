"""Settings: how the window looks, and how Word documents look."""

from PySide6.QtWidgets import QComboBox

from exports.word.settings import BODY_FONTS, LINE_SPACINGS, WordSettings
from ui.context import Context
from ui.preferences.part import Part, form_in
from ui.theme import FONT_WORDS, THEME_WORDS, ThemeChoice, theme

_WIDTH = 260
_SPACING_WORDS = {28.95: "28.95 磅（每页22行）"}


class LookPart(Part):
    """Theme and size of words; font and line spacing of documents. In force at once, kept for this computer."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.theme_box = self._box("主题", {choice.value: words for choice, words in THEME_WORDS.items()})
        self.size_box = self._box("字号", FONT_WORDS)
        self.font_box = self._box("正文字体", {font: font for font in BODY_FONTS})
        self.spacing = self._box("行距", {str(points): _SPACING_WORDS.get(points, f"{points:g} 磅") for points in LINE_SPACINGS})
        form = form_in(self.add_card("界面", "改动立即生效，只影响本机本人。"))
        form.addRow("主题", self.theme_box)
        form.addRow("字号", self.size_box)
        words = "申请表的正文字体和固定行距。接收方电脑没有所选字体时，WPS、Word 会自动换成相近的字体，版面可能略有变化。"
        form = form_in(self.add_card("导出的 Word 文档", words))
        form.addRow("正文字体", self.font_box)
        form.addRow("行距", self.spacing)
        self.column.addStretch(1)
        for box in (self.theme_box, self.size_box):
            box.activated.connect(lambda _index: self._put_look())
        for box in (self.font_box, self.spacing):
            box.activated.connect(lambda _index: self._put_documents())

    def refresh(self) -> None:
        """Show the settings in force."""
        values, usual = self._context.settings.values, WordSettings()
        for box, key in (
            (self.theme_box, values.theme),
            (self.size_box, values.font_size),
            (self.font_box, values.word_font or usual.body_font),
            (self.spacing, str(values.word_line_pt or usual.line_pt)),
        ):
            box.setCurrentIndex(max(0, box.findData(key)))

    def _put_look(self) -> None:
        values = self._context.settings.values
        values.theme, values.font_size = self.theme_box.currentData(), self.size_box.currentData()
        theme().apply(ThemeChoice(values.theme), values.font_size)
        self._context.settings.save()

    def _put_documents(self) -> None:
        values = self._context.settings.values
        values.word_font, values.word_line_pt = self.font_box.currentData(), float(self.spacing.currentData())
        self._context.settings.save()

    def _box(self, name: str, choices: dict[str, str] | dict[ThemeChoice, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setFixedWidth(_WIDTH)
        for key, words in choices.items():
            box.addItem(words, str(key))
        return box
