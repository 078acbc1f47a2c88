"""Work in a process of its own: it takes no turn from the window, and dies alone if it crashes.

Parent and child go in step: the child tells how far it is and waits for leave to go on. A parent
that gives up, or dies, closes the pipe; the child meets that at its next word and tidies up.
"""

from __future__ import annotations

import copyreg
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from sync.sound import SoundError

Tell = Callable[[float], None]
_SPAWN = multiprocessing.get_context("spawn")
_LOOK_S = 0.1
_TIDY_S = 5.0
_NICE = 5  # what is heard and shown now comes first


class ChildDied(Exception):
    """The process ended without a result: a decoder crashed, or the system killed it."""


def call(work: Callable[..., None], *given: Any, tell: Tell, check: Callable[[], None]) -> None:
    """Run `work(*given, tell)` in a child and wait for it, in a thread that may wait.

    `work` is a function of a module, `given` can be pickled. `tell` gets what the child tells;
    `check` is called ten times a second. Whatever the two raise ends the child and comes out
    here. Raises what `work` raises, and ChildDied.
    """
    ours, theirs = _SPAWN.Pipe()
    child = _SPAWN.Process(target=_work, args=(theirs, work, given), name="apart", daemon=True)
    try:
        child.start()
        theirs.close()
        _listen(ours, tell, check)
    finally:
        ours.close()
        if child.pid is not None:
            child.join(_TIDY_S)
            child.kill()
            child.join()
        child.close()


def _listen(pipe: Connection, tell: Tell, check: Callable[[], None]) -> None:
    try:
        while True:
            while not pipe.poll(_LOOK_S):
                check()
            said = pipe.recv()
            if isinstance(said, Exception):
                raise said
            if said is None:
                return
            tell(said)
            pipe.send(True)
    except (EOFError, ConnectionError) as error:
        raise ChildDied from error


def _work(pipe: Connection, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends us
    copyreg.pickle(SoundError, _sound_error)
    if hasattr(os, "nice"):
        os.nice(_NICE)

    def tell(fraction: float) -> None:
        pipe.send(fraction)
        pipe.recv()

    said: Exception | None = None
    try:
        work(*given, tell)
    except (EOFError, BrokenPipeError):  # nobody waits for it any more
        return
    except Exception as error:
        said = error
    with suppress(OSError):
        pipe.send(said)


def _sound_error(error: SoundError) -> tuple[type[SoundError], tuple[Any, ...]]:
    return SoundError, (error.code, error.message, error.remedy)
