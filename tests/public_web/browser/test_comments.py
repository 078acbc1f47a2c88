"""Talking under a track: sign up, comment on a moment, reply, delete; and stay signed in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.public_web.browser.conftest import LiveSite
from tests.support.chromium import listener

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]
_numbers = count(1)


@pytest.fixture
def member(chromium: Browser, live_site: LiveSite) -> Iterator[Page]:
    """Somebody who just signed up by the form, on the track's page."""
    handle = f"member{next(_numbers)}"
    with listener(chromium) as page:
        page.goto(f"{live_site.url}/signup?next={live_site.track_path}")
        page.fill("[name=name]", handle.title())
        page.fill("[name=handle]", handle)
        page.fill("[name=email]", f"{handle}@example.com")
        page.fill("[name=password]", "correct horse battery")
        page.click("main [type=submit]")
        page.wait_for_url(f"**{live_site.track_path}")
        yield page


def say(page: Page, at: str, text: str) -> None:
    form = page.locator("form.write")
    form.locator("[name=at]").fill(at)
    form.locator("[name=body]").fill(text)
    form.locator("[type=submit]").click()


class TestComments:
    def test_a_comment_stands_at_its_moment_and_on_the_waveform(self, member: Page) -> None:
        before = member.locator(".rail button, .rail a").count()
        say(member, "0:41", "the *turn* before the lamps")
        mine = member.locator("[data-comment]", has_text="before the lamps")
        expect(mine).to_have_count(1)
        expect(mine.locator("em")).to_have_text("turn")
        expect(member.locator(".rail button, .rail a")).to_have_count(before + 1)
        member.reload()
        expect(member.locator("[data-comment]", has_text="before the lamps")).to_have_count(1)

    def test_what_is_deleted_is_gone_for_everybody(self, member: Page) -> None:
        say(member, "0:05", "said too soon")
        mine = member.locator("[data-comment]", has_text="said too soon")
        expect(mine).to_have_count(1)
        member.once("dialog", lambda dialog: dialog.accept())
        mine.locator("[data-delete-form] button").click()
        expect(member.get_by_text("said too soon")).to_have_count(0)
        member.reload()
        expect(member.get_by_text("said too soon")).to_have_count(0)

    def test_a_deleted_one_with_replies_keeps_its_place_and_no_dot(self, member: Page) -> None:
        before = member.locator(".rail button").count()
        say(member, "0:33", "is that a bell?")
        mine = member.locator("[data-comment]", has_text="is that a bell?")
        mine.locator("summary").click()
        mine.locator("textarea").fill("it is a bell")
        mine.locator("[data-slot=reply] [type=submit]").click()
        expect(mine.locator("[data-replies] [data-comment]")).to_have_count(1)
        expect(member.locator(".rail button")).to_have_count(before + 1)
        member.once("dialog", lambda dialog: dialog.accept())
        mine.locator("[data-delete-form] button").first.click()
        expect(member.get_by_text("is that a bell?")).to_have_count(0)
        member.reload()
        expect(member.locator("[data-comment]", has_text="it is a bell").first).to_be_visible()
        expect(member.locator(".rail button")).to_have_count(before)

    def test_markup_of_a_comment_is_text(self, member: Page) -> None:
        say(member, "0:07", "<img src=x onerror=alert(1)> quiet")
        expect(member.locator("[data-comment]", has_text="quiet")).to_have_count(1)
        assert member.locator("[data-comment] img[src=x]").count() == 0

    def test_words_read_in_the_direction_of_their_script(self, member: Page) -> None:
        say(member, "0:09", "שלום לכם!")
        said = member.locator("[data-comment] .body p", has_text="שלום").first
        expect(said).to_be_visible()
        first, last = (
            said.evaluate(
                """(node, at) => {
                    const range = document.createRange();
                    range.setStart(node.firstChild, at);
                    range.setEnd(node.firstChild, at + 1);
                    return range.getBoundingClientRect().left;
                }""",
                at,
            )
            for at in (0, len("שלום לכם!") - 1)
        )
        assert last < first  # the mark that ends it stands left of where it begins

    def test_access_that_ran_out_while_listening_is_renewed(self, member: Page) -> None:
        context = member.context
        cookies = [c for c in context.cookies() if c["name"] == "acetate_session"]
        assert cookies, "the browser should be signed in"
        context.add_cookies([{**cookies[0], "value": "ran-out"}])  # type: ignore[typeddict-item]
        say(member, "0:20", "still here after the break")
        expect(member.locator("[data-comment]", has_text="still here")).to_have_count(1)
