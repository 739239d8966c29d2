"""Links as Telegram checks them."""

import re

_SHAPE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/@\s]*@)?(?P<host>\[[0-9a-f:.]+\]|[^/?#:\s]+)(?::(?P<port>\d{1,5}))?"
    r"(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)
_OWN_SCHEMES = ("tg", "ton", "tonsite")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)", re.IGNORECASE)


def checked_link(link: str) -> str | None:
    """The link in full (http:// where no scheme stands, / where no path stands); None if Telegram takes it for none."""
    found = _SHAPE.fullmatch(link.strip())
    if found is None:
        return None
    scheme = (found["scheme"] or "http").lower()
    if scheme in _OWN_SCHEMES:
        return link.strip()
    host, port = found["host"], found["port"]
    if scheme not in ("http", "https") or not (host.startswith("[") or _is_dotted(host)):
        return None
    if port is not None and not 0 < int(port) < 65536:
        return None
    rest = found["rest"] or "/"
    rest = rest if rest.startswith("/") else "/" + rest
    return f"{scheme}://{host.lower()}{':' + port if port else ''}{rest}"


def user_of(link: str) -> int | None:
    """The person whom a tg://user?id= link mentions."""
    found = _USER_LINK.fullmatch(link.strip())
    return int(found[1]) if found else None


def _is_dotted(host: str) -> bool:
    return "." in host.strip(".") and ".." not in host
