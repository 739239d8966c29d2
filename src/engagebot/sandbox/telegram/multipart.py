"""Reads multipart/form-data bodies (RFC 7578), as much as API clients send."""

import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from engagebot.sandbox.telegram.errors import bad_request


@dataclass(frozen=True, slots=True)
class Part:
    """`filename` is None for a plain field."""

    name: str
    filename: str | None
    content_type: str
    content: bytes


def read_multipart(body: bytes, content_type: str) -> list[Part]:
    """The parts in order; raises 400 where the body does not keep to its boundary."""
    boundary = _header(content_type).get_param("boundary", header="content-type")
    if not isinstance(boundary, str) or not boundary:
        raise bad_request("boundary is missing in the multipart/form-data content type")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise bad_request("multipart/form-data body does not end with its boundary")
    return [_part(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, found, content = piece.partition(b"\r\n\r\n")
    if not found:
        raise bad_request("multipart/form-data part has no headers")
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    disposition = headers.get("content-disposition", "")
    name = _parameter(disposition, "name")
    if name is None:
        raise bad_request("multipart/form-data part has no name")
    filename = _parameter(disposition, "filename")
    return Part(name, filename, headers.get("content-type", ""), content)


def _parameter(disposition: str, name: str) -> str | None:
    """A quoted or bare parameter; the escapes are those that browsers and HTTP libraries write."""
    encoded = re.search(rf";\s*{name}\*=(?:utf-8|UTF-8)''([^;]+)", disposition)
    if encoded:
        return unquote(encoded[1])
    found = re.search(rf';\s*{name}=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', disposition)
    if not found:
        return None
    text = found[1] if found[1] is not None else found[2]
    return re.sub(r"\\(.)", r"\1", text).replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _header(content_type: str) -> Message:
    message = Message()
    message["content-type"] = content_type
    return message
