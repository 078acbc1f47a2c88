"""/api/v1/auth, /devices, /user, /collaborators and the granting of roles."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from sanic import HTTPResponse, Request

from server.identity import queries, service
from server.identity.access import (
    arrival,
    csrf_token,
    require_admin,
    require_artist,
    require_user,
    session_csrf,
    viewer,
)
from server.identity.cookies import REFRESH_COOKIE, clear_session_cookies, set_session_cookies
from server.identity.models import SessionKind
from server.identity.schemas import (
    AccountEdit,
    CollaboratorGrant,
    CollaboratorList,
    CollaboratorView,
    DeviceList,
    ProfileView,
    RoleGrant,
    SessionList,
    SignedIn,
    Signin,
    Signup,
    Tokens,
)
from server.kit.asking import resources
from server.kit.errors import AppError
from server.kit.http import Api, body, empty, problem_reply, reply
from server.kit.limits import limit
from sync.wire.accounts import AccountView, DeviceDraft, DeviceLogin, DeviceToken, LibraryList
from sync.wire.problems import Code

api = Api("identity")

PROFILE_CACHE = {"cache-control": "public, max-age=60", "access-control-allow-origin": "*"}


@api.route(
    "POST",
    "/auth/signup",
    surface="open",
    body=Signup,
    reply=SignedIn,
    status=201,
    errors=(Code.TAKEN, Code.FORBIDDEN, Code.CSRF, Code.RATE_LIMITED),
)
async def sign_up(request: Request) -> HTTPResponse:
    """Make an account and sign this browser in."""
    held, come_from = resources(request), arrival(request)
    account, tokens = await service.sign_up(held, body(request, Signup), come_from)
    return _signed_in(request, account, tokens, 201)


@api.route(
    "POST",
    "/auth/login",
    surface="open",
    body=Signin,
    reply=SignedIn,
    errors=(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.CSRF, Code.RATE_LIMITED),
)
async def sign_in(request: Request) -> HTTPResponse:
    """Sign this browser in."""
    held, come_from = resources(request), arrival(request)
    account, tokens = await service.sign_in(held, body(request, Signin), come_from)
    return _signed_in(request, account, tokens)


@api.route(
    "POST", "/auth/logout", surface="open", status=204, errors=(Code.UNAUTHENTICATED, Code.CSRF)
)
async def sign_out(request: Request) -> HTTPResponse:
    """End the session asked from; fine if there is none."""
    arrival(request)
    found = await viewer(request)
    if found.signed_in:
        await require_user(request)
    held = resources(request)
    await service.sign_out(held, found.session_id, request.cookies.get(REFRESH_COOKIE))
    response = empty()
    clear_session_cookies(response, held.settings)
    return response


@api.route(
    "POST",
    "/auth/refresh",
    surface="open",
    reply=SignedIn,
    errors=(Code.UNAUTHENTICATED, Code.CSRF, Code.RATE_LIMITED),
)
async def refresh(request: Request) -> HTTPResponse:
    """Exchange the refresh cookie for new cookies."""
    held, come_from = resources(request), arrival(request)
    token = request.cookies.get(REFRESH_COOKIE) or ""
    try:
        account, tokens = await service.refresh(held, token, come_from)
    except AppError as error:
        if error.code is not Code.UNAUTHENTICATED:
            raise
        problem = error.problem(request.ctx.request_id)
        response = problem_reply(problem, error.status, error.headers)
        clear_session_cookies(response, held.settings)
        return response
    return _signed_in(request, account, tokens)


@api.route("GET", "/auth/me", surface="account", reply=SignedIn)
async def me(request: Request) -> HTTPResponse:
    """Who is asking, and the CSRF token of a browser."""
    found = await require_user(request)
    token = csrf_token(resources(request).settings, found)
    return reply(SignedIn(account=await queries.account(found.id), csrf_token=token))


@api.route("PATCH", "/auth/me", surface="account", body=AccountEdit, reply=AccountView)
async def edit_me(request: Request) -> HTTPResponse:
    """Change one's name, text or links."""
    found = await require_user(request)
    return reply(await service.edit_account(found.id, body(request, AccountEdit)))


@api.route("GET", "/auth/sessions", surface="account", reply=SessionList)
async def list_sessions(request: Request) -> HTTPResponse:
    """Where the account is signed in: browsers and devices."""
    found = await require_user(request)
    return reply(SessionList(sessions=await queries.sessions(found.id, found.session_id)))


@api.route("DELETE", "/auth/sessions/<session_id:uuid>", surface="account", status=204)
async def revoke_session(request: Request, session_id: UUID) -> HTTPResponse:
    """Sign a browser or device out."""
    found = await require_user(request)
    await service.revoke_session(found.id, session_id)
    response = empty()
    if session_id == found.session_id and found.via == "cookie":
        clear_session_cookies(response, resources(request).settings)
    return response


