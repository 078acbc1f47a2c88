"""Tokens: in the keychain of the system, or else in a file that only its owner reads."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

SERVICE = "acetate-studio"


class Keys(Protocol):
    """Where tokens are kept; `where` says it to people."""

    where: str

    def get(self, name: str) -> str | None:
        """The token of this name."""
        ...

    def put(self, name: str, token: str) -> None:
        """Keeps it."""
        ...

    def drop(self, name: str) -> None:
        """Forgets it; fine if it is not there."""
        ...


def open_keys(folder: Path) -> Keys:
    """The keychain if it works, else the file. A file named by ACETATE_STUDIO_HOME stays a file:
    what is carried about must not depend on the machine.
    """
    if "ACETATE_STUDIO_HOME" in os.environ:
        return KeyFile(folder / "tokens.json")
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.get_password(SERVICE, "-")
    except KeyringError:
        return KeyFile(folder / "tokens.json")
    return Keychain()


class Keychain:
    """The system's."""

    where = "the keychain of this computer"

    def get(self, name: str) -> str | None:
        """As Keys says."""
        import keyring

        return keyring.get_password(SERVICE, name)

    def put(self, name: str, token: str) -> None:
        """As Keys says."""
        import keyring

        keyring.set_password(SERVICE, name, token)

    def drop(self, name: str) -> None:
        """As Keys says."""
        import keyring

        if keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)


class KeyFile:
    """A file with mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.where = f"{path}, readable by you only: this computer has no keychain"

    def get(self, name: str) -> str | None:
        """As Keys says."""
        return self._read().get(name)

    def put(self, name: str, token: str) -> None:
        """As Keys says."""
        self._write({**self._read(), name: token})

    def drop(self, name: str) -> None:
        """As Keys says."""
        self._write({k: v for k, v in self._read().items() if k != name})

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def _write(self, tokens: dict[str, str]) -> None:
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(tokens, file)
        new.replace(self._path)
