"""Tells what has happened meanwhile: a track is live, a sound is ready, a file does not go out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from studio.actions.library import Library
from studio.store import watching as store
from studio.store.reading import Reader

Kind = Literal["live", "ready", "failed", "stuck"]


@dataclass(frozen=True, slots=True)
class News:
    """Something that its artist wants to know, in a heading and a sentence."""

    kind: Kind
    title: str
    detail: str = ""


@dataclass(slots=True)
class Watch:
    """Compares with the last look; the first one tells nothing."""

    _coming: dict[str, str] | None = None
    _working: dict[str, str] = field(default_factory=dict)
    _stuck: dict[str, tuple[str, str]] = field(default_factory=dict)

    def look(self, library: Library) -> list[News]:
        """What has happened since the last look."""
        return library.ask(self._look, [])

    def _look(self, reader: Reader) -> list[News]:
        coming, working = store.coming(reader), store.working(reader)
        stuck, found = store.stuck(reader), []
        if self._coming is not None:
            found = [*self._live(reader, coming), *self._done(reader, working), *self._new(stuck)]
        self._coming, self._working, self._stuck = coming, working, stuck
        return found

    def _live(self, reader: Reader, now: dict[str, str]) -> list[News]:
        return [
            News("live", f"“{title}” is live", "People can hear it now.")
            for track_id, title in (self._coming or {}).items()
            if track_id not in now and store.is_live(reader, track_id)
        ]

    def _done(self, reader: Reader, now: dict[str, str]) -> list[News]:
        found = []
        for version_id, title in self._working.items():
            status, why = ("", "") if version_id in now else store.became(reader, version_id)
            if status == "ready":
                found.append(News("ready", "Ready", f"The sound of “{title}” is prepared."))
            elif status == "failed":
                found.append(News("failed", f"“{title}” could not be prepared", why))
        return found

    def _new(self, now: dict[str, tuple[str, str]]) -> list[News]:
        fresh = [told for sha256, told in now.items() if sha256 not in self._stuck]
        if len(fresh) > 1:
            names = ", ".join(Path(path).name for path, _ in fresh)
            return [News("stuck", f"{len(fresh)} uploads failed", names)]
        return [News("stuck", "Upload failed", _said(*told)) for told in fresh]


def _said(path: str, why: str) -> str:
    name = Path(path).name
    return why if name in why else f"{name}: {why}"
