"""What is known of one upload of the folder store: an append-only file of JSON lines.

The first line is the plan. Then `{"part": …}` for each part that is durable in the data file, and
`{"void": n}` before a part's bytes are written over. The newest line about a part is the truth;
a last line without its end was never acknowledged and does not count.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from server.kit.objects.disk import write_all, write_whole
from server.kit.objects.errors import UploadMissing
from server.kit.objects.values import StoredPart
from sync.wire import codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an upload is to become: `size` bytes under bucket/key, cut at every `part_size`."""

    bucket: str
    key: str
    size: int
    part_size: int
    content_type: str

    @property
    def count(self) -> int:
        """How many parts make the whole."""
        return max(1, -(-self.size // self.part_size))

    def span(self, n: int) -> tuple[int, int]:
        """(offset, length) in bytes of part `n`, from 1."""
        offset = (n - 1) * self.part_size
        return offset, min(self.part_size, self.size - offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    plan: Plan | None = None
    part: StoredPart | None = None
    void: int | None = None


class Journal:
    """The journal file of upload `ref`."""

    def __init__(self, path: Path, ref: str) -> None:
        self.path = path
        self._ref = ref

    def create(self, plan: Plan) -> None:
        """Writes the plan, synced. Raises FileExistsError."""
        write_whole(self.path, codec.encode({"plan": plan}) + b"\n")

    def read(self) -> tuple[Plan, dict[int, StoredPart]]:
        """The plan and the parts held, by number. Raises UploadMissing."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            raise UploadMissing(self._ref) from None
        lines = [codec.decode(line, _Line) for line in raw[: raw.rfind(b"\n") + 1].splitlines()]
        if not lines or lines[0].plan is None:
            raise UploadMissing(self._ref)
        parts: dict[int, StoredPart] = {}
        for line in lines[1:]:
            if line.part is not None:
                parts[line.part.n] = line.part
            elif line.void is not None:
                parts.pop(line.void, None)
        return lines[0].plan, parts

    def add(self, part: StoredPart) -> None:
        """Notes that the part's bytes are durable."""
        self._append(codec.encode({"part": part}))

    def void(self, n: int) -> None:
        """Notes that part `n` is about to be written over."""
        self._append(codec.encode({"void": n}))

    def _append(self, line: bytes) -> None:
        try:
            fd = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            raise UploadMissing(self._ref) from None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            end = _end_of_lines(fd)
            os.ftruncate(fd, end)
            write_all(fd, line + b"\n", end)
            os.fdatasync(fd)
        finally:
            os.close(fd)


def _end_of_lines(fd: int) -> int:
    """Where the last whole line ends; behind it is only what a dying process began to write."""
    size = os.fstat(fd).st_size
    tail = os.pread(fd, min(size, 4096), max(0, size - 4096))
    return size - len(tail) + tail.rfind(b"\n") + 1
