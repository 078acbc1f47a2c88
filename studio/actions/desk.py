"""What every action works with: the library, the settings, the keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from studio import keys, settings
from studio.keys import Keys
from studio.settings import Account, Places, Settings
from studio.store.reading import Reader
from studio.store.views import StudioViews
from sync.client.local import Local


@dataclass(slots=True)
class Desk:
    """One artist's library, open on this machine."""

    places: Places
    settings: Settings
    keys: Keys
    local: Local

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.local.close()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A connection for reading, for the calling thread."""
        reader = Reader(self.places.library)
        try:
            yield reader
        finally:
            reader.close()

    def token(self) -> str | None:
        """The token of the account that is signed in."""
        account = self.settings.account
        return self.keys.get(key_name(account)) if account else None


def open_desk(where: Places | None = None) -> Desk:
    """Opens the library. Raises LibraryInUse, LibraryBroken."""
    found = where or settings.places()
    return Desk(
        places=found,
        settings=settings.load(found),
        keys=keys.open_keys(found.config),
        local=Local(found.library, StudioViews()),
    )


def key_name(account: Account) -> str:
    """Under which name a token is kept."""
    return f"{account.handle} at {account.server}"
