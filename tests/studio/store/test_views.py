"""The studio's tables follow every edit, and can be made again from the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.store.reading import Filter, Order, Reader, match
from studio.store.views import StudioViews
from sync.client import editing, shadow
from sync.client.local import Local
from sync.client.replay import MANY
from tests.support.feeds import SHA, change, changes, page, track


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with Local(tmp_path / "library.db", StudioViews()) as opened:
        yield opened


@pytest.fixture
def reader(local: Local) -> Iterator[Reader]:
    opened = Reader(local.path)
    yield opened
    opened.close()


def titles(reader: Reader, wanted: Filter, order: Order = Order.TITLE) -> list[str]:
    numbers = reader.ids(wanted, order)
    rows = reader.rows(numbers)
    return [rows[n].title for n in numbers]


class TestSearch:
    def test_finds_by_the_beginning_of_any_word_without_accents(
        self, local: Local, reader: Reader
    ) -> None:
        made = editing.create(local, "track", {"title": "Çafé Nord", "tags": ["Dub Techno"]})
        editing.create(local, "credit", {"person": "Mara Ilves", "role": "mix"}, made)
        editing.create(local, "track", {"title": "Other"})
        for text in ("cafe", "nor", "dub", "ilv", "mara caf"):
            assert titles(reader, Filter(text=text)) == ["Çafé Nord"], text
        assert titles(reader, Filter(text="mara other")) == []

    def test_follows_edits(self, local: Local, reader: Reader) -> None:
        made = editing.create(local, "track", {"title": "Old"})
        editing.write(local, "track", made, {"title": "New", "genre": "House"})
        assert titles(reader, Filter(text="old")) == []
        assert titles(reader, Filter(text="hous")) == ["New"]
        editing.delete(local, "track", made)
        assert titles(reader, Filter()) == []

    @given(text=st.text(max_size=40))
    def test_whatever_is_typed_is_no_error(
        self, text: str, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.getbasetemp() / "typed.db"
        if not path.exists():
            Local(path, StudioViews()).close()
        reader = Reader(path)
        try:
            assert reader.ids(Filter(text=text)) == []
        finally:
            reader.close()

    def test_quotes_are_not_the_search_language(self) -> None:
        assert match('say "no" OR') == '"say"* """no"""* "OR"*'


class TestTracks:
    def test_a_track_shows_the_version_that_it_plays(self, local: Local, reader: Reader) -> None:
        made = track(local, "Tide", seq=1)
        first, second = UUID(int=1), UUID(int=2)
        for seq, version in ((2, first), (3, second)):
            data = {"track_id": str(made), "label": "M", "position": seq, "status": "ready"}
            page(local, seq, kind="version", id=version, data={**data, "lufs": -10.0 - seq})
        (row,) = reader.rows(reader.ids(Filter())).values()
        assert (row.versions, row.version_id, row.lufs) == (2, first, -12.0)
        editing.write(local, "track", made, {"primary_version_id": str(second)})
        (row,) = reader.rows(reader.ids(Filter())).values()
        assert (row.version_id, row.lufs, row.unsent) == (second, -13.0, 1)
        page(local, 4, kind="version", id=second, data=None)
        (row,) = reader.rows(reader.ids(Filter())).values()
        assert (row.versions, row.version_id) == (1, first)

    def test_order_and_filters(self, local: Local, reader: Reader) -> None:
        track(local, "b", seq=1, release_state="live", release_at="2026-01-01T00:00:00Z")
        track(local, "A", seq=2, release_state="scheduled", release_at="2027-01-01T00:00:00Z")
        track(local, "c", seq=3, release_state="draft", tags=["dub"])
        assert titles(reader, Filter()) == ["A", "b", "c"]
        assert titles(reader, Filter(), Order.RELEASE) == ["A", "b", "c"]
        assert titles(reader, Filter(), Order.NEWEST) == ["c", "A", "b"]
        assert titles(reader, Filter(release_state="live")) == ["b"]
        assert titles(reader, Filter(tag="dub")) == ["c"]
        assert titles(reader, Filter(unsent=True)) == []


class TestFinish:
    def test_a_credit_that_is_gone_finds_its_track_no_longer(
        self, local: Local, reader: Reader
    ) -> None:
        made = editing.create(local, "track", {"title": "Tide"})
        credit = editing.create(local, "credit", {"person": "Mara", "role": "mix"}, made)
        assert titles(reader, Filter(text="mara")) == ["Tide"]
        editing.delete(local, "credit", credit)
        assert titles(reader, Filter(text="mara")) == []

    def test_what_is_told_of_many_at_once_is_shown_of_each(
        self, local: Local, reader: Reader
    ) -> None:
        """So many that deleted tracks are looked up without being read."""
        kept, gone = track(local, "Kept", seq=1), track(local, "Gone", seq=2)
        page(local, 3, kind="track", id=gone, data=None)
        found = []
        for n in range(2 * MANY):
            data = {"track_id": str((kept, gone)[n % 2]), "label": "M", "position": n}
            found.append(change(4 + n, kind="version", id=UUID(int=n), data=data))
        shadow.apply(local, changes(found, 4 + len(found)))
        (row,) = reader.rows(reader.ids(Filter())).values()
        assert (row.versions, row.version_id) == (MANY, UUID(int=0))
        assert reader.items(gone, "version") == []


class TestPrepare:
    def test_what_hangs_on_a_record_is_looked_for_below_it(self, reader: Reader) -> None:
        """Not among all of its kind, of which there are ten thousand."""
        for how in ("parent = ? AND kind = ?", "parent = ? AND kind = 'version'"):
            question = f"EXPLAIN QUERY PLAN SELECT data FROM item WHERE {how}"
            (row,) = reader.ask(question, *["x"] * how.count("?"))
            assert "INDEX item_of" in row["detail"]

    def test_a_library_without_tables_gets_them_filled(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        with Local(path) as plain:
            made = editing.create(plain, "track", {"title": "Before"})
            editing.create(plain, "version", {"label": "Mix", "sha256": SHA}, made)
        with Local(path, StudioViews()):
            reader = Reader(path)
            (row,) = reader.rows(reader.ids(Filter(text="bef"))).values()
            reader.close()
        assert (row.title, row.versions) == ("Before", 1)
