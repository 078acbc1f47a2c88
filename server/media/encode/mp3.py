"""MP3 at 320 kbit/s with a Xing header (exact length) and ID3v2.4 tags: the fallback for all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from server.media.encode.convert import Shape
from sync.sound.samples import Floats

BIT_RATE = 320_000
# LAME in the wheels of PyAV 18 is built without optimisation (3.5 times the work of PyAV 19's).
# There it does without noise shaping, which 320 kbit/s hardly needs: total error is the same.
_QUALITY = "3" if int(av.__version__.partition(".")[0]) >= 19 else "7"
# Names of FFmpeg's ID3 writer; anything else would become a TXXX frame.
_TAGS = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "album_artist": "album_artist",
    "track": "track",
    "date": "date",
    "genre": "genre",
    "composer": "composer",
    "copyright": "copyright",
    "isrc": "TSRC",
}


class Mp3Writer:
    """(n, channels) float32 in, one finished file out."""

    def __init__(self, path: Path, shape: Shape, tags: Mapping[str, str]) -> None:
        self.samples = 0
        self._clock = Fraction(1, shape.rate)
        self._shape = shape
        self._file = av.open(
            f"file:{path}",
            "w",
            format="mp3",
            options={"write_xing": "1", "id3v2_version": "4", "fflags": "+bitexact"},
        )
        self._file.metadata.update(
            {_TAGS[name]: text for name, text in tags.items() if name in _TAGS and text}
        )
        self._stream = self._file.add_stream(
            "libmp3lame", rate=shape.rate, options={"compression_level": _QUALITY}
        )
        context = self._stream.codec_context
        context.bit_rate = BIT_RATE
        context.layout = shape.layout
        context.format = "fltp"
        context.thread_count = 1

    def add(self, samples: Floats) -> None:
        """Take the next samples."""
        planes = np.ascontiguousarray(samples.T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=self._shape.layout)
        frame.sample_rate = self._shape.rate
        frame.time_base = self._clock
        frame.pts = self.samples
        self.samples += len(samples)
        self._file.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Flush the encoder and complete the Xing header."""
        self._file.mux(self._stream.encode(None))
        self._file.close()

    def close(self) -> None:
        """Give the file up after a failure."""
        self._file.close()
