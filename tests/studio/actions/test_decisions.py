"""Conflicts and refusals in words; the text to begin with where both have written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from studio.actions import decisions, words
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from sync.client import editing, outbox
from sync.client.replay import rebuild
from sync.wire import codec
from sync.wire.changes import OpResult, Refusal
from sync.wire.ids import new_id

HERE = "my laptop"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path))
    with open_desk() as opened:
        yield opened


def conflict(desk: Desk, record: UUID, **data: Any) -> UUID:
    """As a pull would have brought it."""
    found = new_id()
    whole = {
        "kind": "track",
        "id": str(record),
        "field": "title",
        "base": "a",
        "mine": "b",
        "theirs": "c",
        "why": "field",
        "device": HERE,
        "at": "2026-11-22T09:02:00Z",
        "state": "open",
        **data,
    }
    with desk.local.edit() as db:
        db.execute(
            "INSERT INTO shadow VALUES ('conflict', ?, NULL, 1, 1, 1, 0, ?)",
            (str(found), codec.encode(whole).decode()),
        )
        rebuild(db, desk.local.views, [("conflict", found)])
    return found


def only(desk: Desk) -> decisions.Conflict:
    (found,) = decisions.conflicts(Library(desk.places), HERE)
    return found


def refuse(desk: Desk, **said: Any) -> None:
    """The server says no to everything that is sent."""
    refusal = Refusal(code="invalid", message="Too long.", **said)
    results = [
        OpResult(op_id=op.op_id, result="rejected", seq=0, mark=0, epoch=op.op_id, refusal=refusal)
        for op in outbox.take(desk.local)
    ]
    outbox.answered(desk.local, results)


class TestConflicts:
    def test_names_record_field_and_both_sides(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night Drive"})
        conflict(desk, track, field="visibility", mine="public", theirs="unlisted")
        found = only(desk)
        assert (found.name, found.kind, found.field_name) == (
            "Night Drive",
            "track",
            "Who may hear it",
        )
        assert (found.mine.whose, found.mine.text) == ("Mine", "Everybody")
        assert (found.theirs.whose, found.theirs.text) == ("Theirs", "Whoever has the link")
        assert found.told.startswith("On this computer, 22 Nov 2026")
        assert not found.editable

    def test_says_whose_mine_is_where_it_is_another_machines(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        conflict(desk, track, device="Mara's tower")
        assert only(desk).mine.whose == "From Mara's tower"
        assert only(desk).told.startswith("On Mara's tower")

    def test_deleted_here_but_edited_there(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        theirs = [{"kind": "track", "id": str(track), "field": "title"}]
        mine = {"deleted": True}
        conflict(desk, track, field="", mine=mine, theirs=theirs, why="deleted_but_edited")
        found = only(desk)
        assert (found.mine.verb, found.theirs.verb) == ("Delete it", "Keep it")
        assert found.theirs.text == "Edited meanwhile: Title"

    def test_edited_here_but_deleted_there(self, desk: Desk) -> None:
        conflict(desk, new_id(), theirs=None, why="edited_but_deleted")
        found = only(desk)
        assert (found.name, found.theirs.text) == ("A track", "It is deleted")
        assert found.mine.verb == "Bring it back with this"

    def test_what_has_no_place_any_more(self, desk: Desk) -> None:
        mine = {"parent": str(new_id()), "data": {"label": "Master", "sha256": "0" * 64}}
        conflict(desk, new_id(), kind="version", field="", mine=mine, why="parent_deleted")
        found = only(desk)
        assert (found.name, found.mine.verb) == ("Master", "Add it")
        assert "0000" not in found.mine.text

    async def test_decided_it_is_gone_and_undone_it_is_back(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        found = conflict(desk, track)
        await decisions.decide(desk, found, "mine")
        assert decisions.count(Library(desk.places)) == 0
        assert await decisions.undecide(desk, found)
        assert decisions.count(Library(desk.places)) == 1


class TestPreview:
    def test_all_that_both_wrote(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        conflict(
            desk,
            track,
            field="liner_notes_md",
            base="One line.\nTwo.\n",
            mine="My line.\nTwo.\nMore.\n",
            theirs="Their line.\nTwo.\n",
            why="text",
        )
        found = only(desk)
        assert found.long
        text = decisions.preview(found)
        for word in ("My line", "Their line", "More", "Two"):
            assert word in text


class TestRefused:
    async def test_says_what_was_wanted_and_can_be_changed(self, desk: Desk) -> None:
        editing.create(desk.local, "track", {"title": "Night"})
        refuse(desk, field="title", remedy="Make it shorter.")
        (found,) = decisions.refused(Library(desk.places))
        assert (found.name, found.wanted) == ("Night", (("Title", "Night"),))
        assert (found.message, found.remedy, found.field) == (
            "Too long.",
            "Make it shorter.",
            "title",
        )
        await decisions.send_again(desk, found.op_id, {"title": "N"})
        assert decisions.refused(Library(desk.places)) == []
        assert [op.data["title"] for op in outbox.take(desk.local)] == ["N"]

    async def test_let_go_it_is_gone(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        refuse(desk)
        (found,) = decisions.refused(Library(desk.places))
        await decisions.let_go(desk, found.op_id)
        assert decisions.count(Library(desk.places)) == 0
        assert editing.read(desk.local, "track", track) is None


class TestValueWords:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("tags", ["dub", "night"], "dub, night"),
            ("tags", [], "Nothing"),
            ("title", None, "Nothing"),
            ("comments_open", False, "Closed"),
            ("teaser_start_ms", 63_000, "1:03"),
            ("download_policy", "320", "MP3"),
            ("primary_version_id", "gone", "One that is gone"),
            ("release_at", "soon", "soon"),
        ],
    )
    def test_as_people_say_it(self, name: str, value: Any, said: str) -> None:
        assert words.value_words(name, value) == said

    def test_every_field_of_every_kind_has_words(self) -> None:
        from sync.wire.kinds import KINDS

        names = {name for kind in KINDS.values() for name in kind.editable}
        assert names - words.FIELDS.keys() - {"sha256"} == set()
