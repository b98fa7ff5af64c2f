"""A second start of the program on the same data folder brings the first window to the front.

The lock of the folder decides who is second; this only carries the wish over a local socket, named by the folder.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

PATIENCE_MS: Final = 500


def ask_first_window(folder: Path) -> bool:
    """Ask the program that has ``folder`` open to show itself; False when none answers."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    answered = socket.waitForConnected(PATIENCE_MS)
    socket.abort()
    return answered


class FirstWindow(QObject):
    """Listens for second starts and raises what ``window`` gives. Make it while holding the folder's lock.

    A socket left by a crash is removed first: with the lock held it belongs to nobody.
    """

    def __init__(self, folder: Path, window: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_name(folder))
        self._server.newConnection.connect(self._raise)
        self._server.listen(_name(folder))

    def _raise(self) -> None:
        while self._server.hasPendingConnections():
            self._server.nextPendingConnection().deleteLater()
        window = self._window()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()


def _name(folder: Path) -> str:
    return "so-thon-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
