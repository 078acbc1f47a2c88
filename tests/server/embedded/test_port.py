"""The web server's port: free or not, serving or not."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from server.embedded.options import UpOptions
from server.embedded.port import check_free, serves
from server.embedded.problems import StartProblem


def options(port: int, host: str = "127.0.0.1") -> UpOptions:
    """A start on this port."""
    return UpOptions(data_dir=Path(), port=port, host=host)


class TestCheckFree:
    def test_a_busy_port_is_named_with_the_way_out(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(StartProblem, match=f"Port {port} is in use .* --port {port + 1}"):
                check_free(options(port), after_crash=False)
        check_free(options(port), after_crash=False)

    def test_after_a_crash_it_waits_for_the_old_server_to_die(self) -> None:
        taken = socket.create_server(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        threading.Timer(0.5, taken.close).start()
        began = time.monotonic()
        check_free(options(port), after_crash=True)
        assert time.monotonic() - began >= 0.4

    def test_an_address_of_another_machine(self) -> None:
        with pytest.raises(StartProblem, match=r"Cannot listen on 192\.0\.2\.1"):
            check_free(options(8080, "192.0.2.1"), after_crash=False)


class TestServes:
    @pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False)])
    def test_only_200_counts(self, status: int, expected: bool) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert self.path == "/api/v1/ready"
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        with HTTPServer(("127.0.0.1", 0), Answer) as server:
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            assert serves(options(server.server_port)) is expected
            thread.join()

    def test_silence_does_not(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as mute:
            assert not serves(options(mute.getsockname()[1]))
