"""Pictures: any honest JPEG, PNG, WebP or GIF to sRGB JPEGs; covers square, of 1000 and 200.

Loads Pillow (0.1 s): import it only where there is a picture.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

MAX_PIXELS = 50_000_000
SIZES = (1000, 200)
NOTE_WIDTH, NOTE_HEIGHT = 1600, 2400
"""Pixels, at most, of a picture in liner notes: a column of 800 on a screen of double density."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class CoverError(Exception):
    """A picture that cannot be used; the text says why."""


def write_artwork(picture: bytes, out_dir: Path) -> list[Path]:
    """`art-1000.jpg` and `art-200.jpg` (smaller when the picture is; never enlarged).

    Cut to the middle square, turned as EXIF says, colours brought to sRGB, transparency laid on
    white, all metadata dropped. Raises CoverError.
    """
    square = _square(_opened(picture, SIZES[0]))
    return [_save(square, size, out_dir) for size in SIZES]


def write_note(picture: bytes, out_dir: Path) -> Path:
    """`note-<width>x<height>.jpg`: the whole picture, at most NOTE_WIDTH x NOTE_HEIGHT, never
    enlarged; else like write_artwork(). Raises CoverError.
    """
    image = _opened(picture, NOTE_WIDTH)
    image.thumbnail((NOTE_WIDTH, NOTE_HEIGHT), Image.Resampling.LANCZOS)
    path = out_dir / f"note-{image.width}x{image.height}.jpg"
    image.save(path, "JPEG", quality=85, optimize=True, progressive=True)
    return path


def _opened(picture: bytes, side: int) -> Image.Image:
    """Upright and in sRGB; a larger one already made smaller, not below `side` pixels."""
    Image.MAX_IMAGE_PIXELS = None  # its own check is laxer and says less than _check
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(picture), formats=_FORMATS) as image:
                _check(image.width, image.height)
                image.draft("RGB", (2 * side, 2 * side))
                return _srgb(ImageOps.exif_transpose(_shrunk(image, side)))
    except CoverError:
        raise
    except (OSError, ValueError, SyntaxError) as error:
        raise CoverError("The picture is damaged or of an unknown kind.") from error


def _check(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or min(width, height) < 1:
        raise CoverError(
            f"The picture has {width}x{height} pixels; "
            f"at most {MAX_PIXELS // 1_000_000} million are taken."
        )


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """Whole-number reduction before anything copies a large picture again and again."""
    factor = min(image.size) // (2 * side)
    if factor < 2 or image.mode in ("1", "P"):
        return image
    small = image.reduce(factor)
    small.info.update(image.info)
    return small


def _srgb(image: Image.Image) -> Image.Image:
    """RGB in the sRGB space, without transparency."""
    profile = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _eight_bits(image)
    if has_alpha:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    elif image.mode != "CMYK" or not profile:
        image = image.convert("RGB")
    return _by_profile(image, profile) if profile else image


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        turned = None  # a broken profile: the plain numbers are the best guess
    return turned if turned is not None else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.float64)
    top = 65_535.0 if values.max(initial=0) > 255 else 255.0
    return Image.fromarray(np.clip(values * 255 / top, 0, 255).astype(np.uint8), "L")


def _square(image: Image.Image) -> Image.Image:
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def _save(square: Image.Image, size: int, out_dir: Path) -> Path:
    side = min(size, square.width)
    path = out_dir / f"art-{size}.jpg"
    small = square.resize((side, side), Image.Resampling.LANCZOS)
    small.save(path, "JPEG", quality=88, optimize=True, progressive=True)
    return path
