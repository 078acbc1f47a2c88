"""Painting the waveform of an hour: whole, half way, sample by sample; prints JSON lines.

Run as `python -m tests.bench.studio_waveform`, in Qt's offscreen platform unless told otherwise.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from studio import build
from studio.audio.mixer import Loop
from studio.audio.pcmfile import Pcm, PcmWriter, open_pcm
from studio.audio.pyramid import open_pyramid
from studio.ui import theme
from studio.ui.waveform.markers import Marker, MarkerKind
from studio.ui.waveform.view import View, whole
from studio.ui.waveform.widget import Waveform

RATE, HOUR_S = 48_000, 3600
TARGET_MS, ROUNDS = 8.0, 40
WIDTH, HEIGHT = 1400, 228  # the wave alone is 180 high, as in the measurements of the design
DEEP = {"samples": 1 / 16, "line": 0.5, "raw": 255.0, "bars": 300.0, "minutes": 20_000.0}


def main() -> None:
    """An hour of stereo, with a loop and fifty markers, in the dark theme."""
    build.build()
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme.install(app, "dark")
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        wave = opened(Path(folder))
        full = whole(HOUR_S * RATE, wave.view.width)
        views = {"whole": full} | {name: deep(full, zoom) for name, zoom in DEEP.items()}
        took = {name: paint_ms(wave, view) for name, view in views.items()}
        worst = max(took, key=lambda name: took[name])
        say("studio.waveform_ms", took[worst], slowest=worst, views=took, head=head_ms(wave, full))
        wave.close()


def opened(folder: Path) -> Waveform:
    """The widget with its sound, shown."""
    wave = Waveform()
    wave.resize(WIDTH, HEIGHT)
    wave.show_sound(open_pyramid(hour(folder / "hour.pcm")), RATE)
    wave.set_loop(Loop(RATE * 600, RATE * 1200))
    wave.set_markers(
        [
            Marker(key=str(n), at_ms=n * 72_000, kind=MarkerKind.COMMENT, text="Hm.", who=f"L{n}")
            for n in range(50)
        ]
    )
    wave.show()
    return wave


def deep(full: View, per_pixel: float) -> View:
    """A zoom of the middle of the hour."""
    middle = full.frames / 2.7
    return full.zoomed(full.per_pixel / per_pixel, full.x_of(middle)).revealing(middle)


def paint_ms(wave: Waveform, view: View) -> float:
    """CPU of one paint of a view that is not in the cache, median."""
    target = QImage(wave.size(), QImage.Format.Format_ARGB32_Premultiplied)
    times = []
    for number in range(ROUNDS):
        wave.look(view)
        wave.set_position(round(view.start + view.per_pixel * view.width * number / ROUNDS))
        wave.forget()
        began = time.process_time()
        wave.render(target)
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def head_ms(wave: Waveform, view: View) -> float:
    """CPU of moving the play head by one pixel."""
    target = QImage(wave.size(), QImage.Format.Format_ARGB32_Premultiplied)
    wave.look(view)
    wave.render(target)
    times = []
    for number in range(ROUNDS):
        wave.set_position(round(view.per_pixel * (200 + number)))
        began = time.process_time()
        wave.render(target)
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def hour(path: Path) -> Pcm:
    """Noise that swells and fades, over an hour."""
    rng = np.random.default_rng(3)
    writer = PcmWriter(path, channels=2, dtype=np.dtype(np.int16))
    minute = rng.standard_normal((2, 60 * RATE)) * 4000
    for number in range(HOUR_S // 60):
        swell = 0.3 + 0.7 * abs(np.sin(number / 5))
        writer.add((minute * swell).clip(-32768, 32767).astype(np.int16))
    writer.finish(rate=RATE, source_rate=RATE, source_frames=HOUR_S * RATE, bad_packets=0)
    return open_pcm(path)


def say(name: str, value: float, *, slowest: str, views: dict[str, float], head: float) -> None:
    """One line of JSON."""
    line = {
        "name": name,
        "value": round(value, 3),
        "target": TARGET_MS,
        "ok": value <= TARGET_MS,
        "slowest": slowest,
        "head_ms": round(head, 3),
        **{f"{key}_ms": round(number, 3) for key, number in views.items()},
        "load": round(os.getloadavg()[0], 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
