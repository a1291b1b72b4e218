"""The system's limit of open files."""

import contextlib
import resource

_WANTED = 4096


def raise_limit_of_open_files() -> int:
    """Raise this process's soft limit of open files as far as the hard limit allows, and return it.

    At most 4,096: a connection needs one, and some systems refuse or suffer from an unlimited number.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # the kernel's own limit is lower
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return _WANTED if soft == resource.RLIM_INFINITY else soft
