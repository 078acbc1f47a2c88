"""What was, and what is instead: short values side by side, texts by the words that differ."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from studio.ui.theme import current

KEPT = 48
"""Letters of what stayed the same, on each side of what differs."""
MOST = 1_200


def cut(text: str, *, first: bool, last: bool) -> str:
    """What stayed the same is only shown near what differs."""
    if len(text) <= 2 * KEPT:
        return text
    head = "" if first else text[:KEPT]
    tail = "" if last else text[-KEPT:]
    return f"{head} … {tail}"


class DiffLabel(QLabel):
    """Struck out and underlined, besides the colours: not everybody tells those apart."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.pieces: tuple[tuple[str, str], ...] = ()
        self.dressed = ""

    def show_values(self, old: str, new: str) -> None:
        """`Old → new`; an empty one is left out."""
        between = (("same", "  →  "),) if old and new else ()
        was = (("removed", old),) if old else ()
        self.show_pieces((*was, *between, *((("added", new),) if new else ())))

    def show_texts(self, old: str, new: str) -> None:
        """The words that differ, with a little around them."""
        from sync.wire.textdiff import word_diff

        spans = word_diff(old[:50_000], new[:50_000])
        last = len(spans) - 1
        pieces = [
            (one.kind, cut(one.text, first=n == 0, last=n == last))
            if one.kind == "same"
            else (one.kind, one.text)
            for n, one in enumerate(spans)
        ]
        self.show_pieces(tuple(pieces))

    def show_pieces(self, pieces: tuple[tuple[str, str], ...]) -> None:
        """Stretches of words: same, removed or added."""
        self.pieces = pieces
        names = {"removed": "removed: ", "added": "added: ", "same": ""}
        self.setAccessibleName(" ".join(f"{names[kind]}{text.strip()}" for kind, text in pieces))
        self.dress()

    def dress(self) -> None:
        """In the colours of the theme."""
        tokens, left, made = current(), MOST, []
        self.dressed = tokens.name
        styles = {
            "same": f"color:{tokens.dim}",
            "removed": f"color:{tokens.bad}; text-decoration:line-through",
            "added": f"color:{tokens.good}; text-decoration:underline",
        }
        for kind, text in self.pieces:
            shown = text if len(text) <= left else f"{text[:left]}…"
            left -= len(shown)
            words = escape(shown).replace("\n", "<br/>")
            made.append(f'<span style="{styles[kind]}">{words}</span>')
            if left <= 0:
                break
        self.setText("".join(made))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.dressed != current().name:
            self.dress()
