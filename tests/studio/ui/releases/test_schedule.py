"""When a release comes out, in places whose clocks jump; and what the server refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QApplication

from studio.actions import releasing, zones
from studio.ui.parts.notices import Banner
from sync.client import outbox
from sync.wire.changes import OpResult, Refusal
from sync.wire.ids import new_id
from tests.studio.ui.desks import settle, until
from tests.studio.ui.releases.rooms import (
    SOON,
    ZONE,
    pressed,
    read,
    refusals,
    release,
    room,
)
from tests.support.feeds import EPOCH
from tests.support.feeds import page as told


class TestSchedule:
    async def test_an_hour_that_is_skipped_is_moved_and_said(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            plan = page.one.schedule
            plan.editor.show_moment(zones.meant(datetime(2030, 3, 31, 2, 0), ZONE).at, ZONE)
            plan.editor.when.set_value(datetime(2030, 3, 31, 3, 30))
            assert plan.editor.note.isVisible()
            assert "comes out at 04:30" in plan.editor.note.words.text()
            plan.save.click()
            await settle()
            at = read(window, made).row.release_at
            assert at == datetime(2030, 3, 31, 1, 30, tzinfo=UTC)

    async def test_an_hour_that_comes_twice_is_asked_about(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            editor = page.one.schedule.editor
            editor.show_moment(zones.meant(datetime(2030, 10, 27, 2, 0), ZONE).at, ZONE)
            assert not editor.choice.isVisible()
            editor.when.set_value(datetime(2030, 10, 27, 3, 30))
            assert editor.choice.isVisible()
            first, second = editor.which.segments()
            assert (first.text(), second.text()) == ("The first (UTC+3)", "The second (UTC+2)")
            second.click()
            page.one.schedule.save.click()
            await settle()
            at = read(window, made).row.release_at
            assert at == datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
            page.back()
            page.open(made)
            assert editor.which.choice() == "second"

    async def test_what_has_passed_cannot_be_chosen(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            page.open(await release(window, "EP"))
            plan = page.one.schedule
            plan.editor.show_moment(datetime.now(UTC) - timedelta(days=1), ZONE)
            plan.tell()
            assert not plan.save.isEnabled()
            assert "has passed" in plan.editor.when_field.error()
            plan.editor.show_moment(SOON, ZONE)
            plan.teaser.setChecked(True)
            plan.from_.show_moment(SOON + timedelta(hours=1), ZONE)
            plan.tell()
            assert not plan.save.isEnabled()
            assert "before the release" in plan.from_.when_field.error()

    async def test_what_the_server_refused_is_said_where_it_belongs(
        self, app: QApplication
    ) -> None:
        async with room(app) as (window, page):
            made = new_id()
            desk = window.session.desk
            assert desk is not None
            told(desk.local, 1, kind="release", id=made, data={"title": "EP", "state": "draft"})
            window.session.look()
            page.open(made)
            plan = page.one.schedule
            plan.editor.show_moment(SOON, ZONE)
            plan.save.click()
            await settle()
            (op,) = outbox.take(desk.local)
            refusal = Refusal(
                code="release_in_past",
                message="This moment has passed.",
                field="release_at",
                remedy="Publish now, or give a moment in the future.",
            )
            result = OpResult(
                op_id=op.op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal
            )
            outbox.answered(desk.local, [result])
            window.session.look()
            await until(lambda: refusals(plan))
            (banner,) = refusals(plan)
            assert "Publish now, or give a moment" in banner.words.text()
            assert plan.state.text() == "Not scheduled"
            pressed(banner, "Give it up")
            await settle()
            assert read(window, made).refused == ()
            assert refusals(plan) == []

    async def test_a_deletion_that_was_refused_is_said_above_all(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            told(desk.local, 1, kind="release", id=made, data={"title": "EP"})
            window.session.look()
            await window.session.do(lambda desk: releasing.remove(desk, made))
            (op,) = outbox.take(desk.local)
            refusal = Refusal(code="conflict", message="Somebody edited it.", remedy="Look first.")
            result = OpResult(
                op_id=op.op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal
            )
            outbox.answered(desk.local, [result])
            window.session.look()
            page.open(made)
            await settle()
            assert page.one.refusals.count() == 1
            item = page.one.refusals.itemAt(0)
            banner = item.widget() if item else None
            assert isinstance(banner, Banner)
            assert "Somebody edited it. Look first." in banner.words.text()
            pressed(banner, "Give it up")
            await settle()
            assert page.one.refusals.count() == 0

    async def test_a_picture_that_the_server_could_not_use_is_said(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            failure = {"message": "The picture is broken.", "remedy": "Export it again."}
            data = {"title": "EP", "artwork_sha256": "b" * 64, "art_failure": failure}
            told(desk.local, 1, kind="release", id=made, data=data)
            window.session.look()
            page.open(made)
            art = page.one.details.artwork
            assert art.trouble.words.text() == "The picture is broken. Export it again."
            assert art.facts.text() == "The picture is on your server. It comes with the next sync."
