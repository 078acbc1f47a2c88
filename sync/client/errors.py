"""Why an upload ended without an asset, and why a library on this machine could not be used.

UploadError
├── FileVanished        no such file (any more), or it cannot be read
├── FileMisnamed        its name is no text
├── FileUnsettled       something keeps writing to it
├── FileEmpty           nothing to send
├── UploadRefused       the server said no, and trying again cannot help
├── UploadCancelled     `Uploader.cancel` was called
└── JournalBroken       the journal cannot be written: a full disk, a damaged file
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sync.wire.problems import Problem

NO_FILE = "it is not a file"
_FULL = ("is full", "No space", "too large", "I/O error")
_DAMAGED = ("not a database", "malformed")
_LOCKED = ("readonly", "Permission denied", "unable to open", "Read-only")


def _remedy(path: Path, why: str, again: str) -> str:
    """What to do about an SQLite file; `again`: what happens where it is gone."""
    if any(sign in why for sign in _FULL):
        return "; free some space on this disk"
    if any(sign in why for sign in _DAMAGED):
        return f". Move {path} somewhere else: {again}"
    if any(sign in why for sign in _LOCKED):
        return f". See to it that the folder {path.parent} is yours to write"
    return ""


_MOVED = "if it was moved or renamed, choose it again where it is now"
_TO_DO = {
    "it is not there": _MOVED,
    os.strerror(errno.ENOENT): _MOVED,
    os.strerror(errno.EACCES): "allow your account to read it, and try again",
    NO_FILE: "choose a file",
}
"""By why a file cannot be read."""


class UploadError(Exception):
    """Any failure that the caller has to show to somebody."""


class FileVanished(UploadError):
    """The file is not there, or may not be read."""

    def __init__(self, path: Path, why: str = "it is not there") -> None:
        remedy = _TO_DO.get(why, "see whether its drive is plugged in, and try again")
        super().__init__(f"{path.name} cannot be read: {why}; {remedy}")
        self.path = path


class FileMisnamed(UploadError):
    """The name is bytes that are no text, which no database and no server takes."""

    def __init__(self, path: Path) -> None:
        name = path.name.encode(errors="replace").decode()
        super().__init__(f"the name or folder of {name} is not valid text (UTF-8): rename it")
        self.path = path


class FileUnsettled(UploadError):
    """The file was different each time it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} keeps changing; upload it once it is finished")
        self.path = path


class FileEmpty(UploadError):
    """A file of no bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is empty: export or copy it again, then choose it anew")
        self.path = path


class UploadRefused(UploadError):
    """The server's last word; `problem` is what it said, where it said something."""

    def __init__(self, message: str, *, status: int, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem


class UploadCancelled(UploadError):
    """Somebody asked for it."""


class JournalBroken(UploadError):
    """What is known of uploads cannot be written down, so that nothing is begun."""

    def __init__(self, path: Path, why: str) -> None:
        again = "uploads that were under way begin again, and nothing else is lost"
        super().__init__(f"the upload journal cannot be used: {why}{_remedy(path, why, again)}")
        self.path = path


class FileChanged(Exception):
    """The bytes are no longer those that were hashed. The uploader begins anew; nobody sees it."""


class LibraryError(Exception):
    """Any failure of the library on this machine, or of keeping it in step."""


class LibraryInUse(LibraryError):
    """Another process has it open."""

    def __init__(self, path: Path, holder: int | None) -> None:
        who = f" (process {holder})" if holder else ""
        super().__init__(f"{path.name} is open in another window{who}; close that one first")
        self.path = path


class LibraryBroken(LibraryError):
    """The file cannot be read or written; nothing of it was changed."""

    def __init__(self, path: Path, why: str) -> None:
        again = (
            "the library is read from the server again, and acetate-studio recover brings back"
            " what was not sent"
        )
        remedy = _remedy(path, why, again)
        super().__init__(f"the library {path.name} cannot be used: {why}{remedy}")
        self.path = path


class NoSuchRecord(LibraryError):
    """An edit of what is not there (any more)."""


class NotEditable(LibraryError):
    """An edit of a field or kind that people do not write."""


class NotShared(LibraryError):
    """Its artist has taken this account out of the library, or has closed it."""

    def __init__(self) -> None:
        super().__init__(
            "this library is not shared with you any more: what you have of it stays here. Ask "
            "its artist to share it again, or sign in to another library"
        )
