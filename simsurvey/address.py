"""Where the site listens, and what to type into a browser to get there."""

import errno
import socket
from contextlib import suppress

from django.utils.translation import gettext as _

EVERY_INTERFACE = {"0.0.0.0", "::"}  # noqa: S104
LAST_PORT = 65535


class AddressRefused(Exception):
    """The site cannot listen there; the text says why and what would work."""


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, bound before anything else starts; port 0 takes any free one.

    Raises
    ------
    AddressRefused
        When the port is taken, needs rights, or the host is not one of this machine.
    """
    if not 0 <= port <= LAST_PORT:
        raise AddressRefused(_("Port %d does not exist: choose one of 1 to 65535.") % port)
    try:
        return _bound(host, port)
    except socket.gaierror as error:
        raise AddressRefused(
            _("The host “%(host)s” is not known: %(reason)s.")
            % {"host": host, "reason": error.strerror}
        ) from error
    except OSError as error:
        raise AddressRefused(_reason(error, host, port)) from error


def url(listener: socket.socket) -> str:
    """The address without a path, as a browser on this machine reaches it."""
    host, port = listener.getsockname()[:2]
    if host in EVERY_INTERFACE:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bound(host: str, port: int) -> socket.socket:
    # IPv4 first, because "localhost" is both and the links say 127.0.0.1.
    choices = sorted(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    family, address = choices[0][0], choices[0][4]
    return socket.create_server(address, family=family, backlog=256)


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "Port %(port)d on %(host)s is taken by another program. Choose another, for example "
            "%(free)d: make demo PORT=%(free)d, or python manage.py up --port %(free)d."
        ) % {"port": port, "host": host, "free": _free_port(host, port)}
    if error.errno == errno.EACCES:
        return _("Port %d needs an administrator's rights: choose one above 1023.") % port
    return _("Cannot listen on %(host)s, port %(port)d: %(reason)s.") % {
        "host": host,
        "port": port,
        "reason": error.strerror,
    }


def _free_port(host: str, taken: int) -> int:
    """The next one that is free, or 0, which the system replaces by a free one."""
    for port in range(taken + 1, min(taken + 100, LAST_PORT + 1)):
        with suppress(OSError), _bound(host, port):
            return port
    return 0
