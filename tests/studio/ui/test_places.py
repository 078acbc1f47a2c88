"""The sidebar: tags give way in a low window, and nothing is ever squeezed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from studio.actions.library import Counts
from studio.ui.places import Places

TAGS = tuple((f"tag {number}", 9 - number) for number in range(8))


@pytest.mark.parametrize(("height", "least", "most"), [(560, 0, 0), (720, 1, 5), (1100, 8, 8)])
async def test_as_many_tags_as_there_is_room_for(
    app: QApplication, height: int, least: int, most: int
) -> None:
    places = Places()
    places.resize(places.width(), height)
    places.show()
    places.show_counts(Counts(all=9, tags=TAGS))
    app.processEvents()
    shown = [item for item in places.tag_items if item.isVisible()]
    assert least <= len(shown) <= most
    assert [item.text() for item in shown] == [name for name, _ in TAGS[: len(shown)]]
    assert places.over.isVisible() is bool(shown)
    assert all(item.height() >= item.sizeHint().height() for item in places.items.values())
    if shown:
        assert shown[-1].geometry().bottom() < places.who.geometry().top()
    places.close()
    places.deleteLater()
