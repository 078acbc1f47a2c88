"""`acetate-studio`: without arguments the window, at once; else the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

FAILED = 1


def main() -> None:
    """The window does not wait for what only the command line needs."""
    if getattr(sys, "frozen", False):  # packed as one program, which decoding starts anew beside it
        from multiprocessing import freeze_support

        freeze_support()
    if len(sys.argv) > 1:
        from studio.cli import main as command_line

        command_line()
    else:
        sys.exit(open_window())


def open_window(shown: Callable[[], None] = lambda: None) -> int:
    """Stays until it is closed; the exit code. Says what to do where it cannot be opened. `shown`
    is called after the first paint.
    """

    def settle() -> None:
        keep()
        gc.freeze()  # nor after: to look through it would hold the window up as soon as it is there
        gc.enable()
        shown()

    gc.disable()  # nothing that is made until the window is there is for throwing away
    try:
        from studio.spared import load_pyside

        keep = load_pyside()
        from studio import app
    except ImportError as error:
        return fail(f"the window needs PySide6 and Qt’s libraries: {error}")
    try:
        return app.run(shown=settle)
    except app.CannotStart as error:
        return fail(str(error))
    except Exception as error:
        from studio.problems import explain

        told = explain(error)
        if told is None:
            raise
        return fail(told)


def fail(message: str) -> int:
    """One line for people."""
    sys.stderr.write(f"acetate-studio: {message}\n")
    return FAILED


if __name__ == "__main__":
    main()
