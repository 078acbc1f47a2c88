"""Sign up, sign in, sign out, edit an account, grant roles, let others into a library."""

from __future__ import annotations

from uuid import UUID

from server.identity import passwords, queries, sessions
from server.identity.models import Collaborator, CollaboratorRole, Role, SessionKind, User
from server.identity.names import display_name, fold, new_handle, normal_email
from server.identity.schemas import AccountEdit, Arrival, CollaboratorView, Signin, Signup, Tokens
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.kit.limits import Rate, spend
from server.kit.logs import logger
from server.kit.resources import Resources
from sync.wire import codec
from sync.wire.accounts import AccountView, DeviceLogin, DeviceToken
from sync.wire.fields import UNSET
from sync.wire.problems import Code

log = logger(__name__)

SIGNUP_RATE = Rate(per_minute=10, burst=30)
LOGIN_RATE_OF_ADDRESS = Rate(per_minute=20, burst=30)
LOGIN_RATE_OF_ACCOUNT = Rate(per_minute=6, burst=12)
REFRESH_RATE = Rate(per_minute=60, burst=60)
ROLL = 0x61636574
"""The advisory lock that signing up is done under, one at a time; any number not used elsewhere."""


async def sign_up(
    resources: Resources, input: Signup, arrival: Arrival
) -> tuple[AccountView, Tokens]:
    """A new account, signed in. The first one ever is admin and artist, later ones listeners.

    AppError INVALID or TAKEN naming the field, FORBIDDEN while sign-up is closed (the first
    account is let in even then: somebody must run the site), RATE_LIMITED.
    """
    await spend(resources, "signup", arrival.address, SIGNUP_RATE)
    handle, (email, email_key) = new_handle(input.handle), normal_email(input.email)
    shown = display_name(input.display_name or input.handle)
    if not resources.settings.signup_open and await User.exists():
        raise _closed()
    password_hash = await passwords.hashed(input.password)
    async with db.unit_of_work():
        await db.execute("SELECT pg_advisory_xact_lock($1)", ROLL)
        first = not await User.exists()
        if not first:
            await _check_free(resources, handle, email_key)
        user = await User.create(
            handle=handle,
            email=email,
            email_key=email_key,
            password_hash=password_hash,
            display_name=shown,
            role=Role.ARTIST if first else Role.LISTENER,
            is_admin=first,
        )
        tokens = await sessions.open_browser(resources.settings, user.id, arrival.agent)
    log.info("signed_up", user_id=str(user.id), first=first)
    return queries.account_view(user), tokens


async def sign_in(
    resources: Resources, input: Signin, arrival: Arrival
) -> tuple[AccountView, Tokens]:
    """A session for whoever knows the password. AppError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED.

    Takes as long and says the same for an unknown account as for a wrong password.
    """
    user = await _check_password(resources, input.login, input.password, arrival)
    tokens = await sessions.open_browser(resources.settings, user.id, arrival.agent)
    return queries.account_view(user), tokens


async def sign_in_device(resources: Resources, input: DeviceLogin, arrival: Arrival) -> DeviceToken:
    """A device token for whoever knows the password; refuses as sign_in() does."""
    name = display_name(input.name, "name")
    user = await _check_password(resources, input.login, input.password, arrival)
    return await add_device(queries.account_view(user), name)


async def add_device(account: AccountView, name: str) -> DeviceToken:
    """A further device of an account."""
    device = await sessions.open_device(account.id, name)
    return DeviceToken(id=device.id, name=device.name, token=device.token, account=account)


async def sign_out(resources: Resources, session_id: UUID | None, refresh: str | None) -> None:
    """Ends the session asked from, or the one that the refresh token belongs to."""
    found = session_id
    if found is None and refresh:
        found = sessions.session_of(resources.settings, refresh)
    if found is not None:
        await sessions.revoke(found, "signed_out")


async def refresh(resources: Resources, token: str, arrival: Arrival) -> tuple[AccountView, Tokens]:
    """The next tokens of a browser. AppError UNAUTHENTICATED, RATE_LIMITED."""
    await spend(resources, "refresh", arrival.address, REFRESH_RATE)
    tokens = await sessions.rotate(resources.settings, token)
    return await queries.account(await queries.session_user(tokens.session_id)), tokens


