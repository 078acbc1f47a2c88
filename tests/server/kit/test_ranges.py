"""The range table of RFC 9110 section 14 and the conditions of section 13."""

from __future__ import annotations

import pytest

from server.kit.ranges import Known, Selection, select

KNOWN = Known(size=1000, etag='"5f00-3e8"', modified=1_700_000_000)
WHOLE = Selection(200, 0, 1000)
DATE = KNOWN.last_modified
EARLIER = "Tue, 14 Nov 2023 22:13:19 GMT"
LATER = "Tue, 14 Nov 2023 22:13:21 GMT"


class TestSelect:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("bytes=0-0", Selection(206, 0, 1)),
            ("bytes=0-9", Selection(206, 0, 10)),
            ("bytes=100-", Selection(206, 100, 900)),
            ("bytes=999-", Selection(206, 999, 1)),
            ("bytes=0-999", Selection(206, 0, 1000)),
            ("bytes=0-5000", Selection(206, 0, 1000)),
            ("bytes=-5", Selection(206, 995, 5)),
            ("bytes=-5000", Selection(206, 0, 1000)),
            ("Bytes = 3-4 ", Selection(206, 3, 2)),
            ("bytes=1000-", Selection(416)),
            ("bytes=1000-2000", Selection(416)),
            ("bytes=999999999999-", Selection(416)),
            ("bytes=-0", Selection(416)),
            ("bytes=5-2", WHOLE),
            ("bytes=0-1,5-6", WHOLE),
            ("bytes=a-b", WHOLE),
            ("bytes=-", WHOLE),
            ("bytes=", WHOLE),
            ("bytes=--5", WHOLE),
            ("bytes=1-2-3", WHOLE),
            ("bytes=+1-2", WHOLE),
            ("bytes=１-２", WHOLE),
            ("bytes=" + "9" * 40 + "-", WHOLE),
            ("items=0-9", WHOLE),
            ("", WHOLE),
        ],
    )
    def test_range(self, asked: str, expected: Selection) -> None:
        assert select({"range": asked}, KNOWN) == expected

    def test_nothing_asked(self) -> None:
        assert select({}, KNOWN) == WHOLE

    def test_head_knows_no_ranges(self) -> None:
        assert select({"range": "bytes=0-9"}, KNOWN, head=True) == WHOLE

    @pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-1"])
    def test_nothing_of_nothing(self, asked: str) -> None:
        empty = Known(0, '"e"', 0)
        assert select({"range": asked}, empty) == Selection(416)
        assert select({}, empty) == Selection(200, 0, 0)

    @pytest.mark.parametrize(
        ("condition", "status"),
        [
            (KNOWN.etag, 206),
            ('"other"', 200),
            (f"W/{KNOWN.etag}", 200),
            (DATE, 206),
            (EARLIER, 200),
            (LATER, 200),
            ("nonsense", 200),
        ],
    )
    def test_if_range(self, condition: str, status: int) -> None:
        found = select({"range": "bytes=0-9", "if-range": condition}, KNOWN)
        assert found.status == status

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"if-none-match": KNOWN.etag}, 304),
            ({"if-none-match": f"W/{KNOWN.etag}"}, 304),
            ({"if-none-match": f'"a", {KNOWN.etag}'}, 304),
            ({"if-none-match": "*"}, 304),
            ({"if-none-match": '"a"'}, 200),
            ({"if-none-match": '"a"', "if-modified-since": DATE}, 200),
            ({"if-modified-since": DATE}, 304),
            ({"if-modified-since": LATER}, 304),
            ({"if-modified-since": EARLIER}, 200),
            ({"if-modified-since": "never"}, 200),
            ({"if-none-match": KNOWN.etag, "range": "bytes=0-9"}, 304),
        ],
    )
    def test_conditions(self, headers: dict[str, str], status: int) -> None:
        assert select(headers, KNOWN).status == status
