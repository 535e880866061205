import socket

import pytest

from simsurvey.address import AddressRefused, listen, url


def test_port_0_takes_a_free_one_that_the_address_names() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_every_interface_is_reached_as_localhost() -> None:
    with listen("0.0.0.0", 0) as listener:  # noqa: S104
        assert url(listener).startswith("http://localhost:")


@pytest.mark.skipif(not socket.has_ipv6, reason="this system has no IPv6")
def test_an_ipv6_address_stands_in_brackets() -> None:
    with listen("::1", 0) as listener:
        assert url(listener).startswith("http://[::1]:")


def test_a_taken_port_is_refused_and_a_free_one_named() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(AddressRefused, match=rf"Port {port} .*make demo PORT=\d+") as refusal:
            listen("127.0.0.1", port)

    named = int(str(refusal.value).split("PORT=")[1].split(",")[0])
    with listen("127.0.0.1", named) as free:
        assert free.getsockname()[1] == named
