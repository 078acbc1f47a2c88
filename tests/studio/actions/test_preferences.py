"""Settings that are saved, and the cache that is cleared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio import settings
from studio.actions import preferences
from studio.settings import Places, Settings


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path))
    return settings.places()


class TestSettings:
    def test_all_come_back(self, places: Places) -> None:
        chosen = Settings(
            theme="light",
            device_name="Tower",
            upload_rate=500_000,
            output_device="Monitors",
            match_loudness=True,
            notify=False,
            cache_bytes=2**30,
            welcomed=True,
        )
        settings.save(places, chosen)
        assert settings.load(places) == chosen

    @pytest.mark.parametrize(
        "raw",
        [
            {"upload_rate": True, "cache_bytes": -1, "notify": "yes", "device_name": 3},
            {"theme": "pink", "welcomed": 1, "output_device": None},
        ],
    )
    def test_nonsense_counts_as_not_set(self, places: Places, raw: dict[str, object]) -> None:
        (places.config / "settings.json").write_text(json.dumps(raw))
        assert settings.load(places) == Settings()


class TestCache:
    async def test_is_measured_and_cleared_and_the_library_stays(self, places: Places) -> None:
        (places.cache / "sound").mkdir()
        (places.cache / "sound" / "a.pcm").write_bytes(b"0" * 1000)
        (places.data / "library.db").write_bytes(b"1" * 10)
        found = await preferences.space(places)
        assert (found.library, found.cache) == (10, 1000)
        assert await preferences.clear_cache(places) == 1000
        found = await preferences.space(places)
        assert (found.library, found.cache) == (10, 0)
