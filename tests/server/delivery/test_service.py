"""When grants end, and what is in them."""

from __future__ import annotations

import pytest

from server.delivery import service
from server.kit.config import Settings
from server.kit.errors import AppError
from sync.wire.ids import new_id
from sync.wire.problems import Code

NOW = 1_795_000_123.7


class TestExpiry:
    def test_is_rounded_up_so_that_addresses_last(self) -> None:
        found = {service.expiry(NOW + s, 3600) for s in range(0, 300, 10)}
        assert len(found) == 1
        assert found.pop() % service.WINDOW_S == 0

    @pytest.mark.parametrize("now", [NOW, 1_795_000_500.0, 1_795_000_499.999])
    def test_never_gives_less_than_asked(self, now: float) -> None:
        assert 3600 <= service.expiry(now, 3600) - int(now) < 3600 + service.WINDOW_S

    def test_never_outlives_what_is_granted(self) -> None:
        end = int(NOW) + 100
        assert service.expiry(NOW, 3600, end) == end


class TestPlaylistGrant:
    def test_is_good_until_it_ends(self, settings: Settings) -> None:
        version, end = new_id(), int(NOW) + 60
        text = service.playlist_url(settings, version, end).partition("grant=")[2]
        assert service.check_playlist_grant(settings, version, text, NOW) == end
        with pytest.raises(AppError) as caught:
            service.check_playlist_grant(settings, version, text, end + 1)
        assert caught.value.code is Code.EXPIRED

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
            lambda text: str(int(text[:10]) + 1) + text[10:],
            lambda text: text[:10],
            lambda text: "",
            lambda text: "ü" + text,
            lambda text: text + "ü",
        ],
    )
    def test_of_others_is_none(self, settings: Settings, spoil: object) -> None:
        version = new_id()
        text = service.playlist_url(settings, version, int(NOW) + 60).partition("grant=")[2]
        wrong = spoil(text)  # type: ignore[operator]
        assert service.check_playlist_grant(settings, version, wrong, NOW) is None
        assert service.check_playlist_grant(settings, new_id(), text, NOW) is None
