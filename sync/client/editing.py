"""What a person does to records: every function is one operation, at once seen and later sent."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sync.client import blobs, outbox, pictures
from sync.client.errors import NoSuchRecord, NotEditable
from sync.client.local import Local
from sync.client.replay import Replay, rebuild
from sync.client.sendable import OPEN, named
from sync.client.views import Record
from sync.wire import codec
from sync.wire.changes import Choice, Op, OpType
from sync.wire.ids import new_id
from sync.wire.kinds import KINDS
from sync.wire.merge import same_value


class Edit(NamedTuple):
    """What the author saw in a field, and what they want there."""

    seen: Any
    wanted: Any


def read(local: Local, kind: str, record_id: UUID) -> Record | None:
    """A record as its artist sees it; None if it is not there."""
    with local.read() as db:
        return Replay(db).record(kind, record_id)


def create(local: Local, kind: str, data: Mapping[str, Any], parent: UUID | None = None) -> UUID:
    """A new record. Raises NotEditable for what the contract would not take, NoSuchRecord for a
    parent that is not there.
    """
    rules = KINDS[kind]
    _check(kind, data)
    missing = rules.required - data.keys()
    if missing:
        raise NotEditable(f"a new {kind} needs {', '.join(sorted(missing))}")
    with local.edit() as db:
        if rules.parent is not None:
            _existing(db, rules.parent, parent)
        op = _op("create", kind, new_id(), parent=parent, data=dict(data))
        _add(local, db, op)
        return op.id


def patch(local: Local, kind: str, record_id: UUID, edits: Mapping[str, Edit]) -> None:
    """Changes fields. An edit that was not sent yet grows instead of becoming two."""
    _check(kind, {name: edit.wanted for name, edit in edits.items()})
    if frozen := KINDS[kind].fixed & edits.keys():
        raise NotEditable(f"{', '.join(sorted(frozen))} cannot be changed")
    real = {n: (e.seen, e.wanted) for n, e in edits.items() if not same_value(e.seen, e.wanted)}
    if not real:
        return
    with local.edit() as db:
        _existing(db, kind, record_id)
        if not _fold(local, db, kind, record_id, real):
            _add(local, db, _op("patch", kind, record_id, set=real))


def write(local: Local, kind: str, record_id: UUID, values: Mapping[str, Any]) -> None:
    """The same over whatever is there now."""
    with local.edit() as db:
        data = _existing(db, kind, record_id).data
        patch(local, kind, record_id, {n: Edit(data.get(n), value) for n, value in values.items()})


def change_set(
    local: Local,
    kind: str,
    record_id: UUID,
    name: str,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> None:
    """Adds to and removes from a set such as tags; both of two people's changes count."""
    _check(kind, {name: list(add)})
    with local.edit() as db:
        _existing(db, kind, record_id)
        op = _op("patch", kind, record_id, add={name: list(add)}, remove={name: list(remove)})
        _add(local, db, op)


def delete(local: Local, kind: str, record_id: UUID) -> None:
    """Takes a record and what hangs on it away.

    What was never sent is simply forgotten. Edits of what the server knows are kept: it may refuse
    to delete what another device has changed meanwhile, and then they must not be lost.
    """
    with local.edit() as db:
        replay = Replay(db)
        if replay.record(kind, record_id) is None:
            return
        family = replay.family(kind, record_id)
        seen = _seen(db, family)
        _forget_unsent(local, db, family)
        if _known(db, kind, record_id):
            op = _op("delete", kind, record_id, seen=seen)
            _add(local, db, op)
        rebuild(db, local.views, family)


def restore(local: Local, kind: str, record_id: UUID) -> None:
    """Takes a deletion back. NoSuchRecord for what was never there."""
    with local.edit() as db:
        found = Replay(db).anyhow(kind, record_id)
        if found is None:
            raise NoSuchRecord(f"there is no such {kind}")
        if found[1]:
            _add(local, db, _op("restore", kind, record_id))
            rebuild(db, local.views, [(kind, record_id)], deep=True)


def resolve(
    local: Local, conflict_id: UUID, choice: Choice, value: Any = None, *, hold_s: float = 0.0
) -> None:
    """Decides a conflict; an ordinary operation, so that it is decided everywhere. For `hold_s`
    seconds it stays here and can be taken back.
    """
    with local.edit() as db:
        about = _existing(db, "conflict", conflict_id).data
        seen = {}
        if about.get("field") == "" and about.get("kind") in KINDS:
            seen = _seen(db, Replay(db).family(about["kind"], UUID(about["id"])))
        op = _op("resolve", "conflict", conflict_id, choice=choice, value=value, seen=seen)
        _add(local, db, op)
        if hold_s:
            db.execute(
                "UPDATE outbox SET next_at = ? WHERE op_id = ?",
                (time.time() + hold_s, str(op.op_id)),
            )


def mend(local: Local, op_id: UUID, values: Mapping[str, Any]) -> None:
    """Does a refused operation again with other values; those not named stay as they were."""
    with local.edit() as db:
        row = db.execute(
            "SELECT * FROM outbox WHERE op_id = ? AND state = 'rejected'", (str(op_id),)
        ).fetchone()
        if row is None:
            raise NoSuchRecord("this edit was dealt with already")
        op = codec.decode(row["body"], Op)
        _check(op.kind, values)
        wanted = {n: (op.set.get(n, (None, None))[0], v) for n, v in values.items()}
        mended = replace(
            op,
            op_id=new_id(),
            data={**op.data, **values} if op.type == "create" else op.data,
            set={**op.set, **wanted} if op.type == "patch" else op.set,
        )
        local.note(mended)
        db.execute(
            """UPDATE outbox SET op_id = ?, body = ?, sha256 = ?, state = 'pending', sent = 0,
                      told = NULL, outcome = NULL, next_at = 0 WHERE n = ?""",
            (
                str(mended.op_id),
                codec.encode(mended).decode(),
                outbox.file_of(mended),
                row["n"],
            ),
        )
        rebuild(db, local.views, [(op.kind, op.id)])
        local.strike([op_id])


