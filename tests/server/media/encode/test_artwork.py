"""Covers of every honest kind, and the others."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from server.media.encode.artwork import CoverError, write_artwork
from server.media.encode.plan import FailureCode, Step
from tests.server.media.encode.conftest import Run
from tests.support.audio import music, write_encoded, write_wav
from tests.support.corpus import add_flac_picture, png


def picture(mode: str, size: tuple[int, int], color: object, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


def made(raw: bytes, folder: Path) -> Image.Image:
    """The large picture of two."""
    paths = write_artwork(raw, folder)
    assert [path.name for path in paths] == ["art-1000.jpg", "art-200.jpg"]
    with Image.open(paths[0]) as image:
        image.load()
        assert (image.mode, image.format) == ("RGB", "JPEG")
        return image


def close(found: object, wanted: tuple[int, int, int], *, by: int = 4) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= by for a, b in zip(found, wanted, strict=True))


class TestWriteArtwork:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_kinds(self, kind: str, tmp_path: Path) -> None:
        image = made(picture("RGB", (1600, 1600), (200, 30, 60), kind), tmp_path)
        assert image.size == (1000, 1000)
        assert close(image.getpixel((500, 500)), (200, 30, 60))
        with Image.open(tmp_path / "art-200.jpg") as small:
            assert small.size == (200, 200)

    def test_is_never_enlarged(self, tmp_path: Path) -> None:
        assert made(picture("RGB", (300, 300), "red", "PNG"), tmp_path).size == (300, 300)

    def test_takes_the_middle_square(self, tmp_path: Path) -> None:
        wide = Image.new("RGB", (3000, 1000), "blue")
        wide.paste("yellow", (1000, 0, 2000, 1000))
        out = io.BytesIO()
        wide.save(out, "PNG")
        image = made(out.getvalue(), tmp_path)
        assert image.size == (1000, 1000)
        assert close(image.getpixel((20, 500)), (255, 255, 0))

    def test_turns_as_exif_says(self, tmp_path: Path) -> None:
        tall = Image.new("RGB", (600, 600), "blue")
        tall.paste("red", (0, 0, 600, 300))
        exif = Image.Exif()
        exif[0x0112] = 3  # upside down
        out = io.BytesIO()
        tall.save(out, "JPEG", exif=exif, quality=95)
        image = made(out.getvalue(), tmp_path)
        assert close(image.getpixel((300, 50)), (0, 0, 255), by=8)
        assert not image.getexif()

    def test_transparency_lies_on_white(self, tmp_path: Path) -> None:
        image = made(picture("RGBA", (300, 300), (0, 0, 0, 0), "PNG"), tmp_path)
        assert close(image.getpixel((9, 9)), (255, 255, 255))

    @pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("L", "PNG"), ("P", "PNG")])
    def test_other_colour_models(self, mode: str, kind: str, tmp_path: Path) -> None:
        color: object = (0, 0, 0, 0) if mode == "CMYK" else 0
        made(picture(mode, (300, 300), color, kind), tmp_path)

    def test_sixteen_bit_grey_keeps_its_level(self, tmp_path: Path) -> None:
        image = made(picture("I;16", (300, 300), 32_768, "PNG"), tmp_path)
        assert close(image.getpixel((9, 9)), (128, 128, 128))

    def test_colours_follow_the_profile(self, tmp_path: Path) -> None:
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image = made(picture("RGB", (300, 300), (200, 30, 60), "PNG", icc_profile=lab), tmp_path)
        assert close(image.getpixel((9, 9)), (200, 30, 60))

    def test_a_broken_profile_is_ignored(self, tmp_path: Path) -> None:
        raw = picture("RGB", (300, 300), (200, 30, 60), "PNG", icc_profile=b"nonsense")
        assert close(made(raw, tmp_path).getpixel((9, 9)), (200, 30, 60))

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"text",
            png(300, 300)[:60],
            b"\x89PNG\r\n\x1a\n" + bytes(40),
            b"<svg/>",
            b"BM" * 99,
        ],
    )
    def test_refuses_what_is_no_picture(self, raw: bytes, tmp_path: Path) -> None:
        with pytest.raises(CoverError):
            write_artwork(raw, tmp_path)

    def test_refuses_a_bomb_before_unpacking_it(self, tmp_path: Path) -> None:
        with pytest.raises(CoverError, match="30000x30000"):
            write_artwork(png(30_000, 30_000), tmp_path)


class TestStep:
    async def test_takes_the_embedded_cover(self, run: Run, tmp_path: Path) -> None:
        source = write_encoded(tmp_path / "a.flac", music(0.5))
        add_flac_picture(source, picture("RGB", (1400, 1400), "teal", "PNG"), 1400)
        heard = await run(source, required=(), optional=(Step.ARTWORK,))
        (only,) = heard.outcome.made
        assert [file.key for file in only.files] == ["art-1000.jpg", "art-200.jpg"]

    async def test_prefers_the_given_one(self, run: Run, tmp_path: Path) -> None:
        cover = tmp_path / "cover.webp"
        cover.write_bytes(picture("RGB", (640, 640), (10, 120, 40), "WEBP"))
        source = write_wav(tmp_path / "a.wav", music(0.5))
        heard = await run(source, required=(), optional=(Step.ARTWORK,), cover=str(cover))
        with Image.open(heard.path("art-1000.jpg")) as image:
            assert close(image.getpixel((300, 300)), (10, 120, 40))

    async def test_without_any_cover_there_is_nothing_to_make(
        self, run: Run, tmp_path: Path
    ) -> None:
        source = write_wav(tmp_path / "a.wav", music(0.5))
        heard = await run(source, required=(), optional=(Step.ARTWORK,))
        (only,) = heard.outcome.made
        assert only.files == ()

    async def test_a_bad_cover_harms_nothing_else(self, run: Run, tmp_path: Path) -> None:
        cover = tmp_path / "cover.png"
        cover.write_bytes(b"not a picture")
        source = write_wav(tmp_path / "a.wav", music(0.5))
        heard = await run(source, optional=(Step.ARTWORK, Step.MP3), cover=str(cover))
        (failed,) = heard.outcome.failed
        assert (failed.step, failed.failure.code) == (Step.ARTWORK, FailureCode.COVER)
        assert [item.step for item in heard.outcome.made] == [Step.MP3]


class TestLargePictures:
    def test_forty_eight_million_pixels_keep_turn_and_transparency(self, tmp_path: Path) -> None:
        large = Image.new("RGBA", (6_900, 6_900), (0, 0, 255, 255))
        large.paste((0, 0, 0, 0), (0, 0, 6_900, 3_450))
        exif = Image.Exif()
        exif[0x0112] = 3  # upside down
        out = io.BytesIO()
        large.save(out, "PNG", exif=exif, compress_level=1)
        image = made(out.getvalue(), tmp_path)
        assert image.size == (1000, 1000)
        assert close(image.getpixel((500, 100)), (0, 0, 255))
        assert close(image.getpixel((500, 900)), (255, 255, 255))
