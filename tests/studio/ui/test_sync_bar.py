"""The strip at the foot: never up to date while something is on its way."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from studio.actions.pace import Meter
from studio.ui.sync_bar import SyncBar
from sync.client import events
from sync.client.status import Phase, Status

FILE, FILE_ID = Path("night drive.wav"), UUID(int=1)


@pytest.fixture
def bar(app: QApplication) -> SyncBar:
    return SyncBar()


def tell(bar: SyncBar, meter: Meter, event: events.Event) -> None:
    bar.show_upload(FILE, meter.hear(event))


class TestStand:
    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (Status(phase=Phase.UP_TO_DATE), "Up to date"),
            (Status(phase=Phase.UP_TO_DATE, files=1), "Not all sent yet"),
            (Status(phase=Phase.UP_TO_DATE, unsent=2), "Not all sent yet"),
            (Status(phase=Phase.OFFLINE, unsent=2, files=1), "Offline"),
        ],
    )
    def test_says_whether_all_is_sent(self, bar: SyncBar, status: Status, said: str) -> None:
        bar.show_status(status)
        assert bar.phase.text() == said

    def test_says_what_is_on_its_way_until_it_is_there(self, bar: SyncBar) -> None:
        meter, waiting = Meter(), Status(phase=Phase.UP_TO_DATE, unsent=1, files=2)
        bar.show_status(waiting)
        tell(bar, meter, events.Uploading(FILE, 0, 9000, 0))
        tell(bar, meter, events.Moving(FILE, 4500))
        assert bar.phase.text() == "Sending"
        assert bar.figure.text() == "night drive.wav · 50 %"
        bar.show_status(waiting)
        assert bar.phase.text() == "Sending"
        tell(bar, meter, events.Done(FILE, asset_id=FILE_ID, sent=9000))
        assert bar.phase.text() == "Not all sent yet"
        assert bar.bar.isHidden()
        bar.show_status(Status(phase=Phase.UP_TO_DATE))
        assert bar.phase.text() == "Up to date"
