"""Composition root of the web process: create_app(settings)."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw

from server.kit import openapi
from server.kit.compression import set_up_compression
from server.kit.config import Settings
from server.kit.http import JSON, Api, set_up_http
from server.runtime import close_resources, declare_jobs, open_resources
from sync.wire import codec

VERSION = "0.1.0"

ROUTES = (
    "server.kit.health",
    "server.identity.routes",
    "server.media.routes",
    "server.catalog.routes",
    "server.releases.routes",
    "server.social.routes",
    "server.stats.routes",
    "server.delivery.routes",
    "server.syncing.routes",
)
"""Each has an `api`."""


def apis() -> list[Api]:
    """The routes of all slices."""
    return [import_module(name).api for name in ROUTES]


def create_app(settings: Settings, name: str = "acetate") -> Sanic[Any, Any]:
    """The web application, with all slices and the pages."""
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    _configure(app, settings)
    set_up_http(app)
    set_up_compression(app)
    declare_jobs()
    found = apis()
    for api in found:
        app.blueprint(api.blueprint)
    app.ctx.settings = settings
    app.ctx.endpoints = [e for api in found for e in api.endpoints]
    _serve_openapi(app, settings)
    import_module("public_web.site").mount(app)

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.resources = await open_resources(settings)

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        await close_resources(app.ctx.resources)

    return app


def _configure(app: Sanic[Any, Any], settings: Settings) -> None:
    app.config.REQUEST_MAX_SIZE = settings.max_upload_bytes
    app.config.REQUEST_BUFFER_SIZE = 1024 * 1024
    app.config.REQUEST_TIMEOUT = 120
    app.config.RESPONSE_TIMEOUT = 120
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 10
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.PROXIES_COUNT = settings.trusted_proxies or None
    app.config.MOTD = False
    app.config.OAS = False
    app.config.AUTO_EXTEND = False


def _serve_openapi(app: Sanic[Any, Any], settings: Settings) -> None:
    @cache  # by the first who asks: making it costs a quarter of the start, and few ask
    def text() -> bytes:
        found = openapi.document(
            app.ctx.endpoints, title=settings.site_name, version=VERSION, url=settings.public_url
        )
        return codec.encode(found)

    @app.route("/api/v1/openapi.json", methods=["GET", "HEAD"])
    async def describe(request: Request) -> HTTPResponse:
        return raw(text(), content_type=JSON, headers={"access-control-allow-origin": "*"})
