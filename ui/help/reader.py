"""Shows one help page: Markdown in the program's own look, with what was searched for marked."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from ui import metrics
from ui.table.filter import words_of
from ui.theme import theme

_HEADING_SCALE = {1: 1.5, 2: 1.2, 3: 1.05}
_LINE_PERCENT = 150.0
_MOST_WIDTH_IN_CHARACTERS = 52


class HelpReader(QTextBrowser):
    """The text of a help page.

    Signals:
        page_wanted: File name of another help page that a link leads to.
    """

    page_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._words = ""
        self.setOpenLinks(False)
        self.setAccessibleName("帮助内容")
        self.anchorClicked.connect(self._follow)
        theme().changed.connect(self._draw)

    def show_text(self, text: str, words: str = "") -> None:
        """Show Markdown and mark every occurrence of `words`."""
        self._text, self._words = text, words
        self._draw()

    def _draw(self) -> None:
        document = self.document()
        font = QFont(self.font())
        font.setPointSizeF(theme().points)
        document.setDefaultFont(font)
        document.setMarkdown(self._text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        document.setDocumentMargin(metrics.XL)
        document.setIndentWidth(metrics.XL)
        self._dress(document)
        self._mark()

    def _dress(self, document: QTextDocument) -> None:
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = QTextBlockFormat(block.blockFormat())
            level = shape.headingLevel()
            in_table = cursor.currentTable() is not None
            shape.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(metrics.L if level in (2, 3) else 0)
            shape.setBottomMargin(0 if in_table else metrics.XS if block.textList() else metrics.S)
            cursor.setBlockFormat(shape)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            words = QTextCharFormat()
            if level:
                words.setFontPointSize(theme().points * _HEADING_SCALE.get(level, 1.0))
                words.setFontWeight(QFont.Weight.DemiBold)
                words.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
                words.setForeground(QBrush(theme().colour("accent" if level > 1 else "text")))
                cursor.mergeCharFormat(words)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def _dress_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(QBrush(theme().colour("border")))
        shape.setBorderCollapse(True)
        shape.setCellPadding(metrics.S)
        shape.setCellSpacing(0)
        shape.setTopMargin(metrics.XS)
        shape.setBottomMargin(metrics.M)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(shape)

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        first: QTextCursor | None = None
        for word in words_of(self._words):
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                # The members are missing from the binding's type stubs.
                mark.cursor = cursor  # type: ignore[attr-defined]
                shape = QTextCharFormat()
                shape.setBackground(QBrush(theme().colour("warning_ground")))
                shape.setForeground(QBrush(theme().colour("warning")))
                mark.format = shape  # type: ignore[attr-defined]
                marks.append(mark)
                if first is None or cursor.selectionStart() < first.selectionStart():
                    first = cursor
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)
        start = QTextCursor(self.document())
        if first is not None:
            start.setPosition(first.selectionStart())
        self.setTextCursor(start)
        self.ensureCursorVisible()

    def _follow(self, link: QUrl) -> None:
        name = link.fileName()
        if link.isRelative() and name.endswith(".md"):
            self.page_wanted.emit(name)
