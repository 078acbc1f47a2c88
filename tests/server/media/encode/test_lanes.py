"""A lane never waits for what will not come, whatever its sink does."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from server.media.encode.lanes import DEPTH, Lane
from sync.sound.samples import Block


class FaultySink:
    """Counts blocks; raises where it is told to."""

    def __init__(self, *, in_add: bool = False, in_finish: bool = False) -> None:
        self.blocks = 0
        self._in_add, self._in_finish = in_add, in_finish

    def add(self, _block: Block) -> None:
        """Take the next block."""
        self.blocks += 1
        if self._in_add:
            raise ValueError("in add")

    def finish(self) -> int:
        """How many there were."""
        if self._in_finish:
            raise ValueError("in finish")
        return self.blocks


def block() -> Block:
    """A short one."""
    return Block(start=0, samples=np.zeros((4, 2), np.float32), ints=None)


def outcome(lane: Lane[int], *, blocks: int) -> object:
    """What finish() gives or raises; fails when it does not end."""
    found: list[object] = []

    def work() -> None:
        for _ in range(blocks):
            lane.put(block())
        try:
            found.append(lane.finish())
        except ValueError as error:
            found.append(str(error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    if not found:
        pytest.fail("the lane hangs")
    return found[0]


class TestFinish:
    def test_gives_the_result(self) -> None:
        assert outcome(Lane("test", FaultySink()), blocks=2 * DEPTH) == 2 * DEPTH

    def test_raises_what_the_sink_raised_on_the_way(self) -> None:
        assert outcome(Lane("test", FaultySink(in_add=True)), blocks=2 * DEPTH) == "in add"

    def test_raises_what_the_sink_raised_at_the_end(self) -> None:
        assert outcome(Lane("test", FaultySink(in_finish=True)), blocks=2) == "in finish"


class TestStop:
    def test_ends_without_finishing_the_sink(self) -> None:
        lane = Lane("test", FaultySink(in_finish=True))
        lane.put(block())
        lane.stop()
        assert not lane.failed
