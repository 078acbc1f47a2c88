"""One studio a library: a second one hands its files to the first, and goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDir, QObject

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

ANSWER_MS = 1000
MOST_BYTES = 1_000_000


def name_of(library: Path) -> str:
    """Under which name the studio of a library can be reached on this machine."""
    digest = QCryptographicHash.hash(str(library).encode(), QCryptographicHash.Algorithm.Sha256)
    return f"acetate-studio-{digest.toHex().toStdString()[:16]}"


def may_be_open(library: Path) -> bool:
    """Without loading the network: whether it is worth asking.

    QLocalServer listens in QDir.tempPath(), but on Windows (Qt's documentation of listen()).
    """
    return sys.platform == "win32" or Path(QDir.tempPath(), name_of(library)).exists()


def hand_over(library: Path, files: Sequence[Path]) -> bool:
    """Gives the files to the studio that is open; False if none is."""
    if not may_be_open(library):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name_of(library))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    told = json.dumps([str(file.absolute()) for file in files]).encode()
    socket.write(told + b"\n")
    socket.flush()
    while socket.bytesAvailable() == 0 and socket.waitForReadyRead(ANSWER_MS):
        pass
    heard = socket.bytesAvailable() > 0
    socket.disconnectFromServer()
    return heard


class Reception(QObject):
    """Takes what other instances hand over: `bring` gets the files, perhaps none."""

    def __init__(
        self, library: Path, bring: Callable[[list[str]], None], parent: QObject | None = None
    ) -> None:
        from PySide6.QtNetwork import QLocalServer

        super().__init__(parent)
        self.bring = bring
        self.server = QLocalServer(self)
        self.server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self.server.newConnection.connect(self.take)
        name = name_of(library)
        if not self.server.listen(name):  # left behind by one that was killed: nobody answers it
            QLocalServer.removeServer(name)
            self.server.listen(name)

    def take(self) -> None:
        """Somebody is there."""
        socket = self.server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: self.read(socket))
        if socket.canReadLine():
            self.read(socket)

    def read(self, socket: QLocalSocket) -> None:
        """A line of JSON: a list of paths. Anything else is nobody we know."""
        if not socket.canReadLine():
            if socket.bytesAvailable() > MOST_BYTES:
                socket.abort()
            return
        try:
            files = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        if isinstance(files, list):
            self.bring([file for file in files if isinstance(file, str)])

    def close(self) -> None:
        """Nobody is taken any more."""
        self.server.close()
