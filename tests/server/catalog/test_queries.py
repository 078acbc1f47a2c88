"""Facts by the database's clock, who sees what of a track, and what lists hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from server.catalog import queries
from server.catalog.facts import access_facts, require, require_editor
from server.catalog.models import ReleaseState, Track, TrackVersion, VersionStatus, Visibility
from server.catalog.visibility import Relation, Release, Surface
from server.identity.access import ANONYMOUS, Viewer
from server.identity.models import Collaborator, User
from server.kit.errors import AppError
from server.kit.resources import Resources
from sync.wire.ids import new_id
from sync.wire.problems import Code
from tests.support.published import SECRET, add_details, add_version, make_user, publish


def viewer_of(user: User, **fields: Any) -> Viewer:
    """The viewer that a device of this account is."""
    found = replace(
        ANONYMOUS,
        user_id=user.id,
        handle=user.handle,
        display_name=user.display_name,
        role=user.role,
        via="bearer",
    )
    return replace(found, **fields)


async def refusal(viewer: Viewer, surface: Surface, **named: Any) -> AppError:
    """The error that require() answers with."""
    with pytest.raises(AppError) as caught:
        await require(viewer, surface, **named)
    return caught.value


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


class TestRelease:
    async def state(self, track_id: UUID) -> Release:
        facts = await access_facts(ANONYMOUS, track_id=track_id)
        assert facts is not None
        return facts.context.release

    async def test_scheduled_becomes_live_by_the_clock_alone(self, resources: Resources) -> None:
        made = await publish(
            resources, release_state=ReleaseState.SCHEDULED, release_at=in_an_hour()
        )
        assert await self.state(made.track.id) is Release.SCHEDULED
        await Track.filter(id=made.track.id).update(
            release_at=datetime.now(UTC) - timedelta(seconds=1)
        )
        assert await self.state(made.track.id) is Release.LIVE

    async def test_scheduled_waits_for_its_version(self, resources: Resources) -> None:
        passed = datetime.now(UTC) - timedelta(hours=1)
        made = await publish(
            resources, ready=False, release_state=ReleaseState.SCHEDULED, release_at=passed
        )
        assert await self.state(made.track.id) is Release.SCHEDULED

    async def test_a_teaser_needs_its_rendition(self, resources: Resources) -> None:
        made = await publish(
            resources,
            release_state=ReleaseState.SCHEDULED,
            release_at=in_an_hour(),
            teaser_from=datetime.now(UTC) - timedelta(hours=1),
        )
        facts = await access_facts(ANONYMOUS, track_id=made.track.id)
        assert facts is not None
        assert facts.context.release is Release.SCHEDULED
        assert facts.ends_at is None

    async def test_what_a_teaser_allows_ends_with_it(self, resources: Resources) -> None:
        ends = in_an_hour()
        made = await publish(resources, release_state=ReleaseState.SCHEDULED, release_at=ends)
        facts = await access_facts(ANONYMOUS, track_id=made.track.id)
        assert facts is not None
        teased = replace(facts, context=replace(facts.context, release=Release.TEASER))
        assert teased.ends_at == int(ends.timestamp())


class TestRelation:
    @pytest.mark.parametrize(
        ("role", "relation"),
        [
            (None, Relation.USER),
            ("listener", Relation.INSIDER),
            ("contributor", Relation.INSIDER),
            ("editor", Relation.EDITOR),
        ],
    )
    async def test_collaborators_by_role(
        self, resources: Resources, role: str | None, relation: Relation
    ) -> None:
        made, other = await publish(resources), await make_user()
        if role:
            await Collaborator.create(library=made.owner, user=other, role=role)
        facts = await access_facts(viewer_of(other), track_id=made.track.id)
        assert facts is not None
        assert facts.relation is relation

    async def test_owner_and_admin(self, resources: Resources) -> None:
        made, other = await publish(resources), await make_user()
        own = await access_facts(viewer_of(made.owner), track_id=made.track.id)
        admin = await access_facts(viewer_of(other, is_admin=True), track_id=made.track.id)
        assert own is not None
        assert admin is not None
        assert (own.relation, admin.relation) == (Relation.OWNER, Relation.ADMIN)


class TestRequire:
    async def test_hidden_and_missing_say_the_same(self, resources: Resources) -> None:
        hidden = await publish(resources, visibility=Visibility.PRIVATE)
        errors = [
            await refusal(ANONYMOUS, Surface.PAGE, track_id=hidden.track.id),
            await refusal(ANONYMOUS, Surface.PAGE, track_id=new_id()),
            await refusal(ANONYMOUS, Surface.STREAM, version_id=hidden.version.id),
            await refusal(ANONYMOUS, Surface.PAGE, address=("nobody", "nothing")),
        ]
        assert {(e.code, e.message, e.remedy) for e in errors} == {
            (Code.NOT_FOUND, "This track does not exist.", None)
        }

    async def test_deleted_and_disabled_are_gone_for_all(self, resources: Resources) -> None:
        gone, banned = await publish(resources), await publish(resources)
        await Track.filter(id=gone.track.id).update(deleted_at=datetime.now(UTC))
        await User.filter(id=banned.owner.id).update(disabled_at=datetime.now(UTC))
        for made in (gone, banned):
            error = await refusal(viewer_of(made.owner), Surface.PAGE, track_id=made.track.id)
            assert error.code is Code.NOT_FOUND

    async def test_processing_is_told(self, resources: Resources) -> None:
        made = await publish(resources, ready=False)
        error = await refusal(ANONYMOUS, Surface.STREAM, track_id=made.track.id)
        assert (error.code, error.status) == (Code.PROCESSING, 409)

    async def test_the_cause_of_a_failure_is_for_staff(self, resources: Resources) -> None:
        made = await publish(resources, ready=False)
        failure = {"code": "undecodable", "message": "canary", "remedy": "Export it again."}
        await TrackVersion.filter(id=made.version.id).update(
            status=VersionStatus.FAILED, failure=failure
        )
        stranger = await refusal(ANONYMOUS, Surface.STREAM, version_id=made.version.id)
        owner = await refusal(viewer_of(made.owner), Surface.STREAM, version_id=made.version.id)
        assert "canary" not in stranger.message
        assert (owner.message, owner.remedy) == ("canary", "Export it again.")

    async def test_payment_and_signing_in(self, resources: Resources) -> None:
        vault = await publish(resources, vault=True)
        assert (await refusal(ANONYMOUS, Surface.STREAM, track_id=vault.track.id)).status == 402
        error = await refusal(ANONYMOUS, Surface.COMMENT_POST, track_id=vault.track.id)
        assert (error.code, error.message) == (Code.UNAUTHENTICATED, "Sign in to comment.")

    @pytest.mark.parametrize(
        "secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ü" * 20, "x" * 5000]
    )
    async def test_a_wrong_secret_is_none(self, resources: Resources, secret: str | None) -> None:
        made = await publish(resources, visibility=Visibility.UNLISTED)
        error = await refusal(ANONYMOUS, Surface.PAGE, track_id=made.track.id, secret=secret)
        assert error.code is Code.NOT_FOUND

    async def test_the_right_secret_opens(self, resources: Resources) -> None:
        made = await publish(resources, visibility=Visibility.UNLISTED)
        address = (made.owner.handle, made.track.slug)
        facts = await require(ANONYMOUS, Surface.STREAM, address=address, secret=SECRET)
        assert (facts.track_id, facts.secret) == (made.track.id, SECRET)

    async def test_editing_is_for_editors(self, resources: Resources) -> None:
        made, other = await publish(resources), await make_user()
        with pytest.raises(AppError) as caught:
            await require_editor(viewer_of(other), track_id=made.track.id)
        assert caught.value.code is Code.FORBIDDEN
        assert (await require_editor(viewer_of(made.owner), track_id=made.track.id)).editor


class TestVersionOfATrack:
    async def test_the_primary_stands_for_the_track(self, resources: Resources) -> None:
        made = await publish(resources)
        other = await add_version(resources, made.track, made.owner, label="Radio", position=1)
        await Track.filter(id=made.track.id).update(primary_version_id=other.id)
        facts = await require(ANONYMOUS, Surface.STREAM, track_id=made.track.id)
        assert facts.version_id == other.id

    async def test_a_version_answers_for_itself(self, resources: Resources) -> None:
        made = await publish(resources)
        late = await add_version(resources, made.track, made.owner, ready=False, position=1)
        assert (await refusal(ANONYMOUS, Surface.STREAM, version_id=late.id)).status == 409
        await require(ANONYMOUS, Surface.STREAM, version_id=made.version.id)


class TestTrackView:
    async def test_staff_see_more(self, resources: Resources) -> None:
        made = await publish(resources, visibility=Visibility.UNLISTED)
        await add_details(made.track, made.version, "canary")
        await add_version(resources, made.track, made.owner, ready=False, label="Rough", position=1)
        facts, shown = await queries.open_track(
            ANONYMOUS, Surface.PAGE, track_id=made.track.id, secret=SECRET
        )
        assert [v.label for v in shown.versions] == ["Master"]
        version = shown.versions[0]
        assert (version.original, version.stems, shown.secret) == (None, [], None)
        assert version.grant_url == f"/api/v1/versions/{version.id}/grant?s={SECRET}"
        assert [c.person for c in shown.credits] == ["canary"]
        _, full = await queries.open_track(
            viewer_of(made.owner), Surface.PAGE, track_id=made.track.id
        )
        assert [v.label for v in full.versions] == ["Master", "Rough"]
        assert full.versions[0].original is not None
        assert [s.title for s in full.versions[0].stems] == ["canary"]
        assert full.secret == SECRET
        assert await queries.track_view(facts) == shown

    async def test_a_track_on_its_way_shows_that_it_is(self, resources: Resources) -> None:
        made = await publish(resources, ready=False)
        _, shown = await queries.open_track(ANONYMOUS, Surface.PAGE, track_id=made.track.id)
        assert [(v.status, v.grant_url) for v in shown.versions] == [
            (VersionStatus.PROCESSING, None)
        ]

    async def test_a_version_that_is_not_shown_is_not_there(self, resources: Resources) -> None:
        made = await publish(resources)
        rough = await add_version(resources, made.track, made.owner, ready=False, position=1)
        facts = await require(ANONYMOUS, Surface.PAGE, track_id=made.track.id)
        with pytest.raises(AppError) as caught:
            await queries.version_view(facts, rough.id)
        assert caught.value.code is Code.NOT_FOUND


class TestLists:
    async def test_only_what_everybody_may_find(self, resources: Resources) -> None:
        owner = await make_user("ines")
        shown = await publish(resources, owner)
        await publish(resources, owner, visibility=Visibility.PRIVATE)
        await publish(resources, owner, visibility=Visibility.UNLISTED)
        await publish(resources, owner, release_state=ReleaseState.DRAFT)
        await publish(
            resources, owner, release_state=ReleaseState.SCHEDULED, release_at=in_an_hour()
        )
        await publish(resources, owner, ready=False)
        gone = await publish(resources, owner)
        await Track.filter(id=gone.track.id).update(deleted_at=datetime.now(UTC))
        for found in (await queries.discography("ines"), (await queries.front()).tracks):
            assert [t.id for t in found] == [shown.track.id]
        assert len(await queries.library(viewer_of(owner))) == 6

    async def test_newest_first_and_one_artist_on_the_front(self, resources: Resources) -> None:
        owner = await make_user("ines", display_name="Inês")
        now = datetime.now(UTC)
        old = await publish(resources, owner, release_at=now - timedelta(days=9))
        new = await publish(resources, owner, release_at=now - timedelta(days=2))
        front = await queries.front()
        assert [t.id for t in front.tracks] == [new.track.id, old.track.id]
        assert front.artist is not None
        assert front.artist.name == "Inês"
        await make_user("other")
        assert (await queries.front()).artist is None
