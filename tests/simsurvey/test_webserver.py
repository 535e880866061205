import os
import socket
import subprocess
import sys

from tests.environment import PROJECT
from tests.journeys.running import PATIENCE_SECONDS, eventually


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int, request: bytes) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            return connection.recv(4096)
    except ConnectionRefusedError:
        return b""


def test_no_address_of_a_visitor_is_written_down(tmp_path):
    port = free_port()
    log = tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*(sys.executable, "-m", "gunicorn"), "-c", "python:simsurvey.webserver"],
            cwd=PROJECT,
            env={
                **os.environ,
                "SIMSURVEY_DATA_DIR": str(tmp_path),
                "WEB_CONCURRENCY": "1",
                "GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port}",
            },
            stdout=output,
            stderr=output,
        )
    try:
        eventually(
            lambda: b"400 Bad Request" in ask(port, b"no request at all\r\n\r\n"), log.read_text
        )
        ask(port, b"GET /nowhere/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    finally:
        server.terminate()
        server.wait()

    assert "127.0.0.1" not in log.read_text().replace(f"127.0.0.1:{port}", "")
