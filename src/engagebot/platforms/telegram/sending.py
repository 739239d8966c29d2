"""From an outgoing message to the Bot API's methods."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue
from telegram import InputFile
from telegram.error import TelegramError

from engagebot.channel import Body, Document, GiveUp, Outcome, Outgoing, Retry, Sent, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.redaction import Redaction
from engagebot.platforms.telegram.outcomes import is_gone, is_unchanged, outcome
from engagebot.platforms.telegram.wire import RawBot

CAPTION = {"text": "caption", "entities": "caption_entities"}
NOT_OF_A_DOCUMENT = ("link_preview_options",)


class Sender:
    def __init__(self, bot: RawBot, redaction: Redaction) -> None:
        self._bot = bot
        self._redaction = redaction
        self._floods = Floods()

    async def send(self, outgoing: Outgoing) -> Outcome:
        result = await self._send(outgoing)
        if isinstance(result, Retry | GiveUp | StopLane | Unknown):
            return replace(result, reason=self._redaction.clean(result.reason))
        return result

    async def _send(self, outgoing: Outgoing) -> Outcome:
        """A card that cannot be edited any more is sent anew, unless it is only to be edited."""
        if outgoing.document is not None:
            return await self._send_document(outgoing.chat, _captioned(outgoing.body, outgoing.document))
        if outgoing.replaces is not None and outgoing.replaces.isdecimal():
            edited = await self._edit(outgoing, int(outgoing.replaces))
            if edited is not None:
                return edited
            if outgoing.only_edits:
                return GiveUp("the card is gone")
        return await self._new(outgoing.chat, outgoing.body)

    async def _edit(self, outgoing: Outgoing, message: int) -> Outcome | None:
        """None if there is nothing left to edit."""
        values = {"chat_id": outgoing.chat, "message_id": message, **outgoing.body}
        try:
            await self._bot.post("editMessageText", values)
        except TelegramError as error:
            if is_gone(error):
                return None
            if not is_unchanged(error):
                return outcome(error, outgoing.chat, editing=True, floods=self._floods)
        return Sent(str(message), outgoing.chat)

    async def _new(self, chat: str, body: Body) -> Outcome:
        try:
            message = await self._bot.post("sendMessage", {"chat_id": chat, **body})
        except TelegramError as error:
            return outcome(error, chat, editing=False, floods=self._floods)
        return _sent(message, chat)

    async def _send_document(self, chat: str, values: Mapping[str, object]) -> Outcome:
        try:
            message = await self._bot.call("sendDocument", {"chat_id": chat, **values})
        except TelegramError as error:
            return outcome(error, chat, editing=False, floods=self._floods)
        return _sent(message, chat)


def _captioned(body: Body, document: Document) -> dict[str, object]:
    caption: dict[str, object] = {
        CAPTION.get(name, name): value for name, value in body.items() if name not in NOT_OF_A_DOCUMENT
    }
    return {**caption, "document": InputFile(document.content.encode(), filename=document.name)}


def _sent(message: JsonValue, chat: str) -> Outcome:
    match message:
        case {"message_id": int(number), "chat": {"id": int(where)}}:
            return Sent(str(number), str(where))
        case _:
            return Unknown(f"Telegram took a message for {chat} and did not name it")
