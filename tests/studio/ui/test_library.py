"""The list of tracks: pages, search, order, what stays chosen, many rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from studio.actions.library import Filter, Library, Order, TrackRow
from studio.settings import Places
from studio.store.views import StudioViews
from studio.ui.library.model import COLUMNS, NUMBER, PAGE, TrackModel, state
from studio.ui.library.pane import TrackPane
from studio.ui.library.table import TrackTable, spans_of
from sync.client import editing
from sync.client.local import Local
from tests.support.feeds import SHA, page, track

MANY = 450


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(data=tmp_path, cache=tmp_path, config=tmp_path)


@pytest.fixture
def local(places: Places) -> Iterator[Local]:
    with Local(places.library, StudioViews()) as opened:
        yield opened


@pytest.fixture
def library(places: Places, local: Local) -> Iterator[Library]:
    made = Library(places)
    yield made
    made.close()


@pytest.fixture
def pane(app: QApplication, library: Library) -> Iterator[TrackPane]:
    made = TrackPane(library, lambda: None)
    made.resize(1000, 700)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fill(local: Local, *titles: str) -> None:
    with local.edit():
        for title in titles:
            editing.create(local, "track", {"title": title})


def shown(table: TrackTable) -> list[str]:
    model = table.tracks
    rows = [model.row(n) for n in range(model.rowCount())]
    return [row.title for row in rows if row]


class TestModel:
    def test_reads_pages_as_they_are_seen(self, local: Local, library: Library) -> None:
        fill(local, *(f"Track {n:04d}" for n in range(MANY)))
        model = TrackModel(library)
        assert model.rowCount() == MANY
        assert model.pages == {}
        last = model.index(MANY - 1, NUMBER["title"])
        assert model.data(last) == "Track 0000"  # the newest stands first
        assert list(model.pages) == [(MANY - 1) // PAGE * PAGE]

    def test_what_went_meanwhile_is_an_empty_line(self, local: Local, library: Library) -> None:
        made = editing.create(local, "track", {"title": "Gone"})
        model = TrackModel(library)
        editing.delete(local, "track", made)
        assert model.data(model.index(0, 0)) is None
        model.refresh()
        assert model.rowCount() == 0

    def test_before_there_is_a_library_it_is_empty(self, tmp_path: Path) -> None:
        nowhere = Places(data=tmp_path / "no", cache=tmp_path, config=tmp_path)
        model = TrackModel(Library(nowhere))
        assert model.rowCount() == 0
        (tmp_path / "no").mkdir()
        nowhere.library.touch()  # made, but without tables yet
        model.refresh()
        assert model.rowCount() == 0

    def test_ears_hear_every_cell(self, local: Local, library: Library) -> None:
        fill(local, "Salt")
        model = TrackModel(library)
        role = int(Qt.ItemDataRole.AccessibleTextRole)
        heard = [model.data(model.index(0, n), role) for n in range(len(COLUMNS))]
        assert heard[NUMBER["title"]] == "Salt"
        assert heard[NUMBER["state"]] == "No sound"
        assert heard[NUMBER["sync"]] == "Not sent yet"


class TestState:
    @pytest.mark.parametrize(
        ("status", "release", "word"),
        [
            ("failed", "live", "Failed"),
            ("processing", "live", "Processing"),
            ("ready", "live", "Live"),
            ("ready", "scheduled", "Scheduled"),
            ("ready", "draft", "Draft"),
        ],
    )
    def test_the_worst_is_said(
        self, local: Local, library: Library, status: str, release: str, word: str
    ) -> None:
        made = track(local, "Tide", seq=1, release_state=release)
        data = {"track_id": str(made), "label": "M", "position": 1, "status": status}
        page(local, 2, kind="version", id=UUID(int=9), data={**data, "sha256": SHA})
        (row,) = library.find("tide")
        assert isinstance(row, TrackRow)
        assert state(row)[0] == word


class TestPane:
    def test_every_key_narrows(self, local: Local, pane: TrackPane) -> None:
        fill(local, "Night Drive", "Nightingale", "Salt")
        pane.refresh()
        found = []
        for text in ("n", "ni", "night d", "night dx", ""):
            pane.search.setText(text)
            found.append(len(shown(pane.table)))
        assert found == [2, 2, 1, 0, 3]
        assert pane.fit.text() == "3 tracks"

    def test_says_why_it_is_empty(self, local: Local, pane: TrackPane) -> None:
        assert pane.stack.currentWidget() is pane.nothing
        fill(local, "Salt")
        pane.refresh()
        assert pane.stack.currentIndex() == 0
        pane.search.setText("zzz")
        assert pane.stack.currentWidget() is pane.misfit
        pane.misfit.button.click()
        assert shown(pane.table) == ["Salt"]

    def test_headings_sort_and_turn_round(self, local: Local, pane: TrackPane) -> None:
        fill(local, "b", "C", "a")
        pane.refresh()
        header = pane.table.horizontalHeader()
        header.sectionClicked.emit(NUMBER["title"])
        assert shown(pane.table) == ["a", "b", "C"]
        assert pane.order.key() == "TITLE"
        header.sectionClicked.emit(NUMBER["title"])
        assert shown(pane.table) == ["C", "b", "a"]

    def test_what_is_chosen_stays_chosen(self, local: Local, pane: TrackPane) -> None:
        fill(local, "a", "b", "c")
        pane.refresh()
        pane.table.sort(Order.TITLE)
        pane.table.selectRow(1)
        fill(local, "aa", "bb")
        pane.refresh()
        assert [row.title for row in pane.table.chosen()] == ["b"]
        pane.table.selectAll()
        pane.table.filter(Filter(text="b"))
        assert [row.title for row in pane.table.chosen()] == ["b", "bb"]

    def test_gives_up_columns_where_it_is_narrow(self, local: Local, pane: TrackPane) -> None:
        fill(local, "a")
        pane.refresh()
        pane.resize(460, 700)
        QApplication.processEvents()
        hidden = {c.key for n, c in enumerate(COLUMNS) if pane.table.isColumnHidden(n)}
        assert {"tags", "peak", "genre"} <= hidden
        assert not {"title", "state", "length"} & hidden
        pane.resize(1500, 700)
        QApplication.processEvents()
        assert not any(pane.table.isColumnHidden(n) for n in range(len(COLUMNS)))

    def test_all_that_is_chosen_stays_so_as_one_span(
        self, local: Local, library: Library, pane: TrackPane
    ) -> None:
        fill(local, *(f"{'Night' if n % 2 else 'Salt'} {n:04d}" for n in range(MANY)))
        pane.refresh()
        pane.table.selectAll()
        assert pane.table.lines() == list(range(MANY))
        pane.search.setText("night")
        assert pane.table.lines() == list(range(MANY // 2))
        # One for each line holds the window up for seconds where there are ten thousand.
        assert pane.table.selectionModel().selection().count() == 1
        numbers = [pane.table.tracks.numbers[line] for line in (3, 1, 2)]
        rows = library.rows(numbers)
        assert library.track_ids(numbers) == [rows[number].id for number in numbers]


class TestSpansOf:
    @pytest.mark.parametrize(
        ("lines", "spans"),
        [
            ([], []),
            ([4], [(4, 4)]),
            ([0, 1, 2, 5, 7, 8], [(0, 2), (5, 5), (7, 8)]),
        ],
    )
    def test_joins_neighbours(self, lines: list[int], spans: list[tuple[int, int]]) -> None:
        assert list(spans_of(lines)) == spans
