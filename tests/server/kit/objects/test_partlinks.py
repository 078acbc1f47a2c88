"""Part URLs of the folder store: whatever is changed in one is seen."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from server.kit.objects import PartClaim, PartUrlExpired, PartUrlTampered
from server.kit.objects.partlinks import PartSigner, claim_of
from tests.support.stores import claim_for

SIGNER = PartSigner("a secret that only the tests use", "https://example.org/")
REF = "01a20486-3c3c-71f1-af9d-4dbbedb5c119"
CLAIM = claim_for(b"a part")


def signed(expires_s: int = 60) -> tuple[str, str]:
    """(exp, sig) of a URL."""
    url = urlsplit(SIGNER.url(REF, 2, CLAIM, expires_s=expires_s).url)
    query = parse_qs(url.query)
    return query["exp"][0], query["sig"][0]


class TestUrl:
    def test_leads_to_the_route_of_the_server(self) -> None:
        to = SIGNER.url(REF, 2, CLAIM, expires_s=60)
        assert to.url.startswith(f"https://example.org/api/v1/upload/{REF}/parts/2?exp=")
        assert to.headers["Content-MD5"] == base64.b64encode(bytes.fromhex(CLAIM.md5)).decode()


class TestCheck:
    def test_ours(self) -> None:
        exp, sig = signed()
        SIGNER.check(REF, 2, CLAIM, exp=exp, sig=sig)

    def test_expired(self) -> None:
        exp, sig = signed(-1)
        with pytest.raises(PartUrlExpired):
            SIGNER.check(REF, 2, CLAIM, exp=exp, sig=sig)

    @pytest.mark.parametrize(
        "claim",
        [
            replace(CLAIM, length=7),
            replace(CLAIM, md5="0" * 32),
            replace(CLAIM, sha256="0" * 64),
        ],
    )
    def test_other_claim(self, claim: PartClaim) -> None:
        exp, sig = signed()
        with pytest.raises(PartUrlTampered):
            SIGNER.check(REF, 2, claim, exp=exp, sig=sig)

    def test_other_upload_number_or_time(self) -> None:
        exp, sig = signed(-1)
        later = str(int(time.time()) + 60)
        for ref, n, when in [(REF[:-1] + "8", 2, exp), (REF, 3, exp), (REF, 2, later)]:
            with pytest.raises(PartUrlTampered):
                SIGNER.check(ref, n, CLAIM, exp=when, sig=sig)

    def test_other_secret(self) -> None:
        exp, sig = signed()
        with pytest.raises(PartUrlTampered):
            PartSigner("another", "").check(REF, 2, CLAIM, exp=exp, sig=sig)

    @pytest.mark.parametrize("sig", ["", "x", "é" * 43, "\ud800" * 43, "A" * 43, "A" * 10_000])
    def test_no_signature(self, sig: str) -> None:
        with pytest.raises(PartUrlTampered):
            SIGNER.check(REF, 2, CLAIM, exp=signed()[0], sig=sig)

    @pytest.mark.parametrize("exp", ["", "-1", "1e9", "٣", "9" * 5000])
    def test_no_time(self, exp: str) -> None:
        with pytest.raises(PartUrlTampered):
            SIGNER.check(REF, 2, CLAIM, exp=exp, sig=signed()[1])


class TestClaimOf:
    def test_headers_of_our_own_url(self) -> None:
        headers = SIGNER.url(REF, 2, CLAIM, expires_s=60).headers
        assert claim_of({**headers, "Content-Length": "6"}) == CLAIM

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Content-Length", ""),
            ("Content-Length", "-6"),
            ("Content-Length", "6, 6"),
            ("Content-MD5", ""),
            ("Content-MD5", "AAAA"),
            ("Content-MD5", "not base64!"),
            ("x-amz-checksum-sha256", ""),
            ("x-amz-checksum-sha256", "é"),
            ("x-amz-checksum-sha256", CLAIM.sha256),
        ],
    )
    def test_damaged(self, name: str, text: str) -> None:
        headers = {**SIGNER.url(REF, 2, CLAIM, expires_s=60).headers, "Content-Length": "6"}
        with pytest.raises(PartUrlTampered):
            claim_of({**headers, name: text})
