"""Log in, sign up, log out: forms that work without JavaScript, on the identity slice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sanic import HTTPResponse, Request

from public_web.pages.visitor import RESUME, local_path, see_other
from public_web.render import pages
from server.identity import service
from server.identity.access import arrival, require_user, viewer
from server.identity.cookies import REFRESH_COOKIE, clear_session_cookies, set_session_cookies
from server.identity.schemas import Signin, Signup, Tokens
from server.kit.asking import resources
from server.kit.errors import AppError
from server.kit.http import Api
from sync.wire import codec
from sync.wire.problems import Code

T = TypeVar("T")
api = Api("page_account", prefix="")
LOGIN_FIELDS = ("login", "password")
SIGNUP_FIELDS = ("handle", "name", "email", "password")
_SHOWN_AS = {"display_name": "name"}
_MISTAKES = {
    "login": "Enter your handle or e-mail address.",
    "handle": "A handle has 1 to 30 letters a-z, digits, hyphens and underscores.",
    "email": "Enter an e-mail address like name@example.org.",
    "password": "A password has 10 to 200 characters.",
    "display_name": "A name has 1 to 100 characters.",
}
"""What people are told where the contract would speak of types and lengths."""


@api.route("GET", "/login", surface="open", name="login_form", documented=False)
async def login_form(request: Request) -> HTTPResponse:
    """The form to log in."""
    return await _form(request, "login.html", {}, {})


@api.route("POST", "/login", surface="open", name="login", documented=False)
async def login(request: Request) -> HTTPResponse:
    """Logs in and goes on to where one wanted to be."""

    async def enter(values: dict[str, str]) -> Tokens:
        asked = _as(values, Signin)
        return (await service.sign_in(resources(request), asked, arrival(request)))[1]

    return await _enter(request, "login.html", LOGIN_FIELDS, enter)


@api.route("GET", "/signup", surface="open", name="signup_form", documented=False)
async def signup_form(request: Request) -> HTTPResponse:
    """The form to sign up."""
    return await _form(request, "signup.html", {}, {})


@api.route("POST", "/signup", surface="open", name="signup", documented=False)
async def signup(request: Request) -> HTTPResponse:
    """Makes an account and goes on."""

    async def enter(values: dict[str, str]) -> Tokens:
        name = values.pop("name") or None
        asked = _as({**values, "display_name": name}, Signup)
        return (await service.sign_up(resources(request), asked, arrival(request)))[1]

    return await _enter(request, "signup.html", SIGNUP_FIELDS, enter)


@api.route("POST", "/logout", surface="open", name="logout", documented=False)
async def logout(request: Request) -> HTTPResponse:
    """Ends the session; the form's token proves that it was this page's button."""
    found = await viewer(request)
    if found.signed_in:
        await require_user(request)
    held = resources(request)
    await service.sign_out(held, found.session_id, request.cookies.get(REFRESH_COOKIE))
    response = see_other("/")
    clear_session_cookies(response, held.settings)
    return response


@api.route("GET", RESUME, surface="open", name="resume", documented=False)
async def resume(request: Request) -> HTTPResponse:
    """Renews a browser's session and leads back; one that cannot be renewed is ended."""
    response = see_other(local_path(request.args.get("next")))
    held = resources(request)
    token = request.cookies.get(REFRESH_COOKIE) or ""
    try:
        _, tokens = await service.refresh(held, token, arrival(request))
    except AppError:
        clear_session_cookies(response, held.settings)
    else:
        set_session_cookies(response, held.settings, tokens)
    return response


async def _enter(
    request: Request,
    template: str,
    fields: tuple[str, ...],
    enter: Callable[[dict[str, str]], Awaitable[Tokens]],
) -> HTTPResponse:
    form: Any = request.form or {}
    values = {name: str(form.get(name) or "") for name in fields}
    try:
        tokens = await enter(dict(values))
    except AppError as error:
        values.pop("password")
        return await _form(request, template, values, _problems(error), error)
    response = see_other(local_path(form.get("next")))
    set_session_cookies(response, resources(request).settings, tokens)
    return response


async def _form(
    request: Request,
    template: str,
    values: dict[str, str],
    problems: dict[str, str],
    error: AppError | None = None,
) -> HTTPResponse:
    form: Any = request.form if request.method == "POST" else request.args
    context = {
        "values": values,
        "problems": problems,
        "next": local_path(form.get("next") if form else None),
        "meta": [("name", "robots", "noindex")],
    }
    return pages(request).page(
        request,
        template,
        await viewer(request),
        context,
        status=error.status if error else 200,
        headers={"cache-control": "no-store", **(error.headers if error else {})},
    )


def _problems(error: AppError) -> dict[str, str]:
    field = _SHOWN_AS.get(error.field or "", error.field or "")
    known = field in {*LOGIN_FIELDS, *SIGNUP_FIELDS}
    said = " ".join(filter(None, [error.message, error.remedy]))
    return {field if known else "": said}


def _as(values: dict[str, Any], kind: type[T]) -> T:
    if any("\0" in value for value in values.values() if value):
        raise AppError(Code.INVALID, "Text must not contain the NUL character.")
    try:
        return codec.convert(values, kind)
    except codec.DecodeError as error:
        said = _MISTAKES.get(error.field or "", error.message)
        if kind is Signin and error.field == "password":
            said = "Enter your password."
        raise AppError(Code.INVALID, said, field=error.field) from None
