"""Runs the web application: one process, or several behind Sanic's own manager."""

from __future__ import annotations

import asyncio
from functools import partial

from sanic import Sanic
from sanic.worker.loader import AppLoader

from server.kit import migrations
from server.kit.config import Settings
from server.kit.garbage import uncollected
from server.main import create_app


def run_server(settings: Settings) -> None:
    """Serves until SIGTERM and finishes what is under way. UnmigratedError before it listens."""
    asyncio.run(migrations.check_migrated(settings.database_url))
    listen = {"host": settings.host, "port": settings.port, "access_log": False, "motd": False}
    if settings.web_workers <= 1:
        with uncollected():
            app = create_app(settings)
        app.run(single_process=True, **listen)  # type: ignore[arg-type]
        return
    loader = AppLoader(factory=partial(create_app, settings))
    app = loader.load()
    app.prepare(workers=settings.web_workers, **listen)  # type: ignore[arg-type]
    Sanic.serve(primary=app, app_loader=loader)
