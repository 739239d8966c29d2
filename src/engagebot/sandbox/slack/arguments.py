"""What a Web API call brings with it, however it is encoded."""

import json
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from engagebot.sandbox.slack.wire import Payload, SlackError, invalid_arguments

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Arguments:
    """`values` are texts where they came as a form, JSON values where they came as JSON."""

    values: Payload
    token: str | None
    warnings: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def needed(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise invalid_arguments(f"missing required field: {name}")
        return text

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def whole(self, name: str, default: int, most: int) -> int:
        text = self.text(name) or str(default)
        if not text.isdigit():
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]")
        return min(int(text), most)

    def tree(self, name: str, error: str) -> Any:
        """A JSON value, parsed where it came as text; None where it is missing. Raises `error` if it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


async def read_arguments(request: Request, *, takes_json: bool) -> Arguments:
    """Methods that only read do not take JSON: they see a JSON body's arguments as missing, as Slack's do."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    kind = header.get_content_type() if request.headers.get("content-type") else ""
    body = await request.body()
    values: Payload = dict(request.query_params)
    bearer = _bearer(request)
    if request.method == "GET" or not body:
        return Arguments(values, bearer or values.pop("token", None))
    if kind == "application/json":
        if takes_json:
            values |= _json(body)
        # A token within JSON does not count.
        values.pop("token", None)
        return Arguments(values, bearer, () if header.get_content_charset() else ("missing_charset",))
    if kind not in _FORMS:
        raise SlackError("invalid_post_type" if kind else "missing_post_type")
    values |= _form(kind, request.headers["content-type"], body)
    warnings = ("superfluous_charset",) if header.get_content_charset() else ()
    return Arguments(values, bearer or values.pop("token", None), warnings)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _json(body: bytes) -> Payload:
    try:
        values = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(values, dict):
        raise SlackError("json_not_object")
    return values


def _form(kind: str, header: str, body: bytes) -> dict[str, str]:
    if kind == "multipart/form-data":
        parts = multipart(header, body)
        return {name: content.decode("utf-8", "replace") for name, content in parts.items()}
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True))
    except ValueError:
        raise SlackError("invalid_form_data") from None


def multipart(header: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart/form-data body by their names."""
    whole = BytesParser(policy=HTTP).parsebytes(b"content-type: " + header.encode() + b"\r\n\r\n" + body)
    if not whole.is_multipart():
        raise SlackError("invalid_form_data")
    parts: dict[str, bytes] = {}
    for part in whole.iter_parts():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = content if isinstance(content, bytes) else b""
    return parts
