"""Opens the socket that the page listens on; each way in which that can fail has its own sentence."""

import errno
import socket

from studio.errors import StudioError

FIRST_PORT = 7860
_PORTS_TO_TRY = 100
_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM)


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    host : str
        An IPv4 or IPv6 address, or a name, of this machine.
    port : int, optional
        Default: 7860, or the next one that is free.

    Raises
    ------
    StudioError
        If the host is not this machine's, or the port is taken or may not be used.
    """
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TO_TRY)
    for each in ports:
        try:
            return _bound(host, each)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refusal(host, each, error) from None
    raise StudioError(
        f"Port {ports[0]} is taken.", "Choose another one with --port, or leave it out.", code="port-in-use"
    )


def address(host: str, port: int) -> str:
    """Return the page's address; an IPv6 address is written in brackets."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _refusal(host: str, port: int, error: OSError) -> StudioError:
    if isinstance(error, socket.gaierror) or error.errno in _NOT_HERE:
        return StudioError(
            f"{host!r} is not an address of this machine.", "Leave --host out, or use 0.0.0.0.", code="no-such-host"
        )
    if error.errno in _NOT_ALLOWED:
        return StudioError(
            f"This user may not listen on port {port}.", "Choose one above 1023 with --port.", code="port-not-allowed"
        )
    return StudioError(
        f"The page cannot listen on {host}, port {port}: {error.strerror or error}.",
        "Choose another --port or --host.",
        code="cannot-listen",
    )


def _bound(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError as error:  # not a possible name
        raise socket.gaierror(str(error)) from None
    family, kind, protocol, _, place = min(found, key=lambda each: each[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)  # "::" is every address, as 0.0.0.0 is
        listener.bind(place)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
