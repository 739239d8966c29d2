"""Whether an address is on this very machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_nearby(url: str) -> bool:
    """A proxy from the environment must not stand between us and a server on the loopback."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
