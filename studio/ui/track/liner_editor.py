"""Where liner notes are typed: Markdown in colours, with marks by buttons and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

from studio.ui.drops import paths_of
from studio.ui.parts.buttons import IconButton, hint
from studio.ui.releases.artwork import is_picture
from studio.ui.theme import colour
from studio.ui.tokens import Space
from studio.ui.track import liner_marks

SPACE = Space()
Act = Callable[[QPlainTextEdit], None]
TOOLS: tuple[tuple[str, str, str, Act], ...] = (  # icon, name, keys, what it does
    ("heading", "Heading", "Ctrl+Shift+H", liner_marks.heading),
    ("bold", "Bold", "Ctrl+B", lambda editor: liner_marks.wrap(editor, "**")),
    ("italic", "Italic", "Ctrl+I", lambda editor: liner_marks.wrap(editor, "*")),
    ("list", "List", "Ctrl+Shift+L", lambda editor: liner_marks.lead(editor, "- ")),
    ("quote", "Quote", "Ctrl+Shift+U", lambda editor: liner_marks.lead(editor, "> ")),
    ("link", "Link", "Ctrl+Shift+K", liner_marks.link),
)
KEYS = {QKeySequence(keys): act for _, _, keys, act in TOOLS}
RULES: tuple[tuple[re.Pattern[str], str, bool], ...] = (  # what, tone, strong
    (re.compile(r"^#{1,6} .*$"), "accent", True),
    (re.compile(r"^\s*([-*+]|\d+[.)]) "), "good", True),
    (re.compile(r"^> ?"), "good", True),
    (re.compile(r"\*\*[^*\n]+\*\*"), "warn", True),
    (re.compile(r"(?<![\w*])[*_][^*_\n]+[*_](?![\w*])"), "warn", False),
    (re.compile(r"`[^`\n]+`"), "warn", False),
    (re.compile(r"\[[^\]\n]*\]\([^)\n]*\)"), "accent", False),
    (re.compile(r"\(image:[0-9a-f]{64}\)"), "mute", False),
)


class Colours(QSyntaxHighlighter):
    """Marks stand out a little; the words do not."""

    def highlightBlock(self, text: str) -> None:
        for rule, tone, strong in RULES:
            for found in rule.finditer(text):
                made = QTextCharFormat()
                made.setForeground(colour(tone))
                if strong:
                    made.setFontWeight(QFont.Weight.DemiBold)
                self.setFormat(found.start(), found.end() - found.start(), made)


class LinerEditor(QPlainTextEdit):
    """`dropped` tells of files of pictures, `pasted` of one without a file, `asked` that one is
    to be chosen; the cursor stands where it is to be.
    """

    dropped = Signal(object)  # list[Path]
    pasted = Signal(object)  # QImage
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "writing")
        self.setAccessibleName("Liner notes")
        self.setPlaceholderText(
            "Where and when was it recorded? Who was there? What should people listen for?"
        )
        self.setTabChangesFocus(True)
        self.setWordWrapMode(self.wordWrapMode().WrapAtWordBoundaryOrAnywhere)
        self.colours = Colours(self.document())

    def tools(self) -> list[IconButton]:
        """The buttons of all marks; they leave the focus where it is."""
        made = []
        for icon, name, keys, act in TOOLS:
            button = IconButton(icon, name, small=True)
            button.setToolTip(hint(name, keys))
            button.clicked.connect(lambda _on=False, act=act: self.do(act))
            made.append(button)
        add = IconButton("image", "Add picture", small=True)
        add.setToolTip("Add a picture, or drop or paste one into the text")
        add.clicked.connect(lambda _on=False: self.asked.emit())
        return [*made, add]

    def put_picture(self, text: str) -> None:
        """The mark of a picture, in a paragraph of its own."""
        cursor = self.textCursor()
        whole, place = self.toPlainText(), cursor.selectionStart()
        before, after = whole[:place], whole[cursor.selectionEnd() :]
        lines = 2 - min(2, len(before) - len(before.rstrip("\n"))) if before.strip() else 0
        follows = after.strip() and not after.startswith("\n\n")
        cursor.insertText("\n" * lines + text + ("\n\n" if follows else "\n"))
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def do(self, act: Act) -> None:
        """One mark; the typing goes on."""
        act(self)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_text(self, text: str) -> None:
        """Another text; the cursor stays where it was, as far as there is one."""
        place = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        ours = isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) in KEYS
        if asked and ours:  # before a menu takes it
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = KEYS.get(QKeySequence(event.keyCombination()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if act is not None:
            act(self)
        elif not (enter and not event.modifiers() and liner_marks.next_line(self)):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.colours.rehighlight()

    def insertFromMimeData(self, source: QMimeData) -> None:
        found = [path for path in paths_of(source) if is_picture(path)]
        if found:
            self.dropped.emit(found)
        elif source.hasImage() and not source.hasText():
            self.pasted.emit(source.imageData())
        else:
            super().insertFromMimeData(source)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        files = paths_of(source)
        if files:  # others are the window's: sounds become tracks, wherever they land
            return any(map(is_picture, files))
        return source.hasText() or source.hasImage()
