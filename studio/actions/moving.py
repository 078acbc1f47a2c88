"""Another folder for the library: chosen at the beginning, or moved to later."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from studio import settings
from studio.settings import Places
from studio.store.views import StudioViews
from sync.client import blobs
from sync.client.errors import LibraryError
from sync.client.local import Local

FOLDER = "Acetate Library"
"""Made within a folder that holds other things already."""


class CannotMove(LibraryError):
    """Why the library cannot go there, and what to do."""


def target(places: Places, chosen: Path) -> Path:
    """Where the library would lie: the folder itself if it is empty or holds a library, else one
    within it. Raises CannotMove.
    """
    chosen = chosen.absolute()
    try:
        if (chosen / places.library.name).is_file() or not any(chosen.iterdir()):
            found = chosen
        else:
            found = chosen / FOLDER
    except OSError as error:
        raise CannotMove(f"{chosen} cannot be read: {error.strerror}. Choose another.") from None
    if found == places.data or found.is_relative_to(places.data):
        raise CannotMove("The library is there already. Choose another folder.")
    if not os.access(chosen, os.W_OK):
        raise CannotMove(f"Nothing can be written to {chosen}. Choose another folder.")
    return found


def holds_library(places: Places, folder: Path) -> bool:
    """Whether there is one already, which would be opened as it is."""
    return (folder / places.library.name).is_file()


def move(places: Places, folder: Path) -> None:
    """The library, which nobody has open, goes to `folder`; one that is there already is opened
    instead, and ours stays where it is. A move that is cut off leaves ours as it was.

    Raises CannotMove.
    """
    ours = not holds_library(places, folder)
    try:
        if ours:
            _copy(places, folder)
        settings.save(places, replace(settings.load(places), library=str(folder)))
    except (OSError, shutil.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotMove(f"The library stays where it is: {folder}: {why}.") from None
    if ours:  # nothing leads to the old place any more
        shutil.rmtree(places.data, ignore_errors=True)


def _copy(places: Places, folder: Path) -> None:
    """Whole, or not at all: what is half copied never has the name of a library."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(places.data, unfinished)
    local = Local(unfinished / places.library.name, StudioViews())
    try:
        for old, copied in _own_files(local, places.data, unfinished):
            blobs.relocate(local, old, copied, folder / copied.relative_to(unfinished))
    finally:
        local.close()
    if folder.is_dir():
        folder.rmdir()
    unfinished.rename(folder)


def _own_files(local: Local, before: Path, after: Path) -> Iterator[tuple[blobs.Blob, Path]]:
    """Those of the library's files that lie in its folder, as parts of a .stem.mp4 do."""
    for blob in blobs.every(local):
        if blob.path.is_relative_to(before):
            yield blob, after / blob.path.relative_to(before)
