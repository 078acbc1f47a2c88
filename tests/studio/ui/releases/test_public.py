"""Publishing, what the public sees of it, and who hears it before."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel

from studio.actions.earlier import Earlier
from studio.settings import Account
from studio.ui.parts.buttons import Button
from studio.ui.parts.overlays import Dialog
from studio.ui.releases.history import States
from studio.ui.releases.links import NewLink
from sync.wire.ids import new_id
from tests.studio.ui.desks import settle
from tests.studio.ui.releases.rooms import (
    SOON,
    opened,
    pressed,
    read,
    release,
    room,
    toasts,
)
from tests.support.feeds import page as told


class TestPublish:
    async def test_asks_tells_what_is_missing_and_can_be_taken_back(
        self, app: QApplication
    ) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            page.one.head.publish.click()
            asked = await opened(window, Dialog)
            assert "no tracks" in asked.accessibleDescription()
            asked.no.click()  # type: ignore[union-attr]
            await settle()
            assert read(window, made).row.state == "draft"
            page.one.head.publish.click()
            (await opened(window, Dialog)).yes.click()
            await settle()
            assert read(window, made).row.state == "live"
            assert page.one.schedule.state.text() == "Goes live with the next sync"
            page.one.head.unpublish.click()
            asked = await opened(window, Dialog)
            assert "comments and likes are kept" in asked.accessibleDescription()
            asked.yes.click()
            await settle()
            assert read(window, made).row.state == "draft"

    async def test_shows_what_the_public_will_see_change(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            data = {"title": "EP", "state": "live", "visibility": "public"}
            told(desk.local, 1, kind="release", id=made, data=data)
            window.session.look()
            page.open(made)
            public = page.one.public
            assert public.isVisible()
            assert public.note.text() == ""
            page.one.details.title.setText("LP")
            page.one.details.form.save("title")
            await settle()
            assert public.note.text() == "1 change"
            shown = [one.text() for one in public.findChildren(QLabel) if one.isVisible()]
            assert {"Title", "EP", "LP"} <= set(shown)

    async def test_a_server_that_cannot_be_asked_is_said(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            told(desk.local, 1, kind="release", id=made, data={"title": "EP"})
            window.session.look()
            page.open(made)
            assert not page.one.public.isVisible()
            account = Account(server="https://mara.example", handle="mara")
            window.session.settings = window.session.settings.__class__(account=account)
            page.refresh()
            public = page.one.public
            assert public.isVisible()
            for button in (public.ask, public.before):
                button.click()
                await settle()
                assert public.trouble.isVisible()
                assert public.trouble.words.text() == "Sign in to a server first"
                assert button.isEnabled()

    async def test_earlier_states_are_listed_and_chosen(self, app: QApplication) -> None:
        async with room(app) as (window, _page):
            sheet = States(window)
            chosen: list[object] = []
            sheet.chosen.connect(chosen.append)
            sheet.show_states([])
            states = [
                Earlier(id=new_id(), at=SOON, title=title, tracks=3) for title in ("New", "Old")
            ]
            sheet.show_states(states)
            sheet.open()
            buttons = [one for one in sheet.findChildren(Button) if one.parent() is not None]
            shown = [one for one in buttons if not one.isHidden()]
            assert [one.text() for one in shown] == ["Go back to this"]
            shown[0].click()
            assert chosen == [states[1]]
            sheet.close()


class TestLinks:
    async def test_made_copied_revoked(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            links = page.one.links
            links.new.click()
            dialog = await opened(window, NewLink)
            dialog.yes.click()
            assert "Say who it is for" in dialog.field.error()
            dialog.label.setText("Radio 2")
            dialog.uses.setValue(3)
            dialog.downloads.show_key("320")
            dialog.yes.click()
            await settle()
            (link,) = read(window, made).links
            assert (link.label, link.max_uses, link.allow_download) == ("Radio 2", 3, "320")
            pressed(links, "Copy the link for Radio 2")
            assert any("no address yet" in text for text in toasts(window))
            account = Account(server="https://mara.example/", handle="mara")
            window.session.settings = window.session.settings.__class__(account=account)
            page.refresh()
            pressed(links, "Copy the link for Radio 2")
            address = f"https://mara.example/p/{link.token}"
            assert QApplication.clipboard().text() == address
            pressed(links, "Revoke the link for Radio 2")
            (await opened(window, Dialog)).yes.click()
            await settle()
            (link,) = read(window, made).links
            assert link.revoked
