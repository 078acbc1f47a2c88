"""Credits, session and rights: read, checked as the contract does, edited in one unsent change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from studio.actions import credits, drafts, ordering
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from studio.settings import Places
from sync.client import editing
from sync.client.errors import NotEditable
from sync.wire import codec
from sync.wire.records import CreditRecord, SessionRecord


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    places = Places(data=tmp_path / "d", cache=tmp_path / "c", config=tmp_path / "s")
    for folder in (places.data, places.cache, places.config):
        folder.mkdir()
    with open_desk(places) as opened:
        yield opened


@pytest.fixture
def library(desk: Desk) -> Iterator[Library]:
    found = Library(desk.places)
    yield found
    found.close()


@pytest.fixture
def track(desk: Desk) -> UUID:
    return editing.create(desk.local, "track", {"title": "Night Drive"})


def papers(library: Library, track: UUID) -> credits.Papers:
    found = credits.read(library, track)
    assert found is not None
    return found


class TestRead:
    def test_of_a_new_track_nothing_is_known(self, library: Library, track: UUID) -> None:
        found = papers(library, track)
        assert found.credits == ()
        assert found.fields["license"] == "all-rights-reserved"
        assert found.fields["comments_open"] is True
        assert found.fields["session.instruments"] == []
        assert found.fields["session.tempo_bpm"] is None

    def test_a_track_that_is_gone(self, library: Library) -> None:
        assert credits.read(library, UUID(int=5)) is None


class TestCredits:
    async def test_added_edited_moved_removed(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        mara = await credits.add(desk, track, person="Mara", role="Vocals")
        ada = await credits.add(desk, track, person="Ada", role="Drums", url="https://ada.fm")
        await credits.edit(desk, mara, {"role": ("Vocals", "Writer")})
        await ordering.move(desk, "credit", track, ada, to=0)
        found = papers(library, track).credits
        assert [(one.person, one.role) for one in found] == [("Ada", "Drums"), ("Mara", "Writer")]
        await credits.remove(desk, ada)
        assert [one.id for one in papers(library, track).credits] == [mara]

    async def test_what_the_contract_forbids_is_refused(self, desk: Desk, track: UUID) -> None:
        with pytest.raises(NotEditable):
            await credits.add(desk, track, person=" ", role="Vocals")


class TestEditField:
    async def test_the_fields_of_the_session_do_not_overwrite_each_other(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        await credits.edit_field(desk, track, "session.room", ("", "Room 9"))
        await credits.edit_field(desk, track, "session.tempo_bpm", (None, 122.5))
        await credits.edit_field(desk, track, "session.instruments", ([], ["Juno-106"]))
        fields = papers(library, track).fields
        assert fields["session.room"] == "Room 9"
        assert fields["session.tempo_bpm"] == 122.5
        assert fields["session.instruments"] == ["Juno-106"]

    async def test_a_row_of_edits_is_one_operation(self, desk: Desk, track: UUID) -> None:
        for name, seen, wanted in (
            ("license", "all-rights-reserved", "cc-by"),
            ("isrc", None, "EEABC2600001"),
            ("session.key", "", "F♯ minor"),
            ("comments_open", True, False),
        ):
            await credits.edit_field(desk, track, name, (seen, wanted))
        with desk.local.read() as db:
            rows = db.execute("SELECT type FROM outbox WHERE id = ?", (str(track),)).fetchall()
        assert [row["type"] for row in rows] == ["create", "patch"]


class TestKnown:
    async def test_offers_what_the_library_names_most(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        other = editing.create(desk.local, "track", {"title": "Salt"})
        await credits.add(desk, track, person="Mara", role="Vocals")
        await credits.add(desk, other, person="Ada", role="Drums")
        await credits.add(desk, other, person="Ada", role="Vocals")
        await credits.edit_field(desk, other, "session.outboard", ([], ["LA-2A"]))
        assert credits.known(library, "person") == ["Ada", "Mara"]
        assert credits.known(library, "role") == ["Vocals", "Drums"]
        assert credits.known(library, "outboard") == ["LA-2A"]
        assert credits.known(library, "instruments") == []


class TestAddress:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("mara.fm", "https://mara.fm"),
            ("kit.audio/me ", "https://kit.audio/me"),
            ("http://x.y", "http://x.y"),
            ("", ""),
            ("nobody", "nobody"),
            ("javascript:alert(1)", "javascript:alert(1)"),
        ],
    )
    def test_a_bare_address_is_https(self, typed: str, meant: str) -> None:
        assert credits.address(typed) == meant


SESSION_CASES: tuple[tuple[str, Any, bool], ...] = (
    ("date", "2026", True),
    ("date", "2026-03", True),
    ("date", "2026-02-30", False),
    ("date", "14.3.2026", False),
    ("tempo_bpm", 122.5, True),
    ("tempo_bpm", None, True),
    ("tempo_bpm", 0.5, False),
    ("tempo_bpm", 1000, False),
    ("tempo_bpm", "fast", False),
    ("key", "F♯ minor", True),
    ("key", "x" * 301, False),
    ("instruments", ["x" * 101], False),
    ("instruments", [str(n) for n in range(101)], False),
)


class TestFault:
    @pytest.mark.parametrize(("name", "value", "fine"), SESSION_CASES)
    def test_of_the_session_as_the_contract_has_it(self, name: str, value: Any, fine: bool) -> None:
        told = credits.fault(f"session.{name}", value)
        assert (told == "") is fine
        if fine:  # whatever passes here passes there
            codec.convert({name: value}, SessionRecord)

    @pytest.mark.parametrize(
        ("name", "value", "fine"),
        [
            ("person", "Mara", True),
            ("person", "  ", False),
            ("role", "x" * 101, False),
            ("url", "", True),
            ("url", "https://mara.fm/a?b", True),
            ("url", "javascript:alert(1)", False),
            ("url", "https://a b", False),
            ("url", "https://" + "x" * 2000, False),
        ],
    )
    def test_of_a_credit_as_the_contract_has_it(self, name: str, value: str, fine: bool) -> None:
        assert (credits.fault(name, value) == "") is fine
        whole = {"person": "Mara", "role": "Vocals", "url": "", name: value}
        if fine:
            codec.convert(whole, CreditRecord)
        else:
            with pytest.raises(codec.DecodeError):
                codec.convert(whole, CreditRecord)

    @pytest.mark.parametrize("typed", ["EE-ABC-26-00001", "eeabc2600001", " EE ABC 26 00001 ", ""])
    def test_an_isrc_as_it_is_printed(self, typed: str) -> None:
        assert credits.isrc(typed) == ("EEABC2600001" if typed.strip() else None)
        assert credits.fault("isrc", credits.isrc(typed)) == ""

    def test_an_isrc_that_is_none_says_how_one_looks(self) -> None:
        assert "8 of 12" in credits.fault("isrc", credits.isrc("EE-ABC-26-1"))
        assert "EE-ABC-26-00001" in credits.fault("isrc", "123456789012")


class TestDrafts:
    def test_what_is_kept_is_there_for_the_next_window(self, desk: Desk, track: UUID) -> None:
        kept = drafts.Drafts(desk.places)
        assert kept.get(track, "isrc") is None
        kept.put(track, "isrc", "EE")
        kept.put(track, "date", {"a": 1})
        again = drafts.Drafts(desk.places)
        assert again.get(track, "isrc") == "EE"
        again.put(track, "isrc", None)
        assert drafts.Drafts(desk.places).get(track, "isrc") is None
        assert drafts.Drafts(desk.places).get(track, "date") == {"a": 1}

    def test_two_tabs_keep_theirs_in_turns(self, desk: Desk, track: UUID) -> None:
        one, other = drafts.Drafts(desk.places), drafts.Drafts(desk.places)
        one.put(track, "isrc", "EE")
        other.put(track, "date", "14.3.")
        one.put(track, "isrc", "EE-")
        assert (other.get(track, "isrc"), one.get(track, "date")) == ("EE-", "14.3.")

    def test_a_broken_file_is_an_empty_one(self, desk: Desk, track: UUID) -> None:
        (desk.places.data / "drafts.json").write_text("[1, ")
        kept = drafts.Drafts(desk.places)
        assert kept.get(track, "isrc") is None
        kept.put(track, "isrc", "EE")
        assert drafts.Drafts(desk.places).get(track, "isrc") == "EE"
