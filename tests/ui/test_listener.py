"""The socket that the page listens on: IPv4 and IPv6, and a sentence for each way in which it fails."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from studio import StudioError
from studio.ui.listener import address, listen

PORTS = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
AS_NOBODY = """
import encodings.idna  # from a folder that the other user may not enter
import os
from studio.ui.listener import listen
if os.geteuid() == 0:
    os.setuid(65534)
listen("127.0.0.1", 80)
"""


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "host", ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here"))]
)
def test_page_listens_on_ipv4_and_ipv6(host: str) -> None:
    with closing(listen(host, None)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection((host, port)):
            pass


def test_ipv6_address_is_shown_in_brackets() -> None:
    assert address("::1", 7860) == "http://[::1]:7860/"
    assert address("127.0.0.1", 7860) == "http://127.0.0.1:7860/"


def test_taken_port_is_reported() -> None:
    with closing(listen("127.0.0.1", None)) as holder, pytest.raises(StudioError) as caught:
        listen("127.0.0.1", holder.getsockname()[1])
    assert caught.value.code == "port-in-use"


@pytest.mark.parametrize("host", ["203.0.113.1", "no.such.host.invalid", "2001:db8::1", "a" * 70])
def test_foreign_address_is_reported(host: str) -> None:
    with pytest.raises(StudioError) as caught:
        listen(host, None)
    assert caught.value.code == "no-such-host"


@pytest.mark.skipif(
    PORTS.exists() and int(PORTS.read_text()) <= 80, reason="here every user may listen on port 80 (a container)"
)
def test_port_that_needs_a_privilege_is_reported_as_that() -> None:
    ran = subprocess.run([sys.executable, "-c", AS_NOBODY], capture_output=True, text=True, env=os.environ, check=False)

    assert "This user may not listen on port 80. Choose one above 1023" in ran.stderr
