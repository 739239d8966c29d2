"""The Web API's answers: JSON with `ok`, status 200 even where it refuses, 429 only for too many calls."""

from collections.abc import Iterable

from starlette.responses import JSONResponse

from engagebot.sandbox.slack.state import App
from engagebot.sandbox.slack.wire import Payload, SlackError


def success(answer: Payload, warnings: Iterable[str], app: App) -> JSONResponse:
    """Warnings stand twice, as Slack has them: joined in `warning`, and listed in `response_metadata`."""
    listed = [*answer.pop("warnings", []), *warnings]
    if listed:
        metadata = {**answer.get("response_metadata", {}), "warnings": listed}
        answer |= {"warning": ",".join(listed), "response_metadata": metadata}
    return JSONResponse({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(app.scopes)})


def refusal(error: SlackError) -> JSONResponse:
    return JSONResponse(error.answer())


def rate_limited(seconds: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": str(seconds)})
