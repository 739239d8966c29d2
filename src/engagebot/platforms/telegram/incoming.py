"""From Telegram's updates to what they mean."""

import re
from dataclasses import dataclass

import structlog
from pydantic import JsonValue, ValidationError

from engagebot.channel import Address, Blocked, Commanded, Incoming, Intent, Platform, Pressed, Said, Unblocked
from engagebot.platforms.telegram.updates import (
    WANTED,
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Message,
    Numbered,
    Person,
    Update,
)
from engagebot.platforms.unread import text_in, unread

log = structlog.get_logger(__name__)

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
MEMBERSHIP: dict[str, Intent] = {"kicked": Blocked(), "member": Unblocked()}


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: str
    username: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An update by its number. `incoming` is None if it means nothing to us; `press` is what to answer by."""

    number: int
    incoming: Incoming | None = None
    press: str | None = None


def read(update: JsonValue, me: Me) -> Heard:
    """Raises `ValidationError` only for what is no update at all."""
    try:
        known = Update.model_validate(update)
    except ValidationError as error:
        number = Numbered.model_validate(update).update_id
        return _unread(number, update, error, me)
    number = known.update_id
    if known.message is not None:
        return _message(number, known.message, me)
    if known.callback_query is not None:
        return _press(number, known.callback_query, me)
    if known.my_chat_member is not None:
        return _membership(number, known.my_chat_member, me)
    return Heard(number)


def _unread(number: int, update: JsonValue, error: ValidationError, me: Me) -> Heard:
    found = unread(update, error)
    log.error("update_not_understood", update=number, where=found.wrong)
    users = (text_in(update, kind, "from", "id") for kind in WANTED)
    sender = Address(Platform.TELEGRAM, me.id, next(filter(None, users), ""))
    return Heard(number, Incoming(_key(me, number), sender, "", found), text_in(update, "callback_query", "id") or None)


def _key(me: Me, number: int) -> str:
    return f"{Platform.TELEGRAM}:{me.id}:{number}"


def _message(number: int, message: Message, me: Me) -> Heard:
    words, sender = message.words, message.sender
    if sender is None or sender.is_bot or words is None or not _private(message.chat):
        return Heard(number)
    return Heard(number, _incoming(number, me, sender, message.chat, meaning(words, me.username)))


def meaning(words: str, username: str) -> Intent:
    """A command that names another bot is just words."""
    command = COMMAND.fullmatch(words.strip())
    if command is None or (command[2] or username).casefold() != username.casefold():
        return Said(words)
    return Commanded(command[1].lower(), (command[3] or "").strip())


def _press(number: int, query: CallbackQuery, me: Me) -> Heard:
    message = query.message
    chat = message.chat if message is not None else Chat(id=query.sender.id, type="private")
    if not _private(chat) or query.data is None:
        return Heard(number, press=query.id)
    card = None if message is None else str(message.message_id)
    return Heard(number, _incoming(number, me, query.sender, chat, Pressed(query.data, card)), query.id)


def _membership(number: int, change: ChatMemberUpdated, me: Me) -> Heard:
    intent = MEMBERSHIP.get(change.new_chat_member.status)
    if intent is None or not _private(change.chat):
        return Heard(number)
    return Heard(number, _incoming(number, me, change.sender, change.chat, intent))


def _private(chat: Chat) -> bool:
    return chat.type == "private"


def _incoming(number: int, me: Me, sender: Person, chat: Chat, intent: Intent) -> Incoming:
    return Incoming(
        key=_key(me, number),
        sender=Address(Platform.TELEGRAM, me.id, str(sender.id)),
        chat=str(chat.id),
        intent=intent,
        language=sender.language_code,
    )
