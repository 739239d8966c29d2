"""The names of workers, and which of them are surely dead."""

import os
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path


def worker_name() -> str:
    """`host:process:start`, different at every start. The host is a name and, on Linux, the process
    namespace, so that two containers never take each other's process numbers for their own."""
    return f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"


def _host() -> str:
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        namespace = ""
    return f"{socket.gethostname()}{namespace}".replace(":", "")


def surely_dead(names: Iterable[str], own: str) -> set[str]:
    """Those on our host whose process is gone. A process that has our own number under another name is an
    earlier one. Of other hosts we know nothing: their leases have to run out."""
    return {name for name in names if name != own and _is_dead(name, own)}


def _is_dead(name: str, own: str) -> bool:
    host, process = _parts(name)
    own_host, own_process = _parts(own)
    if host != own_host or not process.isdigit():
        return False
    return process == own_process or not _runs(int(process))


def _parts(name: str) -> tuple[str, str]:
    host, _, rest = name.partition(":")
    return host, rest.partition(":")[0]


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
