"""The upload's journal: what was acknowledged is read back, whatever the last crash left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit.objects import StoredPart, UploadMissing
from server.kit.objects.journal import Journal, Plan

PLAN = Plan(bucket="originals", key="a", size=25, part_size=10, content_type="audio/wav")


def part(n: int, etag: str = "0" * 32) -> StoredPart:
    return StoredPart(n=n, size=10, etag=etag, md5=etag, sha256="1" * 64)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "log", "ref")
    journal.create(PLAN)
    return journal


class TestPlan:
    def test_spans(self) -> None:
        assert [PLAN.span(n) for n in range(1, PLAN.count + 1)] == [(0, 10), (10, 10), (20, 5)]

    def test_smaller_than_a_part(self) -> None:
        assert Plan(bucket="b", key="k", size=3, part_size=10, content_type="a/b").span(1) == (0, 3)


class TestRead:
    def test_newest_line_wins(self, journal: Journal) -> None:
        journal.add(part(2))
        journal.add(part(1))
        journal.void(2)
        journal.add(part(1, "a" * 32))
        assert journal.read() == (PLAN, {1: part(1, "a" * 32)})

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(UploadMissing):
            Journal(tmp_path / "none", "ref").read()

    def test_empty(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(b"")
        with pytest.raises(UploadMissing):
            Journal(tmp_path / "log", "ref").read()

    @given(cut=st.integers(0, 400), more=st.booleans())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    def test_torn_line_does_not_count(self, tmp_path: Path, cut: int, more: bool) -> None:
        path = tmp_path / "log"
        path.unlink(missing_ok=True)
        journal = Journal(path, "ref")
        journal.create(PLAN)
        ends = [path.stat().st_size]
        for n in (1, 2, 3):
            journal.add(part(n))
            ends.append(path.stat().st_size)
        keep = min(ends[0] + cut, ends[-1])
        path.write_bytes(path.read_bytes()[:keep])
        whole = {n: part(n) for n in (1, 2, 3) if ends[n] <= keep}
        if more:
            journal.add(part(7))
            whole[7] = part(7)
        assert journal.read() == (PLAN, whole)


class TestAppend:
    def test_missing_is_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(UploadMissing):
            Journal(tmp_path / "none", "ref").add(part(1))
        assert list(tmp_path.iterdir()) == []
