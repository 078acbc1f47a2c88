"""What was done here and not sent yet is taken back: a decision, or a file that nobody wants."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from uuid import UUID

from sync.client import editing, outbox, pictures
from sync.client.errors import NotEditable
from sync.client.local import Local
from sync.client.replay import rebuild
from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.ids import new_id

PICTURE = "artwork_sha256"


def undecide(local: Local, conflict_id: UUID) -> bool:
    """Opens a conflict again whose decision has not left yet; False if it has."""
    with local.edit() as db:
        gone = db.execute(
            """DELETE FROM outbox WHERE id = ? AND type = 'resolve' AND state = 'pending'
                  AND NOT sent RETURNING op_id""",
            (str(conflict_id),),
        ).fetchall()
        rebuild(db, local.views, [("conflict", conflict_id)])
        local.strike([UUID(row["op_id"]) for row in gone])
    return bool(gone)


def give_up(local: Local, sha256: str) -> None:
    """No operation waits for this file any more: the version or stem made of it is forgotten, a
    picture stays what it was. NotEditable once the server may know of it; nothing is done then.
    """
    with local.edit() as db:
        if pictures.named(db, sha256):
            raise NotEditable("liner notes show this picture; take it out of them instead")
        rows = db.execute(
            "SELECT * FROM outbox WHERE sha256 = ? AND state IN ('pending', 'inflight') ORDER BY n",
            (sha256,),
        ).fetchall()
        if any(row["sent"] for row in rows):
            raise NotEditable(
                "the server may know of this file already; delete it from its track instead"
            )
        for row in rows:
            op = codec.decode(row["body"], Op)
            if op.data.get("sha256") == sha256:
                editing.delete(local, op.kind, op.id)
            else:
                _without_picture(local, db, row, op)


def _without_picture(local: Local, db: sqlite3.Connection, row: sqlite3.Row, op: Op) -> None:
    less = replace(
        op,
        op_id=new_id(),
        set={name: pair for name, pair in op.set.items() if name != PICTURE},
        data={name: value for name, value in op.data.items() if name != PICTURE},
    )
    if op.type == "patch" and not (less.set or less.add or less.remove):
        db.execute("DELETE FROM outbox WHERE n = ?", (row["n"],))
    else:
        local.note(less)
        db.execute(
            "UPDATE outbox SET op_id = ?, body = ?, sha256 = ? WHERE n = ?",
            (str(less.op_id), codec.encode(less).decode(), outbox.file_of(less), row["n"]),
        )
    rebuild(db, local.views, [(op.kind, op.id)])
    local.strike([op.op_id])
