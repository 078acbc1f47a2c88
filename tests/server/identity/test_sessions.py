"""Refresh tokens: good once, a moment of grace, and any older one ends the session."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.identity import sessions
from server.identity.models import User
from server.identity.schemas import Tokens
from server.kit import db, signing
from server.kit.config import Settings
from server.kit.errors import AppError
from sync.wire.ids import new_id
from tests.support.live import LiveServer

LIVE = """SELECT 1 FROM sessions WHERE id = $1 AND access_hash = $2 AND revoked_at IS NULL
            AND access_expires_at > now() AND expires_at > now()"""
AGE = """UPDATE sessions SET rotated_at = rotated_at - make_interval(secs => $2),
            expires_at = expires_at - make_interval(secs => $2),
            access_expires_at = access_expires_at - make_interval(secs => $2) WHERE id = $1"""
HOUR = 3600


async def make_user() -> User:
    id = new_id()
    return await User.create(
        id=id,
        handle=f"u{id.hex[-20:]}",
        email="u@example.com",
        email_key=f"{id.hex}@example.com",
        password_hash="none",
        display_name="U",
    )


class Rotation(RuleBasedStateMachine):
    """Browsers that refresh, race, dawdle and steal, against a model of what may be."""

    run: Any
    settings: Settings

    @initialize()
    def sign_in(self) -> None:
        async def begin() -> Tokens:
            user = await make_user()
            return await sessions.open_browser(self.settings, user.id, "")

        tokens = self.run(begin())
        assert tokens.refresh
        self.session_id, self.access = tokens.session_id, tokens.access
        self.issued = [tokens.refresh]
        self.since_rotation = 10**6
        self.idle = 0
        self.access_age = 0
        self.ended = False

    def rotate(self, token: str) -> Tokens | None:
        try:
            found: Tokens = self.run(sessions.rotate(self.settings, token))
        except AppError:
            return None
        return found

    @property
    def live(self) -> bool:
        return not self.ended and self.idle < self.settings.refresh_ttl

    @rule()
    def use_the_newest(self) -> None:
        tokens = self.rotate(self.issued[-1])
        assert (tokens is not None) == self.live
        if tokens is None:
            return
        assert tokens.refresh is not None
        assert tokens.refresh not in self.issued
        assert tokens.access != self.access
        self.issued.append(tokens.refresh)
        self.access, self.since_rotation, self.idle, self.access_age = tokens.access, 0, 0, 0

    @precondition(lambda self: len(self.issued) > 1)
    @rule()
    def use_the_one_before(self) -> None:
        graceful = self.since_rotation < sessions.GRACE_S
        tokens = self.rotate(self.issued[-2])
        assert (tokens is not None) == (self.live and graceful)
        if tokens is not None:
            assert tokens.refresh is None
            assert tokens.access == self.access
            self.access_age = 0
        elif self.live:
            self.ended = True

    @precondition(lambda self: len(self.issued) > 2)
    @rule(data=st.data())
    def use_a_stolen_one(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.issued[:-2]))
        assert self.rotate(token) is None
        if self.live:
            self.ended = True

    @rule(what=st.sampled_from(["", "x", "a.b.c", "ü.ö.ä"]), cut=st.integers(1, 60))
    def use_a_made_up_one(self, what: str, cut: int) -> None:
        assert self.rotate(what) is None
        assert self.rotate(self.issued[-1][:-cut]) is None
        other = replace(self.settings, session_secret="another secret of another site " * 2)
        forged = sessions._new_refresh(other, self.session_id)
        assert self.rotate(forged) is None

    @rule(s=st.sampled_from([6, 20, HOUR, 31 * 24 * HOUR]))
    def wait(self, s: int) -> None:
        async def pass_time() -> None:
            async with db.unit_of_work():
                await db.execute(AGE, self.session_id, s)

        self.run(pass_time())
        self.since_rotation += s
        self.idle += s
        self.access_age += s

    @precondition(lambda self: not self.ended)
    @rule(never=st.integers(0, 9))
    def sign_out(self, never: int) -> None:
        if never == 0:
            self.run(sessions.revoke(self.session_id, "signed_out"))
            self.ended = True

    @rule()
    def only_the_newest_access_token_is_good(self) -> None:
        digest = signing.token_hash(self.access)
        found = self.run(db.row(LIVE, self.session_id, digest))
        assert bool(found) == (self.live and self.access_age < self.settings.access_ttl)

    def teardown(self) -> None:
        if hasattr(self, "session_id"):
            self.only_the_newest_access_token_is_good()


class TestRotate:
    @pytest.fixture
    def runner(self, settings: Settings, clean: None) -> Iterator[Any]:
        """A loop of its own: the machine's rules are not coroutines."""
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(db.open_database(settings))

            def run(work: Coroutine[Any, Any, Any]) -> Any:
                return runner.run(work)

            yield run
            runner.run(db.close_database())

    def test_every_history(self, runner: Any, settings: Settings) -> None:
        class Machine(Rotation):
            pass

        Machine.run = staticmethod(runner)
        Machine.settings = settings
        run_state_machine_as_test(
            Machine,
            settings=profile(
                max_examples=40,
                stateful_step_count=25,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    async def test_two_tabs_race(self, server: LiveServer) -> None:
        user = await make_user()
        first = await sessions.open_browser(server.settings, user.id, "")
        assert first.refresh
        token = first.refresh
        both = await asyncio.gather(*(sessions.rotate(server.settings, token) for _ in range(6)))
        assert len({t.access for t in both}) == 1
        assert len([t for t in both if t.refresh]) == 1
        assert await db.row(LIVE, first.session_id, signing.token_hash(both[0].access))

    async def test_a_closed_account_rotates_no_more(self, server: LiveServer) -> None:
        user = await make_user()
        tokens = await sessions.open_browser(server.settings, user.id, "")
        assert tokens.refresh
        await db.execute("UPDATE users SET disabled_at = now() WHERE id = $1", user.id)
        with pytest.raises(AppError, match="Sign in again"):
            await sessions.rotate(server.settings, tokens.refresh)

    async def test_reuse_is_written_down(self, server: LiveServer) -> None:
        user = await make_user()
        first = await sessions.open_browser(server.settings, user.id, "")
        assert first.refresh
        second = await sessions.rotate(server.settings, first.refresh)
        assert second.refresh
        await sessions.rotate(server.settings, second.refresh)
        with pytest.raises(AppError):
            await sessions.rotate(server.settings, first.refresh)
        found = await db.row("SELECT revoked_why FROM sessions WHERE id = $1", first.session_id)
        assert found
        assert found["revoked_why"] == "refresh_reuse"


class TestBrowserName:
    @pytest.mark.parametrize(
        ("agent", "name"),
        [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.0", "A browser"),
            ("", "A browser"),
        ],
    )
    def test_as_people_call_it(self, agent: str, name: str) -> None:
        assert sessions.browser_name(agent) == name


class TestForgetOld:
    async def test_keeps_what_lives(self, server: LiveServer) -> None:
        user = await make_user()
        kept = await sessions.open_browser(server.settings, user.id, "")
        device = await sessions.open_device(user.id, "laptop")
        for column in ("revoked_at", "expires_at"):
            old = await sessions.open_browser(server.settings, user.id, "")
            await db.execute(
                f"UPDATE sessions SET {column} = now() - interval '31 days' WHERE id = $1",
                old.session_id,
            )
        await sessions.forget_old()
        left = {r["id"] for r in await db.rows("SELECT id FROM sessions")}
        assert left == {kept.session_id, device.id}
