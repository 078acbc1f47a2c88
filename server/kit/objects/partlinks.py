"""The folder store's signed part URLs; their headers are exactly those that S3 asks for."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Mapping

from server.kit.objects.errors import PartUrlExpired, PartUrlTampered
from server.kit.objects.values import PartClaim, PartUrl
from server.kit.signing import derive, sign, verify

MD5_HEADER = "Content-MD5"
SHA256_HEADER = "x-amz-checksum-sha256"
_EXPIRY = re.compile(r"[0-9]{1,12}")
_LENGTH = re.compile(r"[0-9]{1,15}")
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{43}")


def part_headers(claim: PartClaim) -> dict[str, str]:
    """Both digests as headers: base64, as RFC 1864 and S3 have them."""
    return {MD5_HEADER: _base64(claim.md5), SHA256_HEADER: _base64(claim.sha256)}


def claim_of(headers: Mapping[str, str]) -> PartClaim:
    """What a PUT says of its body: Content-Length and both digests. Raises PartUrlTampered.

    `headers` must find names in any case, as the web framework's do.
    """
    length = headers.get("Content-Length", "")
    if not _LENGTH.fullmatch(length):
        raise PartUrlTampered
    return PartClaim(
        length=int(length),
        md5=_hex(headers.get(MD5_HEADER, ""), 16),
        sha256=_hex(headers.get(SHA256_HEADER, ""), 32),
    )


class PartSigner:
    """Signs and checks part URLs: HMAC-SHA256 over upload, number, length, digests and expiry."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._key = derive(secret, "upload part url")
        self._base = public_url.rstrip("/")

    def url(self, ref: str, n: int, claim: PartClaim, *, expires_s: int) -> PartUrl:
        """A URL good for `expires_s` seconds."""
        expires_at = int(time.time()) + expires_s
        signature = sign(self._key, _message(ref, n, claim, str(expires_at)))
        path = f"/api/v1/upload/{ref}/parts/{n}"
        return PartUrl(
            url=f"{self._base}{path}?exp={expires_at}&sig={signature}",
            headers=part_headers(claim),
            expires_at=expires_at,
        )

    def check(self, ref: str, n: int, claim: PartClaim, *, exp: str, sig: str) -> None:
        """Raises PartUrlTampered unless every part of it was signed; then PartUrlExpired if old."""
        if not _EXPIRY.fullmatch(exp) or not _SIGNATURE.fullmatch(sig):
            raise PartUrlTampered
        if not verify(self._key, _message(ref, n, claim, exp), sig):
            raise PartUrlTampered
        if int(exp) < time.time():
            raise PartUrlExpired


def _message(ref: str, n: int, claim: PartClaim, exp: str) -> str:
    return "\n".join([ref, str(n), str(claim.length), claim.md5, claim.sha256, exp])


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


def _hex(text: str, size: int) -> str:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise PartUrlTampered from None
    if len(raw) != size:
        raise PartUrlTampered
    return raw.hex()
