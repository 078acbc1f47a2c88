"""What was typed and cannot be saved as it is: kept until it is mended or given up."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from studio.settings import Places


class Drafts:
    """Values by track and field, in one small file beside the library. It is read each time:
    several tabs keep theirs in it.
    """

    def __init__(self, places: Places) -> None:
        self._path = places.data / "drafts.json"

    def get(self, track: UUID, field: str) -> Any:
        """What was kept, None for nothing."""
        return self._all().get(f"{track}:{field}")

    def put(self, track: UUID, field: str, value: Any) -> None:
        """Keep a value, or with None forget it. Raises OSError."""
        kept, key = self._all(), f"{track}:{field}"
        if kept.get(key) == value:
            return
        if value is None:
            del kept[key]
        else:
            kept[key] = value
        part = self._path.with_suffix(".part")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(self._path)

    def _all(self) -> dict[str, Any]:
        with suppress(FileNotFoundError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
        return {}
