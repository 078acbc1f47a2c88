"""Jobs of the clock: idle uploads end, unread files are read, what nobody needs goes."""

from __future__ import annotations

from server.kit.logs import logger
from server.kit.queue import job
from server.kit.resources import Resources
from server.media import garbage, ledger, service, uploads

log = logger(__name__)


@job("media.expire_uploads", cron="7 * * * *")
async def expire_uploads(resources: Resources) -> None:
    """Ends uploads that stood idle too long."""
    log.info("uploads_expired", count=await uploads.expire(resources))


@job("media.verify_unread", cron="*/10 * * * *")
async def verify_unread(resources: Resources) -> None:
    """Reads the files that no other job has read."""
    log.info("assets_read", count=await service.verify_unread(resources))


@job("media.collect_garbage", cron="23 * * * *")
async def collect_garbage(resources: Resources) -> None:
    """Removes files that nothing refers to."""
    log.info("assets_collected", count=await garbage.collect(resources))


@job("media.sweep_store", cron="41 2 * * *")
async def sweep_store(resources: Resources) -> None:
    """Removes objects that no file names, and reports files whose object is lost."""
    log.info("objects_dropped", count=await ledger.sweep(resources))
