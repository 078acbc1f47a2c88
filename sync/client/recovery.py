"""Every operation once more, in a plain file, for the day on which the database is lost; with the
place of every sound file and picture, as these are named by digest only.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.uploads import UploadKind

LONGEST = 4 * 2**20
"""Bytes at which the file is written anew without what the server has acknowledged."""
LATEST_FILES = 100
"""Files that are remembered though no operation names them yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """Where a file lies, and what it looked like: bytes, modification time, inode."""

    sha256: str
    kind: UploadKind
    path: str
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    op: Op | None = None
    done: UUID | None = None
    file: FileNote | None = None


class Recovery:
    """Lines of JSON: an operation, the id of one that the server has taken, or a file.

    A line is on the disk when write() returns. The last line may be cut short by a kill; an
    operation that is there twice counts as it was last.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *notes: Op | FileNote) -> None:
        """Notes what was just done or chosen. OSError on a full disk."""
        self._append(*map(_line, notes))

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

    def files(self) -> dict[str, FileNote]:
        """The files that were chosen, by digest."""
        return {line.file.sha256: line.file for line in self._lines() if line.file is not None}

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
        unsent = self.unsent()
        named = "".join(codec.encode(op).decode() for op in unsent)
        # A file may have been chosen a moment before the operation that names it.
        youngest = list(self.files().values())[-LATEST_FILES:]
        files = [f for f in self.files().values() if f.sha256 in named or f in youngest]
        kept: list[Op | FileNote] = [*files, *unsent]
        new = self.path.with_suffix(".new")
        new.touch(mode=0o600)
        with new.open("wb") as file:
            file.writelines(codec.encode(line) + b"\n" for line in map(_line, kept))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)


def _line(note: Op | FileNote) -> _Line:
    return _Line(op=note) if isinstance(note, Op) else _Line(file=note)
