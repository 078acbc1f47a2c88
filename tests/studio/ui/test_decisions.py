"""Conflicts side by side and refused edits, decided by clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.decisions.cards import ConflictCard, RefusedCard
from studio.ui.decisions.page import DecisionsPage
from studio.ui.decisions.sides import differences
from studio.ui.main_window import MainWindow
from studio.ui.parts.buttons import Button
from studio.ui.parts.notices import Banner
from sync.client import editing, outbox
from sync.client.local import Local
from sync.client.replay import rebuild
from sync.wire import codec
from sync.wire.changes import OpResult, Refusal
from sync.wire.ids import new_id
from tests.studio.ui.desks import settle, studio, until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def local(window: MainWindow) -> Local:
    assert window.session.desk is not None
    return window.session.desk.local


def conflict(window: MainWindow, record: UUID, **data: Any) -> UUID:
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
        "device": "tower",
        "at": "2026-11-22T09:02:00Z",
        "state": "open",
        **data,
    }
    with local(window).edit() as db:
        db.execute(
            "INSERT INTO shadow VALUES ('conflict', ?, NULL, 1, 1, 1, 0, ?)",
            (str(found), codec.encode(whole).decode()),
        )
        rebuild(db, local(window).views, [("conflict", found)])
    window.session.look()
    return found


def page(window: MainWindow) -> DecisionsPage:
    found = window.visit("decisions")
    assert isinstance(found, DecisionsPage)
    return found


def resolved(window: MainWindow) -> list[Any]:
    with local(window).read() as db:
        rows = db.execute("SELECT body FROM outbox WHERE type = 'resolve'").fetchall()
    return [
        (body["choice"], body.get("value")) for body in (codec.decode(r[0], dict) for r in rows)
    ]


class TestDifferences:
    def test_each_side_keeps_its_own_words(self) -> None:
        mine, theirs = differences("two cold nights", "two long nights")
        assert "".join(span.text for span in mine) == "two cold nights"
        assert "".join(span.text for span in theirs) == "two long nights"
        assert [span.text for span in mine if span.kind == "added"] == ["cold"]
        assert [span.text for span in theirs if span.kind == "added"] == ["long"]


class TestConflicts:
    async def test_one_is_shown_decided_and_undone(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            track = editing.create(local(window), "track", {"title": "Night"})
            found = conflict(window, track)
            shown = page(window)
            window.count()
            await until(lambda: window.places.items["decisions"].count == 1, 5)
            card = shown.cards[found]
            assert isinstance(card, ConflictCard)
            card.mine.take.click()
            await settle()
            assert shown.cards == {}
            assert resolved(window) == [("mine", None)]
            await shown.undo(found)
            assert list(shown.cards) == [found]
            assert resolved(window) == []

    async def test_a_text_is_edited_from_what_both_wrote(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            track = editing.create(local(window), "track", {"title": "Night"})
            texts = {"base": "One.\n", "mine": "Mine.\n", "theirs": "Theirs.\n", "why": "text"}
            found = conflict(window, track, field="liner_notes_md", **texts)
            card = page(window).cards[found]
            assert isinstance(card, ConflictCard)
            card.edit.click()
            text = card.control.toPlainText()  # type: ignore[attr-defined]
            assert "Mine." in text
            assert "Theirs." in text
            card.control.setPlainText("Ours.\n")  # type: ignore[attr-defined]
            card.choose("value", card.control.toPlainText())  # type: ignore[attr-defined]
            await settle()
            assert resolved(window) == [("value", "Ours.\n")]

    async def test_what_is_typed_stays_when_others_come(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            track = editing.create(local(window), "track", {"title": "Night"})
            found = conflict(window, track)
            shown = page(window)
            card = shown.cards[found]
            assert isinstance(card, ConflictCard)
            card.edit.click()
            card.control.setText("half a wo")  # type: ignore[attr-defined]
            conflict(window, track, field="genre")
            assert len(shown.cards) == 2
            assert shown.cards[found] is card
            assert card.control.text() == "half a wo"  # type: ignore[attr-defined]

    async def test_a_whole_record_has_no_third_way(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            track = editing.create(local(window), "track", {"title": "Night"})
            whole = {"field": "", "mine": {"deleted": True}, "theirs": []}
            found = conflict(window, track, why="deleted_but_edited", **whole)
            card = page(window).cards[found]
            assert isinstance(card, ConflictCard)
            assert not card.edit.isVisible()
            assert (card.mine.take.text(), card.theirs.take.text()) == ("Delete it", "Keep it")


class TestRefused:
    async def refuse(self, window: MainWindow) -> RefusedCard:
        editing.create(local(window), "track", {"title": "Night"})
        refusal = Refusal(code="invalid", message="Too long.", field="title", remedy="Shorten it.")
        results = [
            OpResult(
                op_id=op.op_id, result="rejected", seq=0, mark=0, epoch=op.op_id, refusal=refusal
            )
            for op in outbox.take(local(window))
        ]
        outbox.answered(local(window), results)
        window.session.look()
        (card,) = page(window).cards.values()
        assert isinstance(card, RefusedCard)
        return card

    async def test_is_changed_and_sent_again(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            card = await self.refuse(window)
            card.fields["title"][0].control.setText("N")  # type: ignore[attr-defined]
            card.send.click()
            await settle()
            assert page(window).cards == {}
            assert [op.data["title"] for op in outbox.take(local(window))] == ["N"]

    async def test_a_value_that_is_no_better_is_said(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            card = await self.refuse(window)
            field = card.fields["title"][0]
            field.control.setText("x" * 400)  # type: ignore[attr-defined]
            card.send.click()
            await settle()
            assert "title" in field.error()

    async def test_let_go_asks_since_a_new_track_goes_with_it(
        self, app: QApplication, home: Path
    ) -> None:
        from studio.ui.parts.overlays import Dialog

        async with studio(app) as window:
            card = await self.refuse(window)
            card.drop.click()
            await until(lambda: window.findChildren(Dialog))
            window.findChildren(Dialog)[0].yes.click()
            await settle()
            assert page(window).cards == {}
            assert outbox.rejected(local(window)) == []


class TestLost:
    async def test_what_was_not_sent_is_brought_back(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            editing.create(local(window), "track", {"title": "Tide"})
            path = local(window).path
        for lost in path.parent.glob("library.db*"):
            lost.unlink()
        async with studio(app) as window:
            found = page(window)
            (offer,) = found.findChildren(Banner)
            assert "1 edit that was not sent yet" in offer.words.text()
            await until(lambda: window.places.items["decisions"].count == 1, 5)
            offer.findChildren(Button)[0].click()
            await settle()
            assert [op.data["title"] for op in outbox.take(local(window))] == ["Tide"]
            assert found.lost == 0
            assert not window.places.items["decisions"].count