def recoverable(local: Local) -> list[Op]:
    """Operations of a lost library that the file beside it holds; none if none was lost."""
    return _lost(local) if local.get("lost") else []


def recover(local: Local) -> int:
    """Takes up the operations of a lost library from the file beside it; returns how many.

    They keep their ids, so that what the server had taken is not done twice; and the files that
    they name are known again.
    """
    with local.edit() as db:
        fresh, files = _lost(local), local.recovery.files()
        for op in fresh:
            outbox.add(db, op)
            for sha256 in (outbox.file_of(op), *pictures.of(op)):
                if sha256 in files:
                    blobs.put(db, files[sha256])
        db.execute("UPDATE outbox SET sent = 1 WHERE state = 'pending'")
        local.put(lost=None)
        rebuild(db, local.views, [(op.kind, op.id) for op in fresh], deep=True)
    return len(fresh)


def let_go(local: Local) -> None:
    """Nobody wants what was done in the lost library."""
    with local.edit():
        local.strike([op.op_id for op in recoverable(local)])
        local.put(lost=None)


def _lost(local: Local) -> list[Op]:
    with local.read() as db:
        known = {row["op_id"] for row in db.execute("SELECT op_id FROM outbox")}
    return [op for op in local.recovery.unsent() if str(op.op_id) not in known]


def _op(type_: OpType, kind: str, record_id: UUID, **more: Any) -> Op:
    now = datetime.now(UTC)
    return Op(op_id=new_id(), type=type_, kind=kind, id=record_id, at_client=now, **more)


def _add(local: Local, db: sqlite3.Connection, op: Op) -> None:
    local.note(op)
    outbox.add(db, op)
    rebuild(db, local.views, [(op.kind, op.id)])


def _existing(db: sqlite3.Connection, kind: str, record_id: UUID | None) -> Record:
    found = Replay(db).record(kind, record_id) if record_id else None
    if found is None:
        raise NoSuchRecord(f"this {kind} is not there any more")
    return found


def _check(kind: str, values: Mapping[str, Any]) -> None:
    """The contract's own rules, before anything is written down."""
    rules = KINDS[kind]
    strange = values.keys() - rules.editable
    if strange:
        raise NotEditable(f"{', '.join(sorted(strange))} of a {kind} cannot be edited")
    try:
        codec.convert(codec.plain(dict(values)), rules.fields)
        codec.encode(dict(values))
    except codec.DecodeError as error:
        raise NotEditable(f"{error.field or kind}: {error.message}") from None
    except UnicodeEncodeError:
        raise NotEditable(f"{kind}: this is not valid text (UTF-8)") from None


def _fold(
    local: Local,
    db: sqlite3.Connection,
    kind: str,
    record_id: UUID,
    edits: Mapping[str, tuple[Any, Any]],
) -> bool:
    """Grows the record's last operation, if it is an edit that nobody has seen.

    Not by what that would have to wait for: a file, or a record that was made after it.
    """
    row = db.execute(
        """SELECT * FROM outbox WHERE id = ? AND kind = ? AND state <> 'acked'
            ORDER BY n DESC LIMIT 1""",
        (str(record_id), kind),
    ).fetchone()
    if row is None or row["type"] != "patch" or row["state"] != "pending" or row["sent"]:
        return False
    op = codec.decode(row["body"], Op)
    alone = _op("patch", kind, record_id, set=dict(edits))
    if op.add or op.remove or outbox.file_of(alone) or named(alone):
        return False
    for name, (seen, wanted) in edits.items():
        first = op.set[name][0] if name in op.set else seen
        op.set[name] = (first, wanted)
    local.note(op)
    db.execute(
        "UPDATE outbox SET body = ?, sha256 = ? WHERE n = ?",
        (codec.encode(op).decode(), outbox.file_of(op), row["n"]),
    )
    rebuild(db, local.views, [(kind, record_id)])
    return True


def _seen(db: sqlite3.Connection, family: list[tuple[str, UUID]]) -> dict[str, int]:
    seen = {}
    for kind, record_id in family:
        row = db.execute(
            "SELECT urev FROM shadow WHERE kind = ? AND id = ?", (kind, str(record_id))
        ).fetchone()
        if row is not None:
            seen[f"{kind}:{record_id}"] = int(row["urev"])
    return seen


def _forget_unsent(local: Local, db: sqlite3.Connection, family: list[tuple[str, UUID]]) -> None:
    """Drops every operation of the records whose create never left."""
    dropped: list[UUID] = []
    for _, record_id in family:
        fresh = db.execute(
            """SELECT 1 FROM outbox WHERE id = ? AND type = 'create'
                  AND state IN ('pending', 'rejected') AND NOT sent""",
            (str(record_id),),
        ).fetchone()
        if fresh:
            rows = db.execute(
                f"""DELETE FROM outbox WHERE id = ? AND ({OPEN} OR state = 'rejected')
                    RETURNING op_id""",  # noqa: S608
                (str(record_id),),
            ).fetchall()
            dropped += [UUID(row["op_id"]) for row in rows]
    local.strike(dropped)


def _known(db: sqlite3.Connection, kind: str, record_id: UUID) -> bool:
    row = db.execute(
        """SELECT EXISTS (SELECT 1 FROM shadow WHERE kind = ?1 AND id = ?2)
               OR EXISTS (SELECT 1 FROM outbox WHERE id = ?2)""",
        (kind, str(record_id)),
    ).fetchone()
    return bool(row[0])
