"""The codec contexts: samples in, packets out, with the settings that were measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.stream import Stream

from server.media.encode.convert import Shape
from sync.sound.samples import Floats, Ints

Packets = list["av.Packet[Stream]"]

# Samples that a decoder must drop at the start: libopus' look-ahead of 6.5 ms at 48 kHz (also
# PreSkip), AAC-LC's one frame, LAME's 576 of encoder and 529 of decoder delay.
PRIMING = {"opus": 312, "aac": 1024, "mp3": 1105, "flac": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How one codec is set. Bit rates are per second, for mono and for stereo."""

    encoder: str
    sample_format: str
    bit_rates: tuple[int, int]
    options: Mapping[str, str] = field(default_factory=dict)


OPUS = Setting(
    encoder="libopus",
    sample_format="flt",
    bit_rates=(96_000, 160_000),
    options={"application": "audio"},
)
# The fast coder without its two lossy tools: half the time of the default and less error in
# every band at 256 kbit/s (measured against the source).
AAC = Setting(
    encoder="aac",
    sample_format="fltp",
    bit_rates=(160_000, 256_000),
    options={"aac_coder": "fast", "aac_pns": "0", "aac_is": "0"},
)


def open_context(setting: Setting, shape: Shape) -> AudioCodecContext:
    """An opened encoder of one thread."""
    context = cast(AudioCodecContext, av.CodecContext.create(setting.encoder, "w"))
    context.sample_rate = shape.rate
    context.layout = shape.layout
    context.format = setting.sample_format
    context.bit_rate = setting.bit_rates[shape.channels - 1]
    context.thread_count = 1
    context.options = dict(setting.options)
    context.open()
    return context


def open_flac(rate: int, layout: str, bits: int) -> AudioCodecContext:
    """An opened FLAC encoder of 16 or 24 bits, at most 8 channels."""
    context = av.CodecContext.create("flac", "w")
    context.sample_rate = rate
    context.layout = layout
    context.format = "s16" if bits <= 16 else "s32"
    context.thread_count = 1
    context.open()
    return context


def encode_floats(context: AudioCodecContext, samples: Floats) -> Packets:
    """Packets for (n, channels) float32, as far as they are ready."""
    values: Floats = samples.T if context.format.is_planar else samples.reshape(1, -1)
    return context.encode(_frame(context, np.ascontiguousarray(values, dtype=np.float32)))


def encode_ints(context: AudioCodecContext, samples: Ints) -> Packets:
    """As `encode_floats` for packed integers of the context's own width."""
    values: Ints = samples.reshape(1, -1)
    return context.encode(_frame(context, values))


def _frame(context: AudioCodecContext, values: Floats | Ints) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(values, context.format, context.layout)
    frame.sample_rate = context.sample_rate
    return frame
