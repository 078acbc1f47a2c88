"""How to have each function of the other slices write something in a scene."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from server.catalog import queries
from server.identity import queries as accounts
from server.identity import service as identity
from server.identity.access import ANONYMOUS
from server.identity.models import CollaboratorRole, Role, User
from server.identity.schemas import AccountEdit, Arrival, Signin, Signup
from server.kit import db
from server.media import service as media
from server.media.models import Asset
from server.social import service as social
from server.social.models import Comment, CommentStatus
from server.social.schemas import CommentDraft
from server.stats import service as stats
from server.stats.schemas import PlayReport
from server.syncing import queries as seats
from server.syncing import service as syncing
from server.syncing.schemas import Position
from sync.wire.accounts import DeviceLogin
from sync.wire.changes import Op
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.scenes import Scene, drives, says

PASSWORD = "long enough for it"
SOMEWHERE = Arrival("127.0.0.1", "")


# identity: accounts are no records of a library
@drives("identity.service.sign_up", heard=False)
async def _(s: Scene) -> None:
    await _signed_up(s)


async def _signed_up(s: Scene) -> str:
    name = f"n{uuid4().hex[:12]}"
    new = Signup(handle=name, email=f"{name}@example.com", password=PASSWORD)
    await identity.sign_up(s.resources, new, SOMEWHERE)
    return name


@drives("identity.service.sign_in", heard=False)
async def _(s: Scene) -> None:
    login = Signin(login=await _signed_up(s), password=PASSWORD)
    await identity.sign_in(s.resources, login, SOMEWHERE)


@drives("identity.service.sign_in_device", heard=False)
async def _(s: Scene) -> None:
    login = DeviceLogin(login=await _signed_up(s), password=PASSWORD, name="a laptop")
    await identity.sign_in_device(s.resources, login, SOMEWHERE)


says(
    "identity.service.edit_account",
    lambda s: identity.edit_account(s.library, AccountEdit(bio_md=str(uuid4()))),
    heard=False,
)
says(
    "identity.service.grant_role",
    lambda s: identity.grant_role(s.owner.handle, Role.ARTIST),
    heard=False,
)


@drives("identity.service.let_in", heard=False)
async def _(s: Scene) -> None:
    await identity.let_in(s.library, await _guest(), CollaboratorRole.EDITOR)


@drives("identity.service.let_go", heard=False)
async def _(s: Scene) -> None:
    handle = await _guest()
    await identity.let_in(s.library, handle, CollaboratorRole.EDITOR)
    await identity.let_go(s.library, handle)
    assert await accounts.collaborators(s.library) is not None


async def _guest() -> str:
    handle = f"g{uuid4().hex[:12]}"
    await User.create(
        handle=handle, email=handle, email_key=handle, password_hash="-", display_name="G"
    )
    return handle


# media: files show in what refers to them
@drives("media.service.verify_asset", heard=False)
async def _(s: Scene) -> None:
    asset = await Asset.get(id=await s.asset())
    assert await media.verify_asset(s.resources, asset.id, asset.sha256)


@drives("media.service.verify_unread", heard=False)
async def _(s: Scene) -> None:
    await Asset.filter(id=await s.asset()).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert await media.verify_unread(s.resources) > 0


says(
    "media.service.recheck",
    lambda s: _with_asset(s, lambda a: media.recheck(s.resources, a.id)),
    heard=False,
)
says(
    "media.service.drop_loose",
    lambda s: media.drop_loose(s.resources, UploadKind.ORIGINAL, uuid4().hex * 2),
    heard=False,
)


@drives("media.service.renew_lease", heard=False)
async def _(s: Scene) -> None:
    async with db.unit_of_work():
        assert await media.renew_lease(await s.asset())


async def _with_asset(s: Scene, call: Callable[[Asset], Awaitable[Any]]) -> None:
    await call(await Asset.get(id=await s.asset()))


# social
@drives("social.service.post")
async def _(s: Scene) -> None:
    await s.resources.redis.flushdb()
    await social.post(s.resources, s.viewer, CommentDraft(track_id=s.track.id, body="Hello"))


says("social.service.delete", lambda s: social.delete(s.viewer, s.comment))
says("social.service.hide", lambda s: social.hide(s.viewer, s.comment))


@drives("social.service.approve")
async def _(s: Scene) -> None:
    await Comment.filter(id=s.comment).update(status=CommentStatus.HELD)
    await social.approve(s.viewer, s.comment)


# stats: plays and counts are asked for by themselves
@drives("stats.service.record", heard=False)
async def _(s: Scene) -> None:
    facts = await queries.access_facts(ANONYMOUS, track_id=s.track.id)
    assert facts is not None
    report = PlayReport(
        play_id=uuid4(),
        ticket="-",
        track_id=s.track.id,
        version_id=s.ready,
        ms_listened=5,
        ranges=[(0, 5)],
    )
    await stats.record(
        s.resources, facts, report, stats.Listener(address="1.2.3.4", agent="F", private=False)
    )


says("stats.service.roll_up", lambda s: stats.roll_up(), heard=False)
says("stats.service.forget_old_plays", lambda s: stats.forget_old_plays(), heard=False)


# syncing
@drives("syncing.service.push")
async def _(s: Scene) -> None:
    seat = await seats.seat(s.viewer, None)
    op = Op(op_id=new_id(), type="create", kind="track", id=new_id(), data={"title": "New"})
    reply = await syncing.push(seat, [op], Position())
    assert reply.results[0].result == "applied"


says("syncing.service.new_epoch", lambda s: syncing.new_epoch(), heard=False)
says("syncing.service.prune", lambda s: syncing.prune(), heard=False)
