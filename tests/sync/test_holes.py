"""The holes of SYNC 2.6 and the mutants of its model: each bug, switched on, breaks a promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from server.syncing import applying, merging, pages, service
from server.syncing.schemas import Later
from sync.client import editing, outbox, sendable, shadow
from sync.wire import codec
from sync.wire.merge import FieldMerge
from tests.support.scripts import Stage

Script = Callable[[Stage], None]
Bug = Callable[[pytest.MonkeyPatch], None]


def restored_before_an_acknowledged_create(stage: Stage) -> None:
    """Hole 1: acknowledged, but not pulled; then the server forgets it."""
    first = stage.world.desks[0]
    stage.world.drain()
    stage.world.take_backup()
    stage.track(0)
    stage.world.push(first)
    stage.go_back(new_epoch=False)
    stage.settle()


def restored_before_another_past(stage: Stage) -> None:
    """The server forgets an edit and then takes another one at the same place."""
    a, b = stage.world.desks
    made = stage.track(0)
    stage.world.drain()
    stage.world.take_backup()
    stage.name(0, ("track", made))
    stage.world.drain(a)
    stage.go_back(new_epoch=True)
    stage.line(1, made, 0)
    stage.world.run(b.session.hello())
    stage.settle()


def deleted_above_a_held_create(stage: Stage) -> None:
    """Hole 2: a delete overtakes the create of a version whose file is still being sent."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    version = stage.version(0, track)
    with a.local.edit() as db:
        # As after an answer that was lost: the create counts as sent.
        db.execute("UPDATE outbox SET sent = 1 WHERE state = 'pending'")
    stage.delete(0, ("track", track))
    assert stage.world.push(a) == 0, "the delete waits for the version's create"
    stage.settle()
    found = stage.world.sql("SELECT id FROM track_versions WHERE id = $1", version)
    assert len(found) == 1, "it is in the trash with its track"


def edited_what_never_came(stage: Stage) -> None:
    """Hole 2: an edit of what the server never got, and never will."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.world.sql("DELETE FROM tracks WHERE id = $1", track)
    with a.local.edit() as db:
        db.execute("DELETE FROM outbox WHERE type = 'create'")
    stage.settle()


def edited_then_deleted_unseen(stage: Stage) -> None:
    """Hole 3: a delete is refused, and the author's own edit before it must live."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.line(0, track, 0)
    stage.delete(0, ("track", track))
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.world.drain(a)
    stage.settle()


def answered_late(stage: Stage) -> None:
    """Hole 4: the answer to a repeated request is older than what was pulled since."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.world.push(a, fault="answer_lost")
    stage.world.pull(a)
    stage.world.drain(b)
    last = stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.world.pull(a)
    stage.world.push(a)
    stage.settle()
    assert stage.world.field(a, track) == last


def repeated_after_a_restore(stage: Stage) -> None:
    """A delete arrives once more after it was taken back."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.delete(0, ("track", track))
    stage.world.push(a, fault="kept")
    stage.world.drain()
    stage.restore(0, ("track", track))
    stage.world.drain()
    stage.world.repeat(a)
    stage.settle()
    assert ("track", track) in stage.world.records(a), "deleted again by an old request"


def sent_without_its_file(stage: Stage) -> None:
    """Nothing goes before what it needs: the server is never asked in vain."""
    a = stage.world.desks[0]
    stage.version(0, stage.track(0))
    stage.world.pull(a)
    stage.world.push(a)
    stage.settle()
    told = [result.why for result in a.feed.said if result.result == "retry"]
    assert told == [], "an operation left before its file"


def collected_before_it_was_attached(stage: Stage) -> None:
    """The file of a version is gone from the server before its create arrives."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.version(0, track)
    stage.world.run(a.upload())
    stage.world.days_pass(8)
    stage.settle()


def renamed_by_both(stage: Stage) -> None:
    """Two laptops give a track another title: neither is lost."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.name(1, ("track", track))
    stage.world.drain(a)
    stage.world.drain(b)
    stage.settle()


