"""The methods that change or delete messages, and the one that answers a press."""

from engagebot.sandbox.telegram.answer import Answer, Call
from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.keyboards import read_inline_markup
from engagebot.sandbox.telegram.links import checked_link
from engagebot.sandbox.telegram.messages import KEYBOARD_ONLY, as_sent, shown_as_edited
from engagebot.sandbox.telegram.queries import Notice
from engagebot.sandbox.telegram.sending import formatted_as, read_caption, read_text

DELETABLE_SECONDS = 48 * 3600
MAX_NOTICE = 200


async def edit_message_text(call: Call) -> Answer:
    message = _own_message(call)
    formatted = read_text(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _replace(call, message, formatted_as(call, formatted, "text", "entities"), ("text", "entities"))


async def edit_message_caption(call: Call) -> Answer:
    message = _own_message(call)
    caption = read_caption(call)
    if "document" not in message:
        raise bad_request("there is no caption in the message to edit")
    content = formatted_as(call, caption, "caption", "caption_entities")
    return _replace(call, message, content, ("caption", "caption_entities"))


async def edit_message_reply_markup(call: Call) -> Answer:
    return _replace(call, _own_message(call), {}, ())


async def delete_message(call: Call) -> Answer:
    chat = call.chat()
    call.books.chats.known(call.bot.id, chat)
    number = _message_number(call)
    message = call.books.messages.find(call.bot.id, chat, number)
    if message is None:
        raise bad_request("message to delete not found")
    if call.books.now() - message["date"] >= DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    call.books.messages.drop(call.bot.id, chat, number)
    call.books.ring(chat)
    return Answer(True)


async def answer_callback_query(call: Call) -> Answer:
    text = call.parameters.text("text")
    if len(text) > MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.parameters.text("url")
    if url and not _opens_the_bot(url, call.bot.username):
        raise bad_request("URL_INVALID")
    notice = Notice(text or None, call.parameters.flag("show_alert"), url or None)
    call.books.queries.answer(call.bot.id, call.parameters.text("callback_query_id"), notice)
    return Answer(True)


def _opens_the_bot(url: str, username: str) -> bool:
    link = checked_link(url) or ""
    return link.lower().partition("?")[0].rstrip("/") == f"https://t.me/{username.lower()}"


def _message_number(call: Call) -> int:
    number = call.parameters.whole("message_id", 0, 0, 2**31 - 1)
    if number == 0:
        raise bad_request("message identifier is not specified")
    return number


def _own_message(call: Call) -> Thing:
    chat, number = call.chat(), _message_number(call)
    call.books.chats.open_for(call.bot.id, chat)
    message = call.books.messages.find(call.bot.id, chat, number)
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != call.bot.id:
        raise bad_request("message can't be edited")
    return message


def _replace(call: Call, message: Thing, content: Thing, replaced: tuple[str, ...]) -> Answer:
    """An edit without reply_markup takes the keyboard away, as Telegram's does."""
    markup = read_inline_markup(call.parameters, private=message["chat"]["type"] == "private")
    volatile = (*replaced, "reply_markup", "edit_date", KEYBOARD_ONLY)
    edited = {name: part for name, part in message.items() if name not in volatile} | content
    if markup:
        edited["reply_markup"] = markup
    if all(edited.get(name) == message.get(name) for name in (*replaced, "reply_markup")):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    edited["edit_date"] = call.books.now()
    if not replaced and not shown_as_edited(message):
        edited[KEYBOARD_ONLY] = True
    call.books.messages.keep(call.bot.id, edited)
    call.books.ring(message["chat"]["id"])
    return Answer(as_sent(edited))
