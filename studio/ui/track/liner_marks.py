"""The marks of Markdown, put around what is chosen in an editor and taken off again."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

HEADINGS = ("", "# ", "## ", "### ")
_LEAD = re.compile(r"^(#{1,6} |> |[-*+] |\d+[.)] )")
_ITEM = re.compile(r"^(\s*)([-*+] |(\d+)([.)]) |> )(.*)$")
ADDRESS = "https://"


def wrap(editor: QPlainTextEdit, mark: str) -> None:
    """Bold or italic: around the selection, or the word; again takes it off."""
    cursor = editor.textCursor()
    if not cursor.hasSelection():
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    text, start, size = cursor.selectedText(), cursor.selectionStart(), len(mark)
    stars = min(_stars(editor, start, -1), _stars(editor, cursor.selectionEnd(), 1))
    on = stars % 2 == 1 if mark == "*" else stars >= size
    cursor.beginEditBlock()
    if on:
        cursor.setPosition(start - size)
        cursor.setPosition(start + len(text) + size, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        start -= size
    else:
        cursor.insertText(f"{mark}{text}{mark}")
        start += size
    cursor.endEditBlock()
    cursor.setPosition(start)
    cursor.setPosition(start + len(text), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def link(editor: QPlainTextEdit) -> None:
    """A link of the selection; its address is chosen, to be typed over."""
    cursor = editor.textCursor()
    text = cursor.selectedText()
    start = cursor.selectionStart()
    address = text if text.startswith(("http://", "https://")) else ADDRESS
    cursor.insertText(f"[{text}]({address})")
    first = start + 1 if not text else start + len(text) + 3
    cursor.setPosition(first)
    last = first if not text else first + len(address)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def lead(editor: QPlainTextEdit, mark: str) -> None:
    """A list or a quote: before every line of the selection; again takes it off."""
    lines = _lines(editor)
    on = all(line.startswith(mark) for line in lines if line.strip()) and any(lines)
    _put_lines(editor, [_led(line, "" if on else mark) for line in lines])


def heading(editor: QPlainTextEdit) -> None:
    """Large, smaller, small, none."""
    lines = _lines(editor)
    found = re.match(r"^(#{1,6}) ", lines[0])
    level = len(found[1]) if found else 0
    mark = HEADINGS[(level + 1) % len(HEADINGS)] if level < len(HEADINGS) else ""
    _put_lines(editor, [_led(line, mark) for line in lines])


def next_line(editor: QPlainTextEdit) -> bool:
    """Enter in a list or a quote goes on with it, and on an empty item ends it. False: neither."""
    cursor = editor.textCursor()
    found = _ITEM.match(cursor.block().text())
    if cursor.hasSelection() or found is None or not cursor.atBlockEnd():
        return False
    indent, mark, number, sign, text = found.groups()
    if not text.strip():
        cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        cursor.removeSelectedText()
        return True
    if number is not None:
        mark = f"{int(number) + 1}{sign} "
    cursor.insertText(f"\n{indent}{mark}")
    return True


def _led(line: str, mark: str) -> str:
    return mark + _LEAD.sub("", line) if line.strip() or mark else line


def _lines(editor: QPlainTextEdit) -> list[str]:
    """The text of every line that the selection touches; the cursor is made to cover them."""
    cursor = editor.textCursor()
    first, last = cursor.selectionStart(), cursor.selectionEnd()
    cursor.setPosition(first)
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    return cursor.selectedText().split("\u2029")


def _put_lines(editor: QPlainTextEdit, lines: list[str]) -> None:
    cursor = editor.textCursor()
    many = len(lines) > 1
    start = cursor.selectionStart()
    text = "\n".join(lines)
    cursor.insertText(text)
    if many:
        cursor.setPosition(start)
        cursor.setPosition(start + len(text), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def _between(editor: QPlainTextEdit, start: int, end: int) -> str:
    cursor = editor.textCursor()
    last = editor.document().characterCount() - 1
    if start < 0 or end > last:
        return ""
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


def _stars(editor: QPlainTextEdit, place: int, way: int) -> int:
    """How many stars stand beside a place: one for italic, two for bold, three for both."""
    found = 0
    while True:
        at = place + (-1 - found if way < 0 else found)
        if _between(editor, at, at + 1) != "*":
            return found
        found += 1
