"""One decoder, many consumers: every sink works in its own thread behind a short queue."""

from __future__ import annotations

import queue
import threading
from typing import Generic, Protocol, TypeVar

from sync.sound.samples import Block

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
DEPTH = 3


class Sink(Protocol[T_co]):
    """Takes blocks in order and gives one result."""

    def add(self, block: Block) -> None:
        """Take the next block."""
        ...

    def finish(self) -> T_co:
        """What came out of all of them."""
        ...


class Lane(Generic[T]):
    """Runs a sink in a thread. An error stays in the lane until `finish`; others go on."""

    def __init__(self, name: str, sink: Sink[T]) -> None:
        self._sink = sink
        self._queue: queue.Queue[Block | None] = queue.Queue(DEPTH)
        self._error: BaseException | None = None
        self._result: list[T] = []
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def failed(self) -> bool:
        """The sink has raised."""
        return self._error is not None

    def put(self, block: Block) -> None:
        """Hand over a block; waits while the sink is behind. Dropped once the sink failed."""
        self._queue.put(block)

    def stop(self) -> None:
        """Give up: the sink is not finished, and the thread ends soon."""
        self._stopped = True
        self._queue.put(None)
        self._thread.join()

    def finish(self) -> T:
        """Wait for the end. Raises what the sink raised."""
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _run(self) -> None:
        try:
            self._feed()
            if not self._stopped:
                self._result.append(self._sink.finish())
        except BaseException as error:  # carried over to the caller of finish()
            self._error = error

    def _feed(self) -> None:
        """Every block up to the end mark; they are taken from the queue even after an error."""
        try:
            while (block := self._queue.get()) is not None:
                self._sink.add(block)
        except BaseException as error:
            self._error = error
            while self._queue.get() is not None:
                pass
            raise
