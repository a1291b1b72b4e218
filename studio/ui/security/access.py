"""Who may open the page: this machine only, or other machines too, and then only with a password."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

import psutil

from studio.errors import InvalidInput, StudioError
from studio.ui.security.guard import LOCAL

_EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Access:
    """The address the page listens on, the host names it accepts, and its password.

    Parameters
    ----------
    host : str
        127.0.0.1, localhost or ::1; another address or name of this machine, or 0.0.0.0 or :: for all of them, needs a
        password.
    names : sequence of str
        Further host names to accept, for a machine that has other names in its network.
    password : str
        Required of everybody, on this machine too; "" for none.
    trusted_proxies : sequence of str
        Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.

    Raises
    ------
    StudioError
        If other machines could reach a page without a password.
    InvalidInput
        If the password is too short, a name is not a host name, or a proxy is not an address.
    """

    host: str = "127.0.0.1"
    names: Sequence[str] = ()
    password: str = ""
    trusted_proxies: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.password:
            _check_password(self.password)
        elif self.host not in LOCAL or self.names:
            raise StudioError(
                "A page that other machines can reach needs a password.",
                "Set one with --password-file or STUDIO_PASSWORD; or leave --host out and forward the port with "
                "`ssh -L`.",
                code="password-needed",
            )
        for name in self.names:
            if not name.replace("-", "a").replace(".", "a").replace("_", "a").isalnum():
                raise InvalidInput(f"{name!r} is not a host name.", "Write it without a port or a scheme.")
        for proxy in self.trusted_proxies:
            _check_proxy(proxy)

    @property
    def answered_names(self) -> tuple[str, ...]:
        """Every host name, without a port, that the page accepts."""
        bound = _own_names() if self.host in _EVERYWHERE else (self.host,)
        return tuple(dict.fromkeys([*LOCAL, *bound, *self.names]))

    @property
    def shown_hosts(self) -> tuple[str, ...]:
        """The hosts of the addresses to print: this machine's own first."""
        if self.host not in _EVERYWHERE:
            return (self.host,)
        return (LOCAL[0], *(self.names or [name for name in _addresses() if not name.startswith("127.")]))


def _check_password(password: str) -> None:
    if len(password) < 8:
        raise InvalidInput(
            f"The password has {len(password)} characters; the minimum is 8.",
            "Choose a longer one.",
            code="weak-password",
        )


def _check_proxy(proxy: str) -> None:
    try:
        ip_network(proxy)
    except ValueError:
        raise InvalidInput(
            f"{proxy!r} is not the address of a proxy.",
            "Write an IP address, or a network such as 10.0.0.0/24.",
        ) from None


def _own_names() -> tuple[str, ...]:
    """Return this machine's addresses and names; a rebound DNS name is never among them."""
    name = socket.gethostname()
    return (*_addresses(), *_addresses(socket.AF_INET6), name, f"{name.partition('.')[0]}.local")


def _addresses(family: int = socket.AF_INET) -> tuple[str, ...]:
    """Return this machine's addresses, without the interface in those of IPv6."""
    found = (address for interface in psutil.net_if_addrs().values() for address in interface)
    return tuple(address.address.partition("%")[0] for address in found if address.family == family)
