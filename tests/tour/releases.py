"""Of the tour: a release is put together, sent, scheduled, and comes out."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.tour.hands import breathe, choose_files, click, keys, until, write
from tests.tour.walk import Walk

RELEASE = "Night Ferry"
SENT_WITHIN_S, READY_WITHIN_S = 120.0, 300.0


async def release(walk: Walk) -> str:
    """Put a release together."""
    await click("Releases*")
    await walk.camera.take("releases-empty")
    await click("New release")
    await write("Title", RELEASE)
    await click("EP")
    await walk.camera.take("new-release")
    await click("Create")
    for title in walk.luggage.titles:
        await write("Find tracks to add", title)
        await click(f"Add {title}")
    await click("Choose…")
    await choose_files(str(walk.luggage.cover))
    await breathe(1.5)
    await walk.camera.take("release")
    return f"{RELEASE}, {len(walk.luggage.mixes)} tracks"


async def sent(walk: Walk) -> str:
    """Send everything, and watch it go."""
    await click("Transfers*")
    await breathe(0.5)
    await walk.camera.take("transfers")
    await until(lambda: not walk.unsent(), f"everything is sent; {walk.unsent()}", SENT_WITHIN_S)
    return "nothing left to send"


async def schedule(walk: Walk) -> str:
    """Give it a day, with a teaser before it; let one person in early; see the calendar."""
    await click("Releases*")
    await click("Let people hear a part before that")
    await click("Schedule")
    await until(walk.waves_drawn, "the waves of the teasers are drawn")
    await breathe(0.5)
    await walk.camera.take("scheduled")
    await click("New link")
    await write("For whom", "Radio 2, Kaja")
    await walk.camera.take("new-link")
    await click("Create")
    await breathe(0.3)
    await keys("Alt+Left")
    await breathe(0.3)
    await walk.camera.take("releases")
    return "one release in the calendar, one link"


async def publish(walk: Walk) -> str:
    """Do what is missing, and publish it."""
    await click("Releases*")
    listed = walk.window.page("releases").overview.list
    listed.setFocus()
    await keys("Return", listed)
    await breathe(0.5)
    await click("Make *")
    await until(walk.all_ready, "the server has prepared every track", READY_WITHIN_S)
    await walk.camera.take("checklist")
    await click("Publish now")
    await walk.camera.take("publish")
    dialog = QApplication.activeModalWidget()
    await click("Publish now", dialog)
    await until(walk.out, "the release is out")
    await walk.camera.take("published")
    walk.page = walk.out()
    return walk.page
