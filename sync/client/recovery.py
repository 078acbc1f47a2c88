"""Every operation once more, in a plain file, for the day on which the database is lost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sync.wire import codec
from sync.wire.changes import Op

LONGEST = 4 * 2**20
"""Bytes at which the file is written anew without what the server has acknowledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    op: Op | None = None
    done: UUID | None = None


class Recovery:
    """Lines of JSON: an operation, or the id of one that the server has taken.

    A line is on the disk when write() returns. The last line may be cut short by a kill; an
    operation that is there twice counts as it was last.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *ops: Op) -> None:
        """Notes operations that were just done. OSError on a full disk."""
        self._append(*(_Line(op=op) for op in ops))

    def done(self, op_ids: list[UUID]) -> None:
        """Notes that the server has these."""
        if not op_ids:
            return
        self._append(*(_Line(done=op_id) for op_id in op_ids))
        if self.path.stat().st_size > LONGEST:
            self._shorten()

    def unsent(self) -> list[Op]:
        """What was noted and not taken, in order."""
        found: dict[UUID, Op] = {}
        for line in self._lines():
            if line.op is not None:
                found[line.op.op_id] = line.op
            elif line.done is not None:
                found.pop(line.done, None)
        return list(found.values())

    def _lines(self) -> list[_Line]:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return []
        lines = []
        for text in raw.split(b"\n"):
            try:
                lines.append(codec.decode(text, _Line))
            except codec.DecodeError:
                continue
        return lines

    def _append(self, *lines: _Line) -> None:
        if not lines:
            return
        self.path.touch(mode=0o600)
        with self.path.open("ab") as file:
            # A line that a kill has cut short must not swallow the next one.
            file.write(b"\n" + b"".join(codec.encode(line) + b"\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())

    def _shorten(self) -> None:
        new = self.path.with_suffix(".new")
        new.touch(mode=0o600)
        with new.open("wb") as file:
            file.writelines(codec.encode(_Line(op=op)) + b"\n" for op in self.unsent())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
