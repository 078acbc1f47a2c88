"""Markdown as readers will see it: the safe subset of the page, nothing loaded, nothing run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QRectF, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QImage,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextImageFormat,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser

from studio.ui.fonts import font
from studio.ui.parts.paint import begin
from studio.ui.theme import colour
from studio.ui.tokens import Space, Type
from sync.wire.pictures import SCHEME, references

SPACE, TYPE = Space(), Type()
# Tables and strike-through, as the server's renderer of notes knows them; no HTML. The numbers
# are those of md4c (MD_FLAG_TABLES, MD_FLAG_STRIKETHROUGH), which Qt hands on without naming them.
FEATURES = QTextDocument.MarkdownFeature(
    QTextDocument.MarkdownFeature.MarkdownNoHTML.value | 0x0100 | 0x0200
)
SIZES = {1: TYPE.title, 2: TYPE.heading, 3: TYPE.body}
SCHEMES = ("http", "https", "mailto")
ELSEWHERE = "not on this machine yet: it comes with the next sync"
NOT_SHOWN = "not shown: readers would load it from elsewhere. Add the picture itself"
LINE = 130  # percent
Property, Lines = QTextFormat.Property, QTextBlockFormat.LineHeightTypes


def allowed(address: str) -> bool:
    """Whether a link may lead there; others stand as words."""
    url = QUrl(address)
    inward = url.scheme() == "" and address.startswith(("/", "#")) and not address.startswith("//")
    return inward or url.scheme().casefold() in SCHEMES


class Preview(QTextBrowser):
    """Shows a text; links open in the browser. `picture` finds those of the library."""

    def __init__(self, picture: Callable[[str], QPixmap | None] = lambda _sha256: None) -> None:
        super().__init__()
        self.picture = picture
        self.setProperty("part", "reading")
        self.setAccessibleName("Preview")
        self.setPlaceholderText("What you write stands here as readers will see it.")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(0)
        self.text = ""
        self.anchorClicked.connect(self.visit)

    def loadResource(self, kind: int, url: QUrl | str) -> QImage:
        """Nothing is loaded, from wherever. Not None: then Qt would look for a file itself."""
        return QImage()

    def visit(self, url: QUrl) -> None:
        """Outside; a place within the page is nowhere yet."""
        if url.scheme().casefold() in SCHEMES:
            QDesktopServices.openUrl(url)

    def show_text(self, text: str) -> None:
        """Another text, from where the last one was read."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self.text = text
        self.document().setDefaultFont(font(TYPE.body))
        self.document().setMarkdown(text, FEATURES)
        self.dress()
        bar.setValue(round(share * bar.maximum()))

    def scroll_to(self, share: float) -> None:
        """From 0, the beginning, to 1."""
        bar = self.verticalScrollBar()
        bar.setValue(round(share * bar.maximum()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.text:
            self.show_text(self.text)

    # how it looks

    def dress(self) -> None:
        """Sizes, distances and colours of the theme."""
        block = self.document().begin()
        while block.isValid():
            self.dress_block(block)
            for fragment in list(fragments(block)):
                self.dress_words(block, fragment)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setBorderBrush(colour("edge"))
                form.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
                form.setBorderCollapse(True)
                form.setCellPadding(SPACE.xs)
                form.setTopMargin(SPACE.s)
                frame.setFormat(form)

    def dress_block(self, block: QTextBlock) -> None:
        """Distances; code on a ground of its own."""
        form, level = block.blockFormat(), block.blockFormat().headingLevel()
        kind, first = Lines.ProportionalHeight, is_first(block)
        form.setLineHeight(LINE, kind.value)
        form.setTopMargin((SPACE.xl if level else SPACE.m) if first and block.position() else 0)
        form.setBottomMargin(SPACE.hair if not first or block.textList() or level else 0)
        quoted = form.intProperty(Property.BlockQuoteLevel)
        if quoted:
            form.setLeftMargin(SPACE.l * quoted)
        if any(part.charFormat().isImageFormat() for part in fragments(block)):
            form.setLineHeight(0, Lines.SingleHeight.value)  # else by a share of the picture
        if is_code(block):
            form.setBackground(colour("raised"))
            form.setLineHeight(0, Lines.SingleHeight.value)
            form.setBottomMargin(0)
        QTextCursor(block).setBlockFormat(form)

    def dress_words(self, block: QTextBlock, fragment: QTextFragment) -> None:
        """The look of one run of words."""
        cursor = QTextCursor(block)
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        form = fragment.charFormat()
        if form.isImageFormat():
            self.replace_image(cursor, form.toImageFormat())
            return
        cursor.setCharFormat(worded(block, form))

    def replace_image(self, cursor: QTextCursor, image: QTextImageFormat) -> None:
        """One of the library is shown; any other is named, never fetched, as on the page."""
        found = references(image.name())
        picture = self.picture(found[0]) if found else None
        if picture is not None:
            self.fit_image(cursor, image, picture)
            return
        told = str(image.property(Property.ImageAltText) or "") or "without a description"
        where = ELSEWHERE if found else NOT_SHOWN
        form = QTextCharFormat()
        form.setForeground(colour("mute"))
        form.setFontItalic(True)
        cursor.insertText(f"[Picture: {told}, {where}]", form)

    def fit_image(self, cursor: QTextCursor, image: QTextImageFormat, picture: QPixmap) -> None:
        """No wider than the pane, nor than it is."""
        kind = QTextDocument.ResourceType.ImageResource
        self.document().addResource(kind.value, QUrl(image.name()), picture)
        room = self.viewport().width() - SPACE.m
        width = max(1, min(picture.width(), room))
        image.setWidth(width)
        image.setHeight(max(1, round(width * picture.height() / picture.width())))
        cursor.setCharFormat(image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if SCHEME in self.text and event.size().width() != event.oldSize().width():
            self.show_text(self.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar beside what is quoted."""
        super().paintEvent(event)
        painter = begin(self.viewport())
        up = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().intProperty(Property.BlockQuoteLevel):
                area = layout.blockBoundingRect(block)
                place = QRectF(0, area.top() - up, SPACE.xs - 1, area.height())
                painter.fillRect(place, colour("accent", 0.6))
            block = block.next()
        painter.end()


def worded(block: QTextBlock, form: QTextCharFormat) -> QTextCharFormat:
    """A run of words, in the type and colours of the theme."""
    level = block.blockFormat().headingLevel()
    code = is_code(block) or form.fontFixedPitch()
    made = QTextCharFormat()
    size = SIZES.get(level, TYPE.body) if level else TYPE.meta if code else TYPE.body
    heavy = bool(level) or form.fontWeight() >= QFont.Weight.DemiBold
    made.setFont(font(size, TYPE.strong if heavy else TYPE.regular, mono=code))
    made.setFontItalic(form.fontItalic())
    made.setFontStrikeOut(form.fontStrikeOut())
    quoted = block.blockFormat().intProperty(Property.BlockQuoteLevel)
    made.setForeground(colour("code" if code else "dim" if quoted else "text"))
    if code:
        made.setBackground(colour("raised"))
    if form.isAnchor() and allowed(form.anchorHref()):
        made.setAnchor(True)
        made.setAnchorHref(form.anchorHref())
        made.setForeground(colour("accent"))
        made.setFontUnderline(True)
    return made


def is_first(block: QTextBlock) -> bool:
    """Whether it begins something: a paragraph, a list, a piece of code."""
    items, before = block.textList(), block.previous()
    if items:
        return items.itemNumber(block) == 0
    return not (is_code(block) and before.isValid() and is_code(before))


def is_code(block: QTextBlock) -> bool:
    """Whether it is a line of a code block."""
    form = block.blockFormat()
    return form.hasProperty(Property.BlockCodeFence) or form.nonBreakableLines()


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The runs of words of a block, the last first: replacing one does not move the others."""
    found, step = [], block.begin()
    while not step.atEnd():
        fragment = step.fragment()
        if fragment.isValid():
            found.append(fragment)
        step += 1
    return reversed(found)
