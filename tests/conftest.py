"""What holds for every test: nothing leaves this computer."""

import socket
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def nothing_leaves_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"A test tried to reach {address[0]}; save what it needs as a file.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
