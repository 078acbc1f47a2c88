"""Accounts: who is first, who is refused, what is limited."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from server.identity import service
from server.identity.models import User
from server.identity.schemas import Arrival, Signin, Signup
from server.kit import db
from server.kit.errors import AppError
from server.kit.limits import spend
from server.kit.resources import Resources
from sync.wire.problems import Code
from tests.support.live import LiveServer
from tests.support.people import PASSWORD

HERE = Arrival("192.0.2.1", "")


def signup(handle: str) -> Signup:
    return Signup(handle=handle, email=f"{handle}@example.com", password=PASSWORD)


def signin(login: str, password: str = PASSWORD) -> Signin:
    return Signin(login=login, password=password)


def closed(resources: Resources) -> Resources:
    return replace(resources, settings=replace(resources.settings, signup_open=False))


async def drain(resources: Resources, who: str, *, leaving: int) -> None:
    """Uses up what an account may try, but for so many tries."""
    rate = service.LOGIN_RATE_OF_ACCOUNT
    for _ in range(rate.burst - leaving):
        await spend(resources, "login", who, rate)


async def refused(resources: Resources, login: str) -> Code:
    with pytest.raises(AppError) as refusal:
        await service.sign_in(resources, signin(login, "wrong"), HERE)
    return refusal.value.code


class TestSignUp:
    async def test_one_of_many_at_once_is_first(self, server: LiveServer) -> None:
        made = await asyncio.gather(
            *(service.sign_up(server.resources, signup(f"user{n}"), HERE) for n in range(8))
        )
        accounts = [account for account, _ in made]
        assert sorted(a.is_admin for a in accounts) == [False] * 7 + [True]
        assert [a.role for a in accounts if a.is_admin] == ["artist"]
        assert {a.role for a in accounts if not a.is_admin} == {"listener"}

    async def test_one_of_many_takes_the_handle(self, server: LiveServer) -> None:
        made = await asyncio.gather(
            *(
                service.sign_up(
                    server.resources,
                    replace(signup("anna"), handle=handle, email=f"a{n}@example.com"),
                    HERE,
                )
                for n, handle in enumerate(["anna", "ANNA", "Ａnna", "@anna"])
            ),
            return_exceptions=True,
        )
        refusals = [m for m in made if isinstance(m, AppError)]
        assert [(r.code, r.field) for r in refusals] == [(Code.TAKEN, "handle")] * 3
        assert await User.all().count() == 1

    async def test_same_address_otherwise_typed(self, server: LiveServer) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        with pytest.raises(AppError) as refusal:
            await service.sign_up(
                server.resources, replace(signup("bert"), email="ANNA@EXAMPLE.com"), HERE
            )
        assert (refusal.value.code, refusal.value.field) == (Code.TAKEN, "email")

    async def test_closed_lets_only_the_first_in(self, server: LiveServer) -> None:
        resources = closed(server.resources)
        account, _ = await service.sign_up(resources, signup("anna"), HERE)
        assert account.is_admin
        with pytest.raises(AppError, match="closed"):
            await service.sign_up(resources, signup("bert"), HERE)

    async def test_closed_lets_one_of_many_in(self, server: LiveServer) -> None:
        resources = closed(server.resources)
        made = await asyncio.gather(
            *(service.sign_up(resources, signup(f"user{n}"), HERE) for n in range(4)),
            return_exceptions=True,
        )
        assert sorted(isinstance(m, AppError) and m.status for m in made) == [0, 403, 403, 403]

    async def test_is_limited_by_address(self, server: LiveServer) -> None:
        burst = service.SIGNUP_RATE.burst
        refused = signup("admin")  # refused for the handle, and counted all the same
        codes = []
        for _ in range(burst + 1):
            with pytest.raises(AppError) as refusal:
                await service.sign_up(server.resources, refused, HERE)
            codes.append(refusal.value.code)
        assert codes == [Code.INVALID] * burst + [Code.RATE_LIMITED]
        await service.sign_up(server.resources, signup("anna"), Arrival("192.0.2.2", ""))


class TestSignIn:
    @pytest.mark.parametrize(
        "login", ["anna", "ANNA", "@Anna", "anna@example.com", "Anna@EXAMPLE.com", " anna "]
    )
    async def test_by_handle_or_address(self, server: LiveServer, login: str) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        account, tokens = await service.sign_in(server.resources, signin(login), HERE)
        assert account.handle == "anna"
        assert tokens.refresh

    async def test_says_the_same_of_all_that_is_wrong(self, server: LiveServer) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        told = set()
        for wrong in (
            signin("anna", "wrong password"),
            signin("bert"),
            signin("bert@example.com"),
            signin("@@@"),
            signin("not an address@"),
            signin("\u202e"),
        ):
            with pytest.raises(AppError) as refusal:
                await service.sign_in(server.resources, wrong, HERE)
            told.add((refusal.value.code, refusal.value.message))
        assert [code for code, _ in told] == [Code.UNAUTHENTICATED]

    async def test_closed_account(self, server: LiveServer) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        await db.execute("UPDATE users SET disabled_at = now()")
        with pytest.raises(AppError) as refusal:
            await service.sign_in(server.resources, signin("anna"), HERE)
        assert refusal.value.code is Code.FORBIDDEN
        with pytest.raises(AppError) as refusal:
            await service.sign_in(server.resources, signin("anna", "wrong"), HERE)
        assert refusal.value.code is Code.UNAUTHENTICATED

    async def test_weak_hash_is_made_anew(self, server: LiveServer) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        await db.execute("UPDATE users SET password_hash = $1", weak)
        await service.sign_in(server.resources, signin("anna"), HERE)
        user = await User.get(handle="anna")
        assert user.password_hash != weak
        await service.sign_in(server.resources, signin("anna"), HERE)
        assert (await User.get(handle="anna")).password_hash == user.password_hash

    async def test_an_account_that_is_not_there_is_limited_too(self, server: LiveServer) -> None:
        await drain(server.resources, "login nobody", leaving=1)
        told = [await refused(server.resources, login) for login in ("nobody", "NOBODY")]
        assert told == [Code.UNAUTHENTICATED, Code.RATE_LIMITED]

    async def test_another_way_to_type_the_account_gives_no_more_tries(
        self, server: LiveServer
    ) -> None:
        account, _ = await service.sign_up(server.resources, signup("anna"), HERE)
        await drain(server.resources, str(account.id), leaving=2)
        ways = ["anna", "@ANNA", "Anna@example.com", "anna"]
        told = [await refused(server.resources, login) for login in ways]
        assert told == [Code.UNAUTHENTICATED] * 2 + [Code.RATE_LIMITED] * 2

    async def test_is_limited_by_address(self, server: LiveServer) -> None:
        await service.sign_up(server.resources, signup("anna"), HERE)
        await service.sign_in(server.resources, signin("anna"), HERE)
        rate = service.LOGIN_RATE_OF_ADDRESS
        for _ in range(rate.burst - 1):
            await spend(server.resources, "login", HERE.address, rate)
        with pytest.raises(AppError) as refusal:
            await service.sign_in(server.resources, signin("anna"), HERE)
        assert refusal.value.code is Code.RATE_LIMITED
        await service.sign_in(server.resources, signin("anna"), Arrival("192.0.2.2", ""))


class TestSignOut:
    async def test_by_refresh_token_alone(self, server: LiveServer) -> None:
        _, tokens = await service.sign_up(server.resources, signup("anna"), HERE)
        assert tokens.refresh
        await service.sign_out(server.resources, None, "made up")
        await service.sign_out(server.resources, None, None)
        assert len(await db.rows("SELECT 1 FROM sessions WHERE revoked_at IS NULL")) == 1
        await service.sign_out(server.resources, None, tokens.refresh)
        assert await db.rows("SELECT 1 FROM sessions WHERE revoked_why = 'signed_out'")
