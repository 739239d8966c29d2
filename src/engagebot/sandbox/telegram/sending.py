"""The methods that put new messages into chats."""

from typing import Any

from engagebot.sandbox.telegram.answer import Answer, Call
from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.entities import read_formatted
from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.keyboards import Markup, read_markup
from engagebot.sandbox.telegram.messages import as_sent
from engagebot.sandbox.telegram.text import FormattedText

MAX_TEXT = 4096
MAX_CAPTION = 1024
ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)


async def send_message(call: Call) -> Answer:
    chat = call.books.chats.open_for(call.bot.id, call.chat())
    formatted = read_text(call)
    markup = read_markup(call.parameters, private=chat["type"] == "private")
    return _deliver(call, chat, formatted_as(call, formatted, "text", "entities"), markup)


async def send_document(call: Call) -> Answer:
    chat = call.books.chats.open_for(call.bot.id, call.chat())
    caption = read_caption(call)
    markup = read_markup(call.parameters, private=chat["type"] == "private")
    document = _document(call)
    content = {"document": document, **formatted_as(call, caption, "caption", "caption_entities")}
    return _deliver(call, chat, content, markup)


async def send_chat_action(call: Call) -> Answer:
    call.books.chats.open_for(call.bot.id, call.chat())
    if call.parameters.text("action").strip().lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return Answer(True)


def read_text(call: Call) -> FormattedText:
    """Raises 400 for no text, and for more than 4096 characters after entities parsing (code points)."""
    formatted = read_formatted(call.parameters, "text", "entities")
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_caption(call: Call) -> FormattedText:
    formatted = read_formatted(call.parameters, "caption", "caption_entities")
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def formatted_as(call: Call, formatted: FormattedText, text: str, entities: str) -> Thing:
    """The members of a Message object that hold a text; mentions of people whom the bot knows come as User objects."""
    content: Thing = {text: formatted.text} if formatted.text else {}
    known = [entity for each in formatted.entities if (entity := _with_user(call, each)) is not None]
    if known:
        content[entities] = known
    return content


def _with_user(call: Call, entity: Thing) -> Thing | None:
    if entity["type"] != "text_mention":
        return entity
    person = call.books.people.find(entity["user"])
    if person is None or not call.books.chats.with_person(call.bot.id, person.id).started:
        return None
    return {**entity, "user": person.user()}


def _deliver(call: Call, chat: Thing, content: Thing, markup: Markup) -> Answer:
    books, options = call.books, _options(call, chat)
    books.flood.admit(call.bot.id, chat["id"])
    if markup.inline:
        content = {**content, "reply_markup": markup.inline}
    message = books.messages.add(call.bot.id, chat, call.bot.user(), books.now(), {**options, **content})
    if chat["type"] == "private":
        asked = message["message_id"] if markup.forces_reply else None
        books.chats.change(call.bot.id, chat["id"], placeholder=markup.placeholder, reply_to=asked)
    books.ring(chat["id"])
    return Answer(message)


def _options(call: Call, chat: Thing) -> Thing:
    options: Thing = {}
    if call.parameters.flag("protect_content"):
        options["has_protected_content"] = True
    preview = call.parameters.value("link_preview_options")
    if isinstance(preview, dict) and preview:
        options["link_preview_options"] = preview
    replied = _replied_to(call, chat)
    return {**options, "reply_to_message": replied} if replied else options


def _replied_to(call: Call, chat: Thing) -> Thing | None:
    given: Any = call.parameters.value("reply_parameters") or {}
    if not isinstance(given, dict):
        raise bad_request("can't parse reply parameters: expected an Object")
    number = given.get("message_id") or call.parameters.whole("reply_to_message_id", 0, 0, 2**31 - 1)
    if not number:
        return None
    message = call.books.messages.find(call.bot.id, chat["id"], number)
    lenient = given.get("allow_sending_without_reply") or call.parameters.flag("allow_sending_without_reply")
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return {name: part for name, part in as_sent(message).items() if name != "reply_to_message"} if message else None


def _document(call: Call) -> Thing:
    """An upload in the field itself or by attach://, or a file_id that this bot was given."""
    parameters, given = call.parameters, call.parameters.text("document").strip()
    upload = parameters.files.get("document") or parameters.files.get(given.removeprefix("attach://"))
    if upload is not None:
        return call.books.files.add(call.bot.id, upload)
    if not given:
        raise bad_request("there is no document in the request")
    document = call.books.files.document(call.bot.id, given)
    if document is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return document
