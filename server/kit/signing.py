"""Signatures: derived keys, HMAC tokens, and the secure_link form of stream URLs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

MEDIA_ROOT = "/media/hls"


@lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose, so that one secret never signs two kinds of thing."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def new_token(size: int = 32) -> str:
    """A random URL-safe token of `size` bytes of entropy."""
    return secrets.token_urlsafe(size)


def token_hash(token: str) -> str:
    """What is stored of a random token: hex SHA-256. Enough, because the token is not guessable."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(key: bytes, message: str) -> str:
    """HMAC-SHA256 as base64url without padding (43 characters)."""
    return _b64(hmac.new(key, message.encode(), hashlib.sha256).digest())


def verify(key: bytes, message: str, signature: str) -> bool:
    """Whether `signature` is that of `message`, compared in constant time."""
    return hmac.compare_digest(sign(key, message).encode(), signature.encode())


def media_signature(secret: str, directory: str, expires_at: int) -> str:
    """The 22 characters nginx's secure_link_md5 expects for `directory` (`<render>/<tier>`).

    MD5 is what the nginx module speaks; the secret stands last, so that length extension gives
    nothing.
    """
    message = f"{expires_at}:{MEDIA_ROOT}/{directory}:{secret}".encode()
    return _b64(hashlib.md5(message, usedforsecurity=False).digest())


@lru_cache(maxsize=4096)
def media_prefix(secret: str, directory: str, expires_at: int) -> str:
    """The signed path that every file of the directory lies under.

    Kept, because expiries are rounded, so that all grants of a while ask for the same.
    """
    signature = media_signature(secret, directory, expires_at)
    return f"{MEDIA_ROOT}/{signature}/{expires_at}/{directory}"


def media_valid(secret: str, directory: str, expires_at: int, signature: str) -> bool:
    """Whether a stream URL's signature is ours, in constant time; expiry is not looked at."""
    expected = media_signature(secret, directory, expires_at)
    return hmac.compare_digest(expected.encode(), signature.encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
