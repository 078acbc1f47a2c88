"""How to have each function of the catalog write something in a scene."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.catalog import credits, notes, renditions, schemas, service, stems, teasers, versions
from server.catalog.editing import Plan
from server.catalog.models import ReleaseState, Track, TrackVersion, VersionStatus
from server.media.encode.plan import Failure, File, Made, Rendition, Required, Step
from sync.sound import Verdict
from sync.sound.survey import Examination
from sync.wire.ids import new_id
from sync.wire.kinds import CreditFields, NoteFields, StemFields, TrackFields, VersionFields
from sync.wire.records import CreditRecord
from sync.wire.uploads import UploadKind
from tests.support.scenes import Scene, drives, says

FAILURE = Failure(code="x", message="It broke.", remedy="Mend it.", permanent=True)


# catalog.service
says(
    "catalog.service.open_track",
    lambda s: service.open_track(s.library, new_id(), TrackFields(title="New")),
)
says(
    "catalog.service.edit_track",
    lambda s: service.edit_track(s.track.id, TrackFields(title="Other", tags=["a"])),
)
says("catalog.service.delete_track", lambda s: service.delete_track(s.track.id))
says("catalog.service.renew_secret", lambda s: service.renew_secret(s.track.id))


@drives("catalog.service.create_track")
async def _(s: Scene) -> None:
    draft = schemas.TrackDraft(
        title="New", original_asset_id=await s.asset(), tags=["a"], credits=[_record("A")]
    )
    await service.create_track(s.viewer, draft)


@drives("catalog.service.restore_track")
async def _(s: Scene) -> None:
    await service.delete_track(s.track.id)
    await service.restore_track(s.track.id)


def _record(person: str) -> CreditRecord:
    return CreditRecord(person=person, role="harp")


# catalog.versions
says(
    "catalog.versions.edit_version",
    lambda s: versions.edit_version(s.ready, VersionFields(label="Other")),
)
says("catalog.versions.delete_version", lambda s: versions.delete_version(s.ready))


@drives("catalog.versions.add_version")
async def _(s: Scene) -> None:
    await versions.add_version(s.track.id, new_id(), asset_id=await s.asset(), label="Mix")


@drives("catalog.versions.restore_version")
async def _(s: Scene) -> None:
    await versions.delete_version(s.ready)
    await versions.restore_version(s.ready)


@drives("catalog.versions.retry_version")
async def _(s: Scene) -> None:
    await renditions.settle(s.waiting, failure=FAILURE)
    await versions.retry_version(s.waiting)


# catalog.stems, credits, notes
@drives("catalog.stems.add_stem")
async def _(s: Scene) -> None:
    first = StemFields(title="Bass", role="bass")
    await stems.add_stem(s.ready, new_id(), first, asset_id=await s.asset(UploadKind.STEM))


says("catalog.stems.edit_stem", lambda s: stems.edit_stem(s.stem, StemFields(title="Low")))
says("catalog.stems.delete_stem", lambda s: stems.delete_stem(s.stem))


@drives("catalog.stems.restore_stem")
async def _(s: Scene) -> None:
    await stems.delete_stem(s.stem)
    await stems.restore_stem(s.stem)


says(
    "catalog.credits.add_credit",
    lambda s: credits.add_credit(s.track.id, new_id(), CreditFields(person="A", role="b")),
)
says(
    "catalog.credits.edit_credit",
    lambda s: credits.edit_credit(s.credit, CreditFields(person="B")),
)
says("catalog.credits.delete_credit", lambda s: credits.delete_credit(s.credit))
says(
    "catalog.credits.set_credits",
    lambda s: credits.set_credits(s.track.id, [_record("New"), _record("Ines")]),
)


@drives("catalog.credits.restore_credit")
async def _(s: Scene) -> None:
    await credits.delete_credit(s.credit)
    await credits.restore_credit(s.credit)


says(
    "catalog.notes.add_note",
    lambda s: notes.add_note(
        s.track.id, new_id(), NoteFields(at_ms=5, body="x"), author_id=s.library
    ),
)
says("catalog.notes.edit_note", lambda s: notes.edit_note(s.note, NoteFields(body="Other")))
says("catalog.notes.delete_note", lambda s: notes.delete_note(s.note))


@drives("catalog.notes.restore_note")
async def _(s: Scene) -> None:
    await notes.delete_note(s.note)
    await notes.restore_note(s.note)


# catalog.renditions
says("catalog.renditions.begin", lambda s: renditions.begin(s.waiting))
says("catalog.renditions.give_up", lambda s: renditions.give_up(s.waiting, "x"))
says("catalog.renditions.settle", lambda s: renditions.settle(s.waiting, failure=FAILURE))
says(
    "catalog.renditions.show_artwork", lambda s: renditions.show_artwork(s.track.id, new_id(), None)
)


@drives("catalog.renditions.progress")
async def _(s: Scene) -> None:
    await s.processing()
    await renditions.progress(s.waiting, 40)


@drives("catalog.renditions.release")
async def _(s: Scene) -> None:
    await s.processing()
    await renditions.release(s.waiting)


@drives("catalog.renditions.publish")
async def _(s: Scene) -> None:
    source = await s.processing()
    assert await renditions.publish(source, new_id(), _required(), [0, 0], primary=True)
    assert (await TrackVersion.get(id=s.waiting)).status is VersionStatus.READY


@drives("catalog.renditions.add", heard=False)
async def _(s: Scene) -> None:
    made = Made(step=Step.AAC, rendition=_rendition(), files=(_file(),))
    await renditions.add(await s.source(s.ready), new_id(), made)


@drives("catalog.renditions.add_failure", heard=False)
async def _(s: Scene) -> None:
    await renditions.add_failure(await s.source(s.ready), "aac", new_id(), FAILURE)


@drives("catalog.renditions.replace_transcodes", heard=False)
async def _(s: Scene) -> None:
    await renditions.replace_transcodes(s.ready, new_id(), [_rendition()], [_file()])


@drives("catalog.renditions.refuse_artwork")
async def _(s: Scene) -> None:
    picture = await s.asset(UploadKind.IMAGE)
    await Track.filter(id=s.track.id).update(artwork_id=picture)
    await renditions.refuse_artwork(s.track.id, picture, FAILURE)


def _file() -> File:
    return File(key="std/aac/audio.mp4", size=1, sha256="0" * 64, content_type="audio/mp4")


def _rendition() -> Rendition:
    return Rendition(
        name=Step.AAC,
        tier="std",
        kind="hls",
        media_key="std/aac/audio.mp4",
        playlist_key="std/aac/index.m3u8",
        mime="audio/mp4",
        codecs="mp4a.40.2",
        bandwidth=1,
        average_bandwidth=1,
        sample_rate=48_000,
        channels=2,
        bit_depth=None,
        segments=1,
        priming=0,
        samples=1,
        duration_ms=1000,
    )


def _required() -> Required:
    found = Examination(
        container="wav",
        codec="pcm",
        sample_rate=48_000,
        channels=2,
        layout="stereo",
        bit_depth=24,
        samples=48_000,
        duration_ms=1000,
        claimed_ms=1000,
        size_bytes=1,
        sha256="0" * 64,
        tags={},
        has_cover=False,
        integrated_lufs=-14.0,
        lra=1.0,
        true_peak_dbtp=-1.0,
        sample_peak_dbfs=-1.0,
        clipping=0,
        bad_packets=0,
        non_finite=0,
        verdict=Verdict.READY,
        warnings=(),
    )
    return Required(
        examination=found, sound_lufs=-14.0, renditions=(_rendition(),), files=(_file(),)
    )


# catalog.teasers
says("catalog.teasers.keep", lambda s: teasers.keep(s.track.id), heard=False)
says("catalog.teasers.tell", lambda s: teasers.tell(s.track.id, FAILURE))
says("catalog.teasers.wanted_of", lambda s: teasers.wanted_of(s.track.id), heard=False)


@drives("catalog.teasers.publish")
async def _(s: Scene) -> None:
    # What studios hear of is the plan without which there is nothing to publish.
    soon = datetime.now(UTC) + timedelta(days=1)
    plan = Plan(None, ReleaseState.SCHEDULED, soon, soon - timedelta(days=2))
    await service.follow_plan(s.track.id, plan)
    wanted = await teasers.wanted_of(s.track.id)
    assert wanted is not None
    made = Made(step=Step.AAC, rendition=_rendition(), files=(_file(),))
    assert await teasers.publish(wanted, new_id(), (made,), [0, 0])
