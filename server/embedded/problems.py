"""What stops a start, said in one line for the person at the terminal."""

from __future__ import annotations

CANNOT_START = 1
REFUSED = 2


class StartProblem(Exception):
    """The start ends here; the text is one sentence that says why and what to do."""

    def __init__(self, message: str, *, exit_code: int = CANNOT_START) -> None:
        super().__init__(message)
        self.exit_code = exit_code
