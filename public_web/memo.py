"""Rendered pages of logged-out visitors, kept for as long as nothing that they show changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

KEPT = 200
"""Pages; one has some 25 KB."""
CLOCK = 1_111_111_111
_MARK = b'"server_time":1111111111'


class Memo:
    """The key of a page is everything that went into it, so that nothing old is ever shown.

    Only the server's time in the player's data is put in anew each time; render with CLOCK there.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, tuple[bytes, ...]] = OrderedDict()

    async def remember(
        self, key: Hashable | None, render: Callable[[], Awaitable[bytes]], now: float
    ) -> bytes:
        """The page of `key`, rendered if it is not held; None is never held."""
        found = None if key is None else self._held.get(key)
        if found is None:
            # The player's data stand last in the page; what people wrote comes before.
            before, mark, after = (page := await render()).rpartition(_MARK)
            found = (before, after) if mark else (page,)
            if key is not None:
                self._hold(key, found)
        else:
            self._held.move_to_end(key)
        return (b'"server_time":%d' % int(now)).join(found)

    def _hold(self, key: Hashable, page: tuple[bytes, ...]) -> None:
        self._held[key] = page
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
