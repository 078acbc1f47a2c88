"""acetate doctor: everything the server leans on, each with what to do when it is not well."""

from __future__ import annotations

import asyncio

from server.kit.config import Settings
from server.ops import ledger, machine, services
from server.ops.findings import Check, guarded

__all__ = ["Check", "diagnose"]


async def diagnose(settings: Settings) -> list[Check]:
    """All checks, in a fixed order; a check that cannot be made has failed, and raises nothing."""
    looks = [
        guarded(
            "PostgreSQL", "Start PostgreSQL, or correct DATABASE_URL.", services.database(settings)
        ),
        guarded("Schema", "First make PostgreSQL answer.", services.schema(settings)),
        guarded("Clock", "First make PostgreSQL answer.", services.clock(settings)),
        guarded("Redis", "Start Redis, or correct REDIS_URL.", services.queue(settings)),
        guarded(
            "Object store", "Correct ACETATE_DATA or the S3_ settings.", services.store(settings)
        ),
        guarded("Site", "Start Acetate, or correct PUBLIC_URL.", services.site(settings)),
    ]
    return [
        machine.python(),
        machine.secrets(settings),
        machine.disk(settings),
        machine.assets(settings),
        machine.address(settings),
        *await asyncio.gather(*looks),
        await guarded(
            ledger.NAME, "First make PostgreSQL and the store answer.", ledger.stored(settings)
        ),
    ]
