"""What a process holds open and hands to every service: settings, object store, Redis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from server.kit.config import Settings
    from server.kit.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Resources:
    """The first argument of services that touch more than the database."""

    settings: Settings
    store: ObjectStore
    redis: Redis
