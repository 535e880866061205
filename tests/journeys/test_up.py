"""`manage.py up`: it answers, survives the death of its parts, and leaves nothing behind."""

import os
import signal
import socket

import pytest

from simsurvey.health import answers
from tests.journeys.conftest import Start
from tests.journeys.running import PATIENCE_SECONDS, eventually

pytestmark = pytest.mark.skipif(
    not os.path.isdir("/proc/self"),  # noqa: PTH112
    reason="processes are told apart by /proc, which this system lacks",
)


def test_up_answers_and_leaves_no_process_when_it_is_told_to_end(start: Start) -> None:
    site = start("up", "--port", "0")
    port = int(site.address.rpartition(":")[2])

    status, page = site.get("/admin/login/")
    site.process_running("celery")
    healthy = answers("localhost", port, timeout=PATIENCE_SECONDS)
    of_another = answers("another-site.example.org", port, timeout=PATIENCE_SECONDS)
    code = site.stop(signal.SIGTERM)

    assert (status, healthy, of_another, code) == (200, True, False, 0)
    assert "csrfmiddlewaretoken" in page
    assert not answers("localhost", port)
    assert site.processes() == {}


@pytest.mark.embedded
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_up_leaves_no_process_when_its_terminal_ends_it(start: Start, how: signal.Signals) -> None:
    site = start("up", "--port", "0")
    site.process_running("celery")

    assert site.stop(how) == 0
    assert site.processes() == {}


def test_who_is_killed_is_started_again_and_nobody_is_refused(start: Start) -> None:
    site = start("up", "--port", "0", "--workers", "2")
    first = site.process_running("celery")
    second = site.process_running("celery", besides=[first])
    commands = site.processes()
    assert commands[first] != commands[second]
    assert site.get("/admin/login/")[0] == 200

    os.kill(first, signal.SIGKILL)
    third = site.process_running("celery", besides=[first, second])
    os.kill(site.process_running("gunicorn"), signal.SIGKILL)
    site.said("The web server ended by SIGKILL")

    assert site.processes()[third] == commands[first]
    assert site.said(
        r"The worker \S* ?ended by SIGKILL \(see .*worker-\d.log\); it starts again in 1 s"
    )
    assert site.get("/admin/login/")[0] == 200


@pytest.mark.embedded
def test_a_killed_supervisor_leaves_no_process_and_its_folder_serves_again(start: Start) -> None:
    killed = start("up", "--port", "0")
    assert killed.get("/admin/login/")[0] == 200
    killed.process_running("celery")

    killed.stop(signal.SIGKILL)
    eventually(lambda: not killed.processes(), lambda: f"left behind: {killed.processes()}")
    again = start("up", "--port", "0")

    assert again.get("/admin/login/")[0] == 200


@pytest.mark.embedded
def test_a_taken_port_is_said_before_anything_starts(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        site = start("up", "--port", str(port))

        assert site.ended() == 1

    assert f"Port {port} on 127.0.0.1 is taken by another program" in site.output
    assert "manage.py up --port" in site.output
    assert not (site.folder / "logs").exists()


@pytest.mark.embedded
def test_a_second_supervisor_on_the_same_data_is_refused_with_the_first_ones_address(
    start: Start,
) -> None:
    first = start("up", "--port", "0")
    here = first.address

    second = start("up", "--port", "0")

    assert second.ended() == 1
    assert f"{here}/ (process {first.process.pid})" in second.output


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--workers", "0"], "use a whole number of at least 1"),
        (["--port", "99999"], "Port 99999 does not exist"),
        (["--host", "192.0.2.1", "--port", "0"], "Cannot listen on 192.0.2.1"),
        (["--host", "no-such-host.invalid", "--port", "0"], "“no-such-host.invalid” is not known"),
    ],
)
def test_up_refuses_in_one_sentence(start: Start, arguments: list[str], sentence: str) -> None:
    site = start("up", *arguments)

    assert site.ended() == 1
    assert sentence in site.output
    assert "Traceback" not in site.output
