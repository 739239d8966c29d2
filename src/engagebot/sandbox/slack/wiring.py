"""How the workspace's things look in the API's answers and events."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engagebot.sandbox.slack.state import App, Channel, Message, Person, StoredFile, View
from engagebot.sandbox.slack.wire import Payload

_LOCALES = {
    "de": "de-DE",
    "en": "en-US",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
    "ja": "ja-JP",
    "ko": "ko-KR",
    "ru": "ru-RU",
    "zh": "zh-CN",
    "ar": "ar-SA",
}


def handle(name: str) -> str:
    """A person's short name, such as `ann.lee`."""
    return ".".join(name.lower().split()) or "someone"


def user_wire(person: Person, app: App, now: datetime, *, locale: bool = False) -> Payload:
    """https://docs.slack.dev/reference/objects/user-object"""
    profile: Payload = {
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": person.name.partition(" ")[0],
        "last_name": person.name.partition(" ")[2],
        "team": app.team,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "",
    }
    user: Payload = {"id": person.id, "team_id": app.team, "name": handle(person.name), "deleted": not person.active}
    if person.active:
        user |= {"real_name": person.name, **_zone(person.zone, now), "is_admin": False, "is_owner": False}
    user |= {"profile": profile, "is_bot": False, "is_app_user": False, "updated": 0}
    if locale:
        user["locale"] = _LOCALES.get(person.language, person.language)
    return user


def bot_user_wire(app: App) -> Payload:
    profile = {"real_name": app.name, "display_name": app.name, "api_app_id": app.id, "bot_id": app.bot}
    return {
        "id": app.user,
        "team_id": app.team,
        "name": handle(app.name),
        "deleted": False,
        "real_name": app.name,
        "tz": "America/Los_Angeles",
        "profile": {**profile, "team": app.team},
        "is_bot": True,
        "is_app_user": False,
    }


def _zone(name: str, now: datetime) -> Payload:
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return {}
    there = now.astimezone(zone)
    offset = there.utcoffset()
    return {"tz": name, "tz_label": there.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def channel_wire(channel: Channel, latest: str | None = None) -> Payload:
    if channel.person is None:
        return {
            "id": channel.id,
            "name": channel.name,
            "is_channel": True,
            "is_im": False,
            "is_archived": channel.archived,
            "is_member": channel.bot_inside,
            "created": channel.created,
        }
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_org_shared": False,
        "user": channel.person,
        "latest": latest,
        "is_archived": channel.archived,
        "is_open": True,
        "priority": 0,
    }


def message_wire(message: Message, app: App, files: list[Payload]) -> Payload:
    """The message as it stands in answers, in histories and in events."""
    wire: Payload = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text}
    if message.author == app.user:
        wire |= {"bot_id": app.bot, "app_id": app.id, "bot_profile": _bot_profile(app)}
    wire["team"] = app.team
    extras: dict[str, Any] = {
        "client_msg_id": message.client_msg_id,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "metadata": message.metadata,
        "files": files,
        "thread_ts": message.thread_ts,
        "edited": {"user": message.author, "ts": message.edited} if message.edited else None,
    }
    return wire | {name: value for name, value in extras.items() if value}


def _bot_profile(app: App) -> Payload:
    return {"id": app.bot, "app_id": app.id, "name": app.name, "deleted": False, "team_id": app.team}


def view_wire(view: View, app: App) -> Payload:
    """https://docs.slack.dev/reference/views"""
    return {
        "title": None,
        "close": None,
        "submit": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": app.team,
        "app_id": app.id,
        "app_installed_team_id": app.team,
        "bot_id": app.bot,
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }


def file_wire(file: StoredFile, app: App, url: str) -> Payload:
    """`url` is where the sandbox is reached."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "text"
    address = f"{url}/files-pri/{app.team}-{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "filetype": kind,
        "size": file.length,
        "user": app.user,
        "url_private": address,
        "url_private_download": f"{address}?download",
        "channels": [],
        "ims": file.channels,
        "mode": "hosted",
    }
