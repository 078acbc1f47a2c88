"""Reads a page as a machine does: its elements, their attributes, and the text of scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass(slots=True)
class Page:
    """What a parser made of a page."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""

    @property
    def meta(self) -> dict[str, str]:
        """Content of <meta> by property or name."""
        return {
            str(a.get("property") or a.get("name")): a.get("content") or ""
            for tag, a in self.elements
            if tag == "meta" and "content" in a
        }

    @property
    def links(self) -> list[dict[str, str | None]]:
        """Attributes of the <link> elements."""
        return [a for tag, a in self.elements if tag == "link"]

    @property
    def json_ld(self) -> dict[str, Any]:
        """The one JSON-LD block."""
        (text,) = self.scripts["application/ld+json"]
        found: dict[str, Any] = json.loads(text)
        return found

    @property
    def player(self) -> dict[str, Any]:
        """What the player is given."""
        (text,) = self.scripts["application/json"]
        found: dict[str, Any] = json.loads(text)
        return found

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """Attributes of all elements of that name and those attributes."""
        return [
            a
            for name, a in self.elements
            if name == tag and all(a.get(k) == v for k, v in attributes.items())
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.page.elements.append((tag, attributes))
        if tag == "script":
            self._script = attributes.get("type") or "text/javascript"
            self.page.scripts.setdefault(self._script, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.page.scripts[self._script][-1] += data
        else:
            self.page.text += data


def read(text: str) -> Page:
    """The page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page
