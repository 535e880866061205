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


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_up_answers_and_leaves_no_process_when_stopped(start: Start, how: signal.Signals) -> None:
    site = start("up", "--port", "0")

    status, page = site.get("/admin/login/")
    site.process_running("celery")
    code = site.stop(how)

    assert (status, code) == (200, 0)
    assert "csrfmiddlewaretoken" in page
    assert site.processes() == {}


def test_a_killed_worker_is_started_again_under_its_name(start: Start) -> None:
    site = start("up", "--port", "0")
    first = site.process_running("celery")
    command = site.processes()[first]

    os.kill(first, signal.SIGKILL)
    second = site.process_running("celery", besides=[first])

    assert site.processes()[second] == command
    assert site.said(r"The worker ended by SIGKILL \(see .*worker-1.log\); it starts again in 1 s")


def test_a_killed_web_server_is_started_again_and_nobody_is_refused(start: Start) -> None:
    site = start("up", "--port", "0")
    assert site.get("/admin/login/")[0] == 200

    os.kill(site.process_running("gunicorn"), signal.SIGKILL)
    site.said("The web server ended by SIGKILL")

    assert site.get("/admin/login/")[0] == 200


def test_every_worker_runs_under_a_name_of_its_own(start: Start) -> None:
    site = start("up", "--port", "0", "--workers", "2")

    first = site.process_running("celery")
    second = site.process_running("celery", besides=[first])

    assert site.processes()[first] != site.processes()[second]


def test_nothing_is_left_when_the_supervisor_itself_is_killed(start: Start) -> None:
    site = start("up", "--port", "0")
    assert site.get("/admin/login/")[0] == 200
    site.process_running("celery")

    site.stop(signal.SIGKILL)

    eventually(lambda: not site.processes(), lambda: f"left behind: {site.processes()}")


def test_the_health_check_tells_a_site_that_answers_from_none(start: Start) -> None:
    site = start("up", "--port", "0")
    port = int(site.address.rpartition(":")[2])

    assert answers("localhost", port, timeout=PATIENCE_SECONDS)
    assert not answers("another-site.example.org", port, timeout=PATIENCE_SECONDS)
    site.stop()
    assert not answers("localhost", port)


def test_a_taken_port_is_said_before_anything_starts(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        site = start("up", "--port", str(port))

        assert site.ended() == 1

    assert f"Port {port} on 127.0.0.1 is taken by another program" in site.output
    assert "manage.py up --port" in site.output
    assert not (site.folder / "logs").exists()


def test_a_second_supervisor_on_the_same_data_is_refused_with_the_first_ones_address(
    start: Start,
) -> None:
    first = start("up", "--port", "0")
    here = first.address

    second = start("up", "--port", "0")

    assert second.ended() == 1
    assert f"{here}/ (process {first.process.pid})" in second.output


def test_up_starts_again_where_a_killed_supervisor_left_its_folder(start: Start) -> None:
    killed = start("up", "--port", "0")
    assert killed.address
    killed.stop(signal.SIGKILL)

    again = start("up", "--port", "0")

    assert again.get("/admin/login/")[0] == 200


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
