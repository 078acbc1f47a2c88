"""HTTP as the slices see it: typed bodies, declared endpoints, replies, errors, request ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.exceptions import (
    InvalidUsage,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    SanicException,
)
from sanic.response import BaseHTTPResponse, raw

from server.kit import db
from server.kit.errors import AppError, not_found
from server.kit.logs import logger
from sync.wire import codec
from sync.wire.ids import new_id
from sync.wire.problems import Code, Problem

log = logger(__name__)
T = TypeVar("T")
Handler = Callable[..., Awaitable[HTTPResponse | None]]
JSON = "application/json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a JSON body; files stream and have their own limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What a route says of itself. `surface` is who decides about access: a Surface of
    catalog.visibility, or `open`, `signature`, `account`, `artist`, `admin`. `also` are further
    statuses with the same reply. `ranged`: it answers Range and If-None-Match.
    """

    method: str
    path: str
    name: str
    summary: str
    surface: str
    tag: str
    body: type | None = None
    query: type | None = None
    reply: Any = None
    status: int = 200
    also: tuple[int, ...] = ()
    content_type: str = JSON
    ranged: bool = False
    errors: tuple[Code, ...] = ()
    documented: bool = True


class Api:
    """The routes of one slice: a Sanic blueprint that remembers what each endpoint declared."""

    def __init__(self, name: str, prefix: str = "/api/v1") -> None:
        self.name = name
        self.prefix = prefix
        self.blueprint = Blueprint(name, url_prefix=prefix)
        self.endpoints: list[Endpoint] = []

    def route(
        self,
        method: str,
        path: str,
        *,
        surface: str,
        summary: str = "",
        stream: bool = False,
        **declared: Any,
    ) -> Callable[[Handler], Handler]:
        """Registers `async def handler(request, **path)`; see Endpoint for what may be declared."""

        def register(handler: Handler) -> Handler:
            name = declared.pop("name", handler.__name__)
            text = summary or (handler.__doc__ or name).strip().splitlines()[0]
            endpoint = Endpoint(
                method=method,
                path=self.prefix + path,
                name=name,
                summary=text,
                surface=surface,
                tag=self.name,
                **declared,
            )
            self.endpoints.append(endpoint)
            methods = [method, "HEAD"] if method == "GET" else [method]
            self.blueprint.add_route(
                handler,  # type: ignore[arg-type]
                path,
                methods=methods,
                name=name,
                stream=stream,
                ctx_endpoint=endpoint,
                unquote=False,
                error_format="json",  # else Sanic reads each handler's source to guess it
            )
            return handler

        return register


def body(request: Request, kind: type[T]) -> T:
    """The JSON body as `kind`; AppError naming the field if it is not that."""
    return decoded(body_bytes(request), lambda raw: codec.decode(raw, kind))


def body_bytes(request: Request, most: int = LARGEST_BODY) -> bytes:
    """The body of at most so many bytes, if it says that it is JSON. UNSUPPORTED, TOO_LARGE."""
    content_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if content_type not in {JSON, "text/plain"}:
        raise AppError(Code.UNSUPPORTED, "Send the body as application/json.", field="content-type")
    if len(request.body) > most:
        raise AppError(Code.TOO_LARGE, f"A JSON body may have {most} bytes.")
    return request.body


def decoded(raw: bytes, decode: Callable[[bytes], T]) -> T:
    """What `decode` makes of a body; its DecodeError as AppError MALFORMED or INVALID."""
    try:
        return decode(raw)
    except codec.DecodeError as error:
        code = Code.MALFORMED if error.malformed else Code.INVALID
        raise AppError(code, error.message, field=error.field) from None


def query(request: Request, kind: type[T]) -> T:
    """The query string as `kind`, the first of each name; an empty value is one, too."""
    asked = request.get_args(keep_blank_values=True)
    values = {name: found[0] for name, found in asked.items()}
    try:
        return codec.convert(values, kind)
    except codec.DecodeError as error:
        raise AppError(Code.INVALID, error.message, field=error.field) from None


def reply(value: object, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A dataclass (or containers of them) as a JSON reply; private and uncached unless said so."""
    found = {"cache-control": "no-store"} if headers is None else headers
    return raw(codec.encode(value), status=status, headers=found, content_type=JSON)


def empty() -> HTTPResponse:
    """204."""
    return HTTPResponse(status=204)


def set_up_http(app: Sanic[Any, Any]) -> None:
    """Request ids, and every failure as a Problem in JSON."""
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")
    app.error_handler.add(Exception, handle_error)
    for kind in (SanicException, AppError):
        app.error_handler.add(kind, handle_error)


async def _begin(request: Request) -> None:
    request.ctx.request_id = str(new_id())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request.ctx.request_id)
    db.write_as(None)  # one connection may carry requests of several people


async def _end(request: Request, response: BaseHTTPResponse) -> None:
    response.headers.setdefault("x-request-id", getattr(request.ctx, "request_id", ""))
    response.headers.setdefault("x-content-type-options", "nosniff")
    response.headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")


def as_app_error(error: Exception) -> AppError:
    """Any exception as one of the family; what is not expected becomes a bare 500."""
    match error:
        case AppError():
            return error
        case NotFound():
            return not_found()
        case MethodNotAllowed():
            return AppError(Code.METHOD_NOT_ALLOWED, "This method does not work here.")
        case PayloadTooLarge():
            return AppError(Code.TOO_LARGE, "The body is too large.")
        case RequestTimeout():
            return AppError(Code.MALFORMED, "The request was not finished in time.")
        case InvalidUsage():
            return AppError(Code.MALFORMED, str(error) or "The request is malformed.")
        case SanicException() if error.status_code < 500:
            return AppError(Code.MALFORMED, str(error))
    return AppError(Code.INTERNAL, "Something went wrong here; it has been noted.")


async def handle_error(request: Request, error: Exception) -> HTTPResponse:
    """The one place where an exception becomes a reply. Pages ask for HTML, all else gets JSON."""
    problem = as_app_error(error)
    if isinstance(error, MethodNotAllowed):
        problem = _not_this_method(request)
    if problem.code is Code.INTERNAL:
        log.error("request_failed", path=request.path, method=request.method, exc_info=error)
    request_id = getattr(request.ctx, "request_id", None)
    page = getattr(request.app.ctx, "error_page", None)
    if page is not None and not request.path.startswith(("/api/", "/media/")):
        found: HTTPResponse = await page(request, problem)
        found.headers.update(problem.headers)
        return found
    return problem_reply(problem.problem(request_id), problem.status, problem.headers)


def _not_this_method(request: Request) -> AppError:
    """405 with all methods that the address takes (RFC 9110 section 15.5.6).

    Sanic's own error names those of one route only, and an address may have several.
    """

    def taken(method: str) -> bool:
        try:
            request.app.router.get(request.path, method, request.headers.get("host"))
        except SanicException:
            return False
        return True

    allowed = ", ".join(filter(taken, METHODS))
    return AppError(Code.METHOD_NOT_ALLOWED, f"Use {allowed} here.", headers={"allow": allowed})


def problem_reply(problem: Problem, status: int, headers: dict[str, str]) -> HTTPResponse:
    """The JSON form of a failure."""
    return reply({"error": problem}, status, {"cache-control": "no-store", **headers})
