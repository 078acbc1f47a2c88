"""Whether parts make up a whole, asked alike of every store."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from server.kit.objects.errors import PartRejected, PartsMissing
from server.kit.objects.values import StoredPart

_MD5 = re.compile(r"[0-9a-f]{32}")


def check_whole(
    named: Sequence[tuple[int, str]], held: Sequence[StoredPart], count: int, *, size: int
) -> None:
    """That `named`, as (n, etag), is parts 1 to `count`, each held, `size` bytes together.

    Raises PartsMissing with the numbers that are not named or not held, PartRejected.
    """
    numbers = sorted(n for n, _ in named)
    wanted = set(range(1, count + 1))
    missing = sorted((wanted - set(numbers)) | (set(numbers) - {part.n for part in held}))
    if missing:
        raise PartsMissing(missing)
    sizes = {(part.n, part.etag): part.size for part in held}
    for n, etag in named:
        if (n, etag) not in sizes:
            raise PartRejected(n, "the store holds it with another ETag")
    if numbers != sorted(wanted) or sum(sizes[part] for part in named) != size:
        raise PartRejected(numbers[-1], f"the parts do not make up {size} bytes")


def composite_etag(named: Sequence[tuple[int, str]]) -> str | None:
    """The ETag that S3 gives to parts joined: MD5 of their MD5s, and their number.

    None where the ETags are not MD5s, as with encryption by a managed key.
    """
    if not all(_MD5.fullmatch(etag) for _, etag in named):
        return None
    joined = b"".join(bytes.fromhex(etag) for _, etag in named)
    return f"{hashlib.md5(joined, usedforsecurity=False).hexdigest()}-{len(named)}"