def deleted_what_others_edit(stage: Stage) -> None:
    """A delete does not take an edit along that its author never saw."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.delete(0, ("track", track))
    stage.world.drain(a)
    stage.settle()


def no_hw(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shadow, "saw", lambda *_: None)


def acks_do_not_count(patch: pytest.MonkeyPatch) -> None:
    """The first design: only what was pulled says which past of the server is known."""
    patch.setattr(shadow, "high_mark", _pulled_mark)


def _pulled_mark(local: Any) -> tuple[int, int] | None:
    seq, mark = local.get("high_seq"), local.get("high_mark")
    behind = seq is None or shadow.cursor(local) < int(seq)
    return None if behind else (int(seq), int(mark))


def no_epoch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages, "check", lambda *_: None)
    patch.setattr(shadow, "start_over", _first_time_only(shadow.start_over))


def _first_time_only(start_over: Any) -> Any:
    def kept(local: Any, epoch: UUID) -> None:
        if local.get("epoch") is None:
            start_over(local, epoch)

    return kept


def no_dedupe(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "_KNOWN", service._KNOWN + " AND false")
    patch.setattr(service, "_KEEP", service._KEEP + " ON CONFLICT (op_id) DO NOTHING")


def no_requeue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "send_all_again", lambda _: None)


def drop_retry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "_again", lambda db, row, _: outbox._set(db, row, state="acked"))


def drop_edits(patch: pytest.MonkeyPatch) -> None:
    def forget(_local: Any, db: Any, family: Any) -> None:
        for _, record_id in family:
            db.execute("DELETE FROM outbox WHERE id = ? AND state = 'pending'", (str(record_id),))

    patch.setattr(editing, "_forget_unsent", forget)


def blind_ack(patch: pytest.MonkeyPatch) -> None:
    answered = outbox.answered

    def written_into_the_shadow(local: Any, results: Any) -> Any:
        refused = answered(local, results)
        with local.edit() as db:
            for result in results:
                row = db.execute(
                    """SELECT o.body, s.data FROM outbox o JOIN shadow s ON s.id = o.id
                        WHERE o.op_id = ?""",
                    (str(result.op_id),),
                ).fetchone()
                if row is not None:
                    data, op = codec.decode(row["data"], dict), codec.decode(row["body"], dict)
                    data.update({name: pair[1] for name, pair in op.get("set", {}).items()})
                    db.execute(
                        "UPDATE shadow SET data = ? WHERE id = ?",
                        (codec.encode(data).decode(), op["id"]),
                    )
        return refused

    patch.setattr(outbox, "answered", written_into_the_shadow)


def blind_delete(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "_UNSEEN", applying._UNSEEN.replace("WHERE", "WHERE false AND"))


def lww(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merging, "merge_field", lambda _kind, _base, mine, _now: FieldMerge("set", mine))


def no_hold(patch: pytest.MonkeyPatch) -> None:
    def any_file(op: Any) -> None:
        return None

    patch.setattr(outbox, "file_of", any_file)


def overtaking_delete(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sendable, "_parents", lambda _: {})


def asked_for_ever(patch: pytest.MonkeyPatch) -> None:
    def later(*_: Any) -> Any:
        raise Later("missing_record")

    patch.setattr(merging, "lost", later)


PROVEN: list[tuple[Script, Bug]] = [
    (restored_before_an_acknowledged_create, no_hw),
    (restored_before_an_acknowledged_create, acks_do_not_count),
    (restored_before_an_acknowledged_create, no_requeue),
    (restored_before_another_past, no_epoch),
    (restored_before_another_past, no_requeue),
    (deleted_above_a_held_create, overtaking_delete),
    (edited_what_never_came, asked_for_ever),
    (edited_then_deleted_unseen, drop_edits),
    (answered_late, blind_ack),
    (repeated_after_a_restore, no_dedupe),
    (sent_without_its_file, no_hold),
    (collected_before_it_was_attached, drop_retry),
    (renamed_by_both, lww),
    (deleted_what_others_edit, blind_delete),
]
SCRIPTS = list(dict.fromkeys(script for script, _ in PROVEN))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_the_promises_are_kept(stage: Stage, script: Script) -> None:
    script(stage)


@pytest.mark.parametrize(
    ("script", "bug"), PROVEN, ids=[f"{bug.__name__}-{script.__name__}" for script, bug in PROVEN]
)
def test_the_bug_breaks_a_promise(
    stage: Stage, script: Script, bug: Bug, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        script(stage)
