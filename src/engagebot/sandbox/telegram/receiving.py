"""The methods by which a bot gets its updates: getUpdates and the webhook's."""

import re
from urllib.parse import urlsplit

from engagebot.sandbox.telegram.answer import Answer, Call, Method
from engagebot.sandbox.telegram.errors import bad_request, conflict
from engagebot.sandbox.telegram.webhooks import Webhook, Webhooks

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
MAX_SECRET = 256
MAX_POLL_SECONDS = 50


def receiving_methods(webhooks: Webhooks) -> dict[str, Method]:
    async def get_updates(call: Call) -> Answer:
        """`limit` and `timeout` are moved into 1-100 and 0-50, as Telegram does, rather than refused."""
        bot, parameters, updates = call.bot.id, call.parameters, call.books.updates
        if webhooks.of(bot) is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        _want(call)
        updates.forget_from_offset(bot, parameters.whole("offset", 0, -(2**31), 2**31 - 1))
        limit = parameters.whole("limit", 100, 1, 100)
        return Answer(await updates.poll(bot, limit, parameters.whole("timeout", 0, 0, MAX_POLL_SECONDS)))

    async def set_webhook(call: Call) -> Answer:
        url = call.parameters.text("url").strip()
        if not url:
            return await delete_webhook(call)
        webhook = Webhook(
            url=_checked_url(url),
            secret=_checked_secret(call.parameters.text("secret_token")),
            max_connections=call.parameters.whole("max_connections", 40, 1, 100),
        )
        _want(call)
        _drop_pending(call)
        call.books.updates.end_polls(call.bot.id, "terminated by setWebhook request")
        changed = await webhooks.set(call.bot, webhook)
        return Answer(True, "Webhook was set" if changed else "Webhook is already set")

    async def delete_webhook(call: Call) -> Answer:
        _drop_pending(call)
        deleted = await webhooks.delete(call.bot)
        return Answer(True, "Webhook was deleted" if deleted else "Webhook is already deleted")

    async def get_webhook_info(call: Call) -> Answer:
        wanted = call.books.updates.wanted(call.bot.id)
        info = {
            **webhooks.info(call.bot.id),
            "pending_update_count": len(call.books.updates.waiting(call.bot.id)),
            **({"allowed_updates": wanted} if wanted else {}),
        }
        return Answer(info)

    return {
        "getUpdates": get_updates,
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": get_webhook_info,
    }


def _want(call: Call) -> None:
    """allowed_updates, where given; otherwise the previous choice stands."""
    kinds = call.parameters.value("allowed_updates")
    if kinds is None:
        return
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    call.books.updates.want(call.bot.id, kinds)


def _drop_pending(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.books.updates.forget(call.bot.id)


def _checked_url(url: str) -> str:
    """http and any port are good, as with a local Bot API server."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise bad_request("bad webhook: invalid webhook URL specified")
    return url


def _checked_secret(secret: str) -> str:
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
