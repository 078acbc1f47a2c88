"""What `acetate up` was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (a translation, nothing listens here)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpOptions:
    """Options of one start."""

    data_dir: Path
    port: int = 8080
    host: str = "127.0.0.1"
    public_url: str | None = None
    demo: bool = False
    detach: bool = False

    @property
    def reachable_host(self) -> str:
        """The address under which this machine itself reaches the server."""
        return ANY.get(self.host, self.host)

    @property
    def address(self) -> str:
        """What people type."""
        host = f"[{self.reachable_host}]" if ":" in self.reachable_host else self.reachable_host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")
