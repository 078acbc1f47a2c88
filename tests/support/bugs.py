"""Bugs to switch on: each takes away what keeps one promise of sync."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from server.syncing import applying, merging, pages, resolving, service
from server.syncing.schemas import Later, Verdict
from sync.client import editing, outbox, sendable, shadow
from sync.wire import codec
from sync.wire.merge import FieldMerge


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
    patch.setattr(outbox, "send_all_again", lambda _: [])


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


def decided_blindly(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(resolving, "TWO_VALUES", frozenset())


def deleted_blindly(patch: pytest.MonkeyPatch) -> None:
    """Whoever insists on a deletion has it, whatever has come since."""
    real = resolving._put_whole

    async def blind(seat: Any, op: Any, found: Any) -> Any:
        if found["mine"] != {"deleted": True}:
            return await real(seat, op, found)
        await resolving.HANDLERS[found["kind"]].delete(found["entity_id"])
        return Verdict(result="applied")

    patch.setattr(resolving, "_put_whole", blind)


def seen_in_another_past(patch: pytest.MonkeyPatch) -> None:
    """What the author of a delete saw still counts after a restore."""
    real = outbox.send_all_again

    def kept(db: Any) -> Any:
        deletes = db.execute("SELECT n, body FROM outbox WHERE type = 'delete'").fetchall()
        found = real(db)
        for row in deletes:
            db.execute("UPDATE outbox SET body = ? WHERE n = ?", (row["body"], row["n"]))
        return found

    patch.setattr(outbox, "send_all_again", kept)


def unwritten_requeue(patch: pytest.MonkeyPatch) -> None:
    """What goes out again is not noted again beside the database."""
    real = outbox.send_all_again
    patch.setattr(outbox, "send_all_again", lambda db: real(db) and [])
