"""`python -m tests.tour.readme FOLDER`: small copies of the tour's pictures, for the README."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tests.support.stack import ROOT

PICTURES = ROOT / "studio" / "pictures"
SHOWN = {
    "sound": "??-versions-dark-1280.png",
    "stems": "??-stems-dark-1280.png",
    "release": "??-release-light-1280.png",
    "calendar": "??-releases-dark-1280.png",
    "page": "page-desktop-dark.png",
}
WIDTH, QUALITY = 960, 80


def main(folder: Path) -> None:
    """Writes each as WebP; fails where the tour did not take one."""
    PICTURES.mkdir(exist_ok=True)
    for name, pattern in SHOWN.items():
        taken = sorted(folder.glob(pattern))
        if not taken:
            sys.exit(f"{folder} has no {pattern}: run scripts/tour.sh {folder} first")
        with Image.open(taken[0]) as whole:
            small = whole.convert("RGB").resize((WIDTH, round(whole.height * WIDTH / whole.width)))
            small.save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
