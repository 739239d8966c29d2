"""Bolt's app: it answers Slack's housekeeping, leaves out our own messages, and hands all else over."""

import logging
import re

import structlog
from pydantic import JsonValue
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from engagebot.platforms.slack.reception import Me, NotInTime, Take
from engagebot.platforms.slack.wire import Wire

log = structlog.get_logger(__name__)

ANY = re.compile(".*", re.DOTALL)


def bolt_app(wire: Wire, me: Me, take: Take, logger: logging.Logger) -> AsyncApp:
    """Answers 200 only once `take` has returned, 503 if it raised.

    Sockets are trusted, so that there are no signatures to check; and who we are is known, so that Bolt need
    not ask Slack.
    """

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot)

    async def listen(body: dict[str, JsonValue]) -> BoltResponse:
        try:
            await take(body)
        except NotInTime:
            log.warning("update_not_stored_in_time", kind=str(body.get("type")))
            return BoltResponse(status=503, body="not stored yet, send it again")
        except Exception as error:
            log.error("update_not_handled", kind=str(body.get("type")), exc_info=error)
            return BoltResponse(status=503, body="not stored, send it again")
        return BoltResponse(status=200, body="")

    app = AsyncApp(
        name="engagebot",
        logger=logger,
        client=wire.tokenless,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )
    app.event(ANY)(listen)
    app.action(ANY)(listen)
    app.command(ANY)(listen)
    return app