@api.route(
    "POST",
    "/auth/devices",
    surface="open",
    body=DeviceLogin,
    reply=DeviceToken,
    status=201,
    errors=(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.CSRF, Code.RATE_LIMITED),
)
async def sign_in_device(request: Request) -> HTTPResponse:
    """Sign a device in with a password; the token is shown this once."""
    held, come_from = resources(request), arrival(request)
    return reply(
        await service.sign_in_device(held, body(request, DeviceLogin), come_from), status=201
    )


@api.route(
    "POST",
    "/devices",
    surface="account",
    body=DeviceDraft,
    reply=DeviceToken,
    status=201,
    errors=(Code.FORBIDDEN, Code.RATE_LIMITED),
)
async def add_device(request: Request) -> HTTPResponse:
    """Let a further device in; the token is shown this once. Only from a browser."""
    found = await require_user(request)
    if found.via != "cookie":
        # A token that could make tokens would survive being revoked.
        raise AppError(
            Code.FORBIDDEN,
            "A device cannot let further devices in.",
            remedy="Do it in the browser, or sign in with the password at /api/v1/auth/devices.",
        )
    await limit(request, "devices", per_minute=10, key=str(found.id))
    name = body(request, DeviceDraft).name
    return reply(await service.add_device(await queries.account(found.id), name), status=201)


@api.route("GET", "/devices", surface="account", reply=DeviceList)
async def list_devices(request: Request) -> HTTPResponse:
    """The devices that were let in."""
    found = await require_user(request)
    devices = await queries.sessions(found.id, found.session_id, SessionKind.DEVICE)
    return reply(DeviceList(devices=devices))


@api.route("DELETE", "/devices/<device_id:uuid>", surface="account", status=204)
async def revoke_device(request: Request, device_id: UUID) -> HTTPResponse:
    """Make a device's token worthless."""
    found = await require_user(request)
    await service.revoke_session(found.id, device_id, SessionKind.DEVICE)
    return empty()


@api.route("GET", "/user/<handle>", surface="open", reply=ProfileView)
async def profile(request: Request, handle: str) -> HTTPResponse:
    """The public profile of an account."""
    return reply(await queries.profile(unquote(handle)), headers=PROFILE_CACHE)


@api.route("PUT", "/admin/users/<handle>/role", surface="admin", body=RoleGrant, reply=AccountView)
async def grant_role(request: Request, handle: str) -> HTTPResponse:
    """Make somebody an artist, or a listener again."""
    await require_admin(request)
    return reply(await service.grant_role(unquote(handle), body(request, RoleGrant).role))


@api.route("GET", "/libraries", surface="account", reply=LibraryList)
async def list_libraries(request: Request) -> HTTPResponse:
    """Where one may work: one's own library, and those one was let into."""
    found = await require_user(request)
    return reply(LibraryList(libraries=await queries.libraries(found.id)))


@api.route("GET", "/collaborators", surface="artist", reply=CollaboratorList)
async def list_collaborators(request: Request) -> HTTPResponse:
    """Who may work in one's library."""
    found = await require_artist(request)
    return reply(CollaboratorList(collaborators=await queries.collaborators(found.id)))


@api.route("GET", "/collaborators/<handle>", surface="artist", reply=CollaboratorView)
async def collaborator(request: Request, handle: str) -> HTTPResponse:
    """What somebody may do in one's library."""
    found = await require_artist(request)
    return reply(await queries.collaborator(found.id, unquote(handle)))


@api.route(
    "PUT",
    "/collaborators/<handle>",
    surface="artist",
    body=CollaboratorGrant,
    reply=CollaboratorView,
)
async def let_in(request: Request, handle: str) -> HTTPResponse:
    """Let somebody work in one's library, or change what they may do."""
    found = await require_artist(request)
    role = body(request, CollaboratorGrant).role
    return reply(await service.let_in(found.id, unquote(handle), role))


@api.route("DELETE", "/collaborators/<handle>", surface="artist", status=204)
async def let_go(request: Request, handle: str) -> HTTPResponse:
    """Take somebody's access to one's library away."""
    found = await require_artist(request)
    await service.let_go(found.id, unquote(handle))
    return empty()


def _signed_in(
    request: Request, account: AccountView, tokens: Tokens, status: int = 200
) -> HTTPResponse:
    settings = resources(request).settings
    shown = SignedIn(
        account=account,
        csrf_token=session_csrf(settings, tokens.session_id),
        expires_at=tokens.access_expires_at,
    )
    response = reply(shown, status)
    set_session_cookies(response, settings, tokens)
    return response
