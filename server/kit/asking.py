"""What a request tells apart from its body, for modules that jobs load, too: no Sanic is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from server.kit.resources import Resources

if TYPE_CHECKING:
    from sanic import Request


def resources(request: Request) -> Resources:
    """What the process holds open."""
    return cast(Resources, request.app.ctx.resources)


def client_address(request: Request) -> str:
    """The address that limits are counted by; forwarded ones only from trusted proxies.

    Sanic reads X-Forwarded-For by its PROXIES_COUNT, which create_app sets from the settings.
    """
    return request.remote_addr or request.ip
