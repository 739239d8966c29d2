"""Presses on a ballot's buttons, as the platforms post them: whole requests, made before anything is measured."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.plain_loops import TOKEN

TELEGRAM_PATH = "/telegram/webhook"
TELEGRAM_SECRET = "benchmark-secret"  # noqa: S105 - of a server that lives for a minute
SLACK_PATH = "/slack/events"
SLACK_SECRET = "0123456789abcdef"  # noqa: S105 - likewise

CARD = "4 of 15 · Preventing deaths and disappearances\n\nPrevent the separation of families, and reunite those that \
have been separated.\n\n1 = not a priority … 5 = top priority\n\nYou have not rated this one yet."


@dataclass(frozen=True, slots=True)
class Press:
    """`number` tells presses apart, `person` is who presses, `action` what the button says."""

    number: int
    person: int
    action: str


Make = Callable[[Press], bytes]


def telegram_user(person: int) -> str:
    return f"{700_000_000 + person}"


def slack_user(person: int) -> str:
    return f"U{person:08}"


def telegram_request(press: Press) -> bytes:
    """https://core.telegram.org/bots/api#callbackquery"""
    user = int(telegram_user(press.person))
    name = {"first_name": "Amina", "last_name": "Diallo", "username": "amina_diallo"}
    message = {
        "message_id": 77,
        "from": {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
        "chat": {"id": user, "type": "private", **name},
        "date": 1_700_000_000,
        "text": CARD,
        "entities": [{"offset": 0, "length": 46, "type": "bold"}, {"offset": 48, "length": 80, "type": "blockquote"}],
        "reply_markup": {"inline_keyboard": [[{"text": str(n), "callback_data": f"v:1:4:1:{n}"} for n in range(1, 6)]]},
    }
    query = {
        "id": f"{4_000_000_000_000_000_000 + press.number}",
        "from": {"id": user, "is_bot": False, "language_code": "en", **name},
        "message": message,
        "chat_instance": "-3948547329384",
        "data": press.action,
    }
    body = json.dumps({"update_id": press.number, "callback_query": query}).encode()
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    return _request(TELEGRAM_PATH, headers, body)


def slack_request(press: Press) -> bytes:
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    user, channel = slack_user(press.person), f"D{press.person:08}"
    button = {"type": "button", "text": {"type": "plain_text", "text": "5", "emoji": True}}
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": CARD}]}
    buttons = [{**button, "action_id": f"a{n}", "value": f"v:1:4:1:{n}"} for n in range(1, 6)]
    blocks = [{"type": "rich_text", "elements": [words]}, {"type": "actions", "elements": buttons}]
    place = {"type": "message", "message_ts": "1700000000.000100", "channel_id": channel, "is_ephemeral": False}
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "amina", "name": "amina", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "unused",
        "container": place,
        "trigger_id": f"{press.number}.1.abcdef",
        "team": {"id": "T1", "domain": "bench"},
        "channel": {"id": channel, "name": "directmessage"},
        "message": {"type": "message", "ts": "1700000000.000100", "bot_id": "B1", "text": CARD, "blocks": blocks},
        "response_url": "https://hooks.slack.com/actions/T1/1/abcdef",
        "actions": [{**button, "action_id": "a5", "value": press.action, "action_ts": f"1700000000.{press.number:09}"}],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(SLACK_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }
    return _request(SLACK_PATH, headers, body)


def _request(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: bench.example.org", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
