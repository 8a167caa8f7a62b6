"""Shows one help page: Markdown in the program's own look, with what was searched for marked."""

from collections.abc import Iterator

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from ui import metrics
from ui.table.filter import words_of
from ui.theme import FONT_FAMILIES, theme

_HEADING_SCALE = {1: 1.5, 2: 1.2, 3: 1.05}
_LINE_PERCENT = 150.0
_CELL_PERCENT = 120.0
_MOST_WIDTH_IN_CHARACTERS = 56


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
        self._fit()
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short enough to read."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        most = self.fontMetrics().horizontalAdvance("字") * _MOST_WIDTH_IN_CHARACTERS
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setLineWrapColumnOrWidth(max(200, min(most, self.viewport().width())))

    def _dress(self, document: QTextDocument) -> None:
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = QTextBlockFormat(block.blockFormat())
            level = shape.headingLevel()
            in_table = cursor.currentTable() is not None
            height = _CELL_PERCENT if in_table else _LINE_PERCENT
            shape.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(metrics.L if level in (2, 3) else 0)
            shape.setBottomMargin(0 if in_table else metrics.XS if block.textList() else metrics.S)
            cursor.setBlockFormat(shape)
            self._dress_words(block, level)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def _dress_words(self, block: QTextBlock, level: int) -> None:
        """Make headings large, and keys and file names stand out without another font."""
        found = [(piece.position(), piece.length(), piece.charFormat()) for piece in _pieces(block)]
        for position, length, words in found:
            if level:
                words.clearProperty(QTextCharFormat.Property.FontSizeAdjustment.value)
                words.setFontPointSize(theme().points * _HEADING_SCALE.get(level, 1.0))
                words.setFontWeight(QFont.Weight.DemiBold)
                words.setForeground(QBrush(theme().colour("accent" if level > 1 else "text")))
            elif words.fontFixedPitch():
                words.setFontFixedPitch(False)
                words.setFontFamilies(list(FONT_FAMILIES))
                words.setForeground(QBrush(theme().colour("neutral")))
                words.setBackground(QBrush(theme().colour("neutral_ground")))
            else:
                continue
            cursor = QTextCursor(self.document())
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(words)

    def _dress_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorderCollapse(True)
        shape.setBorder(0)
        shape.setCellPadding(0)
        shape.setCellSpacing(0)
        shape.setTopMargin(metrics.XS)
        shape.setBottomMargin(metrics.M)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(shape)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                look = cell.format().toTableCellFormat()
                look.setBorder(1)
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderBrush(QBrush(theme().colour("border")))
                look.setPadding(metrics.S)
                if row == 0:
                    look.setBackground(QBrush(theme().colour("raised")))
                cell.setFormat(look)

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


def _pieces(block: QTextBlock) -> Iterator[QTextFragment]:
    """Yield the pieces of a block that have one format each."""
    place = block.begin()
    while not place.atEnd():
        yield place.fragment()
        place += 1