async def revoke_session(user_id: UUID, session_id: UUID, kind: SessionKind | None = None) -> None:
    """Ends one of one's own sessions. AppError NOT_FOUND."""
    if not await sessions.revoke_own(user_id, session_id, kind):
        raise not_found("This session" if kind is None else "This device")


async def edit_account(user_id: UUID, edit: AccountEdit) -> AccountView:
    """Changes what was sent and nothing else. AppError INVALID."""
    changes: dict[str, object] = {}
    if edit.display_name is not UNSET:
        changes["display_name"] = display_name(str(edit.display_name))
    if edit.bio_md is not UNSET:
        changes["bio_md"] = edit.bio_md
    if edit.links is not UNSET:
        changes["links"] = codec.plain(edit.links)
    async with db.unit_of_work():
        user = await User.select_for_update().get(id=user_id)
        if changes:
            await user.update_from_dict(changes).save(update_fields=list(changes))
    return queries.account_view(user)


async def grant_role(handle: str, role: Role) -> AccountView:
    """Makes somebody an artist, or a listener again. AppError NOT_FOUND."""
    async with db.unit_of_work():
        user = await queries.by_handle(handle)
        user.role = role
        await user.save(update_fields=["role"])
    log.info("role_granted", user_id=str(user.id), role=role.value)
    return queries.account_view(user)


async def let_in(library_id: UUID, handle: str, role: CollaboratorRole) -> CollaboratorView:
    """Lets somebody work in a library, or changes what they may do. AppError NOT_FOUND, INVALID."""
    user = await queries.by_handle(handle)
    if user.id == library_id:
        raise invalid("handle", "This is your own library.")
    async with db.unit_of_work():
        found, _ = await Collaborator.update_or_create(
            {"role": role}, library_id=library_id, user_id=user.id
        )
    return queries.collaborator_view(found, user)


async def let_go(library_id: UUID, handle: str) -> None:
    """Takes somebody's access to a library away. AppError NOT_FOUND."""
    user = await queries.by_handle(handle)
    async with db.unit_of_work():
        gone = await Collaborator.filter(library_id=library_id, user_id=user.id).delete()
    if not gone:
        raise not_found("This collaborator")


async def _check_password(
    resources: Resources, login: str, password: str, arrival: Arrival
) -> User:
    await spend(resources, "login", arrival.address, LOGIN_RATE_OF_ADDRESS, always=True)
    user = await queries.by_login(login)
    # Accounts that do not exist are counted too, else the limit would tell which ones do.
    who = str(user.id) if user else f"login {fold(login)}"
    await spend(resources, "login", who, LOGIN_RATE_OF_ACCOUNT, always=True)
    stored = user.password_hash if user else None
    if not await passwords.matches(password, stored) or user is None:
        raise AppError(
            Code.UNAUTHENTICATED,
            "Handle or e-mail and password do not belong together.",
            headers={"www-authenticate": "Bearer"},
        )
    if user.disabled_at is not None:
        raise AppError(Code.FORBIDDEN, "This account is closed.")
    if passwords.outdated(user.password_hash):
        await _rehash(user, password)
    return user


async def _rehash(user: User, password: str) -> None:
    stronger = await passwords.hashed(password)
    async with db.unit_of_work():
        await User.filter(id=user.id, password_hash=user.password_hash).update(
            password_hash=stronger
        )


async def _check_free(resources: Resources, handle: str, email_key: str) -> None:
    if not resources.settings.signup_open:
        raise _closed()
    if await User.exists(handle=handle):
        raise AppError(Code.TAKEN, f"The handle {handle} is taken.", field="handle")
    if await User.exists(email_key=email_key):
        raise AppError(
            Code.TAKEN,
            "This address has an account already.",
            field="email",
            remedy="Sign in instead.",
        )


def _closed() -> AppError:
    return AppError(
        Code.FORBIDDEN,
        "Sign-up is closed on this site.",
        remedy="Ask an administrator for an account.",
    )
