"""Where the built fonts and icons are."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "assets"


class AssetsMissing(RuntimeError):
    """The build has not been run; the message says which."""

    def __init__(self) -> None:
        super().__init__(
            "The studio’s fonts and icons are not built yet. Run: python -m studio.build"
        )


def folder(kind: str) -> Path:
    """The folder of `fonts`, `icons` or `licences`; raises AssetsMissing."""
    found = FOLDER / kind
    if not found.is_dir():
        raise AssetsMissing
    return found
