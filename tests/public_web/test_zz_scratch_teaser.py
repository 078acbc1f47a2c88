import asyncio, shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from playwright.async_api import async_playwright
from server.catalog import service
from server.catalog.editing import Plan
from server.catalog.models import ReleaseState, Track, TrackVersion
from server.catalog.tasks import cut_teaser, render_version
from sync.wire.kinds import TrackFields
from tests.support.audio import music, write_wav
from tests.support.makers import make_artist, make_asset, make_track
from tests.support.chromium import FLAGS, EARS, AGENT
from server.demo import cover
OUT = Path("/var/tmp/teaser")

async def test_look(server, tmp_path):
    r = server.resources
    artist = await make_artist("ines")
    sound = write_wav(tmp_path / "s.wav", music(75), kind="s16")
    art = None
    t = await make_track(artist, await make_asset(r, artist, sound), title="Night Ferry", description_md="Written on the *last boat* of the season.", tags=["sea"], genre="Ambient",
        credits=[])
    v = await TrackVersion.get(track_id=t)
    await render_version(r, str(v.id))
    from tests.support.published import add_artwork
    await add_artwork(r, await Track.get(id=t))
    now = datetime.now(UTC)
    at = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
    await service.edit_track(t, TrackFields(teaser_start_ms=20000))
    await service.follow_plan(t, Plan(None, ReleaseState.SCHEDULED, at, now - timedelta(days=1)))
    await cut_teaser(r, str(t))
    path = server.url + "/@ines/night-ferry"
    async with async_playwright() as p:
        b = await p.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("dark", "light"):
            for name, size in (("desk", (1280, 900)), ("phone", (390, 844))):
                c = await b.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, timezone_id="Europe/Madrid", user_agent=AGENT)
                page = await c.new_page()
                logs = []
                page.on("console", lambda m: logs.append(m.text))
                await page.goto(path); await page.wait_for_timeout(1200)
                await page.screenshot(path=OUT / f"track-{name}-{scheme}.png")
                for h in (80, 166, 450):
                    await page.set_viewport_size({"width": 640 if name == "desk" else 340, "height": h})
                    await page.goto(f"{server.url}/embed/track/{t}"); await page.wait_for_timeout(900)
                    await page.screenshot(path=OUT / f"embed-{name}-{scheme}-{h}.png")
                print(name, scheme, logs)
                await c.close()
        c = await b.new_context(viewport={"width": 1280, "height": 900}, timezone_id="America/New_York", user_agent=AGENT)
        page = await c.new_page()
        await page.add_init_script(EARS)
        await page.goto(path)
        await page.click("[data-act=toggle]")
        for _ in range(20):
            await page.wait_for_timeout(500)
            heard = await page.evaluate("window.heard()")
            if heard["level"] > 0.01: break
        print("HEARD", heard, await page.inner_text(".until"), await page.inner_text(".clock"))
        # no script
        c2 = await b.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
        q = await c2.new_page(); await q.goto(path); await q.screenshot(path=OUT / "nojs.png")
        print("NOJS", await q.inner_text(".until"))
        # the moment, with the page open and idle
        d = await b.new_context(user_agent=AGENT); w = await d.new_page()
        await Track.filter(id=t).update(release_at=datetime.now(UTC) + timedelta(seconds=6))
        await w.goto(path); print("BEFORE", await w.inner_text(".until"))
        await w.wait_for_timeout(9500)
        print("AFTER", await w.locator(".until").count(), await w.inner_text(".clock"))
        # and one that was playing the part then
        await Track.filter(id=t).update(release_at=datetime.now(UTC) + timedelta(seconds=7))
        await page.goto(path); await page.click("[data-act=toggle]")
        await page.wait_for_timeout(10500)
        print("PLAYING", await page.inner_text(".until"), await page.evaluate("window.heard()"), await page.locator("[data-problem]").is_visible(), await page.inner_text(".clock"))
        await page.screenshot(path=OUT / "out-while-playing.png")
        await b.close()
