"""Handles, e-mail addresses and display names: one written form for all ways to type them."""

from __future__ import annotations

import re
import unicodedata

from server.kit.errors import invalid

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?")
LONGEST_EMAIL = 254
"""RFC 5321 section 4.5.3.1.3, without the angle brackets."""
LONGEST_NAME = 100

_RESERVED_WORDS = """
    about abuse account accounts acetate admin administrator albums anonymous api app artwork
    assets atom auth billing blog checkout collections collaborators comments contact dashboard
    delete devices dmca downloads edit embed embeds everyone explore favicon feed feeds following
    health help home hostmaster images imprint jobs legal library login logout mail manifest me
    media metrics mod moderator new news null oembed official operator owner p password playlist
    playlists plays postmaster press preview privacy ready releases reset robots root rss s search
    security session sessions settings share signin signout signup sitemap staff static stats
    status stems stream studio support sw sync system tag tags team terms track tracks trending
    undefined upload uploads user users vault versions webhooks webmaster well-known www
"""
RESERVED = frozenset(_RESERVED_WORDS.split())
"""Top-level addresses of the site, and names that people would take for the house's own voice."""

# Characters that are not seen or turn the text around them (Unicode TR 36, section 2): a name
# with them reads as another one, or as none.
_DECEIVING = re.compile(
    "[\u00ad\u115f\u1160\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\u2800\u3164\ufeff\uffa0]"
)


def fold(text: str) -> str:
    """NFKC and case folding, until nothing changes: full-width, ligature, capital become one."""
    found = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return found.strip()


def normal_handle(text: str) -> str:
    """The handle that `text` means. AppError INVALID on the field `handle`."""
    handle = fold(text).removeprefix("@")
    if not HANDLE.fullmatch(handle):
        raise invalid(
            "handle",
            "A handle has 1 to 30 letters a-z, digits, hyphens and underscores, and begins and "
            "ends with a letter or digit.",
        )
    return handle


def new_handle(text: str) -> str:
    """normal_handle() of an account to be; reserved ones are refused."""
    handle = normal_handle(text)
    if handle in RESERVED or handle.replace("_", "-") in RESERVED:
        raise invalid("handle", f"The handle {handle} is reserved.", "Choose another one.")
    return handle


def normal_email(text: str) -> tuple[str, str]:
    """(address as to be written, key that equal addresses share). AppError INVALID on `email`.

    Nothing is asked of the DNS: the address tells no third party that somebody signs up here.
    """
    # 40 ms of regular expressions that no start has to wait for.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise invalid("email", str(error)) from None
    key = fold(f"{found.local_part}@{found.ascii_domain}")
    if len(key) > LONGEST_EMAIL or len(found.normalized) > LONGEST_EMAIL:
        raise invalid("email", "The address is too long.")
    return found.normalized, key


def display_name(text: str, field: str = "display_name") -> str:
    """A name to show: composed, without control or direction characters, single spaces."""
    composed = _DECEIVING.sub("", unicodedata.normalize("NFC", text))
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in composed)
    name = " ".join(shown.split())
    if not name:
        raise invalid(field, "The name is empty.")
    if len(name) > LONGEST_NAME:
        raise invalid(field, f"The name is longer than {LONGEST_NAME} characters.")
    return name
