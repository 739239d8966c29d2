"""What people do in their Telegram: write, start a bot, press its buttons, block it, leave."""

import re
from dataclasses import dataclass

from engagebot.sandbox.telegram.books import Books
from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.entities import completed
from engagebot.sandbox.telegram.messages import as_sent
from engagebot.sandbox.telegram.people import Person
from engagebot.sandbox.telegram.sending import MAX_TEXT
from engagebot.sandbox.telegram.showing import keyboard_of
from engagebot.sandbox.telegram.text import FormattedText, cleaned, trimmed

PRESS_SECONDS = 10.0
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class CannotPlay(Exception):
    """What a person cannot do in Telegram; the text says why. `status` is for HTTP."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Play:
    """A person in the private chat with a bot."""

    books: Books
    bot: BotIdentity
    person: Person

    def say(self, text: str) -> None:
        """Writes a message; the first one is as good as pressing Start, as Telegram shows no other way in."""
        if self.books.chats.with_person(self.bot.id, self.person.id).blocked:
            raise CannotPlay(f"{self.person.name} has blocked the bot; unblock or start it first.")
        formatted = completed(trimmed(FormattedText(cleaned(text))))
        if not 1 <= len(formatted.text) <= MAX_TEXT:
            raise CannotPlay(f"A message has 1 to {MAX_TEXT} characters; this one has {len(formatted.text)}.")
        self._check_active()
        message = self.books.messages.add(
            self.bot.id, self.person.chat(), self.person.user(), self.books.now(), self._content(formatted)
        )
        self.books.chats.change(self.bot.id, self.person.id, started=True, placeholder="", reply_to=None)
        self._tell("message", message)

    def start(self, payload: str) -> None:
        """Follows a link to the bot and presses Start; lifts a block, as Telegram's Restart does."""
        if not _PAYLOAD.fullmatch(payload):
            raise CannotPlay("A start payload has at most 64 characters, of A-Z a-z 0-9 _ and -.")
        if self.books.chats.with_person(self.bot.id, self.person.id).blocked:
            self.unblock()
        self.say(f"/start {payload}".rstrip())

    def block(self) -> None:
        self._set_blocked(True)

    def unblock(self) -> None:
        self._set_blocked(False)

    def set_active(self, active: bool) -> None:
        """Deletes the person's account, or (which Telegram cannot) brings it back."""
        self.books.people.set_active(self.person, active)
        self.books.ring(self.person.id)

    def button(self, message: str, row: int, column: int) -> Thing:
        """The InlineKeyboardButton object at a place."""
        rows = keyboard_of(self._message(message))
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise CannotPlay(f"Message {message} has no button in row {row}, column {column}.", 404)
        return rows[row][column]

    async def press_data(self, message: str, data: str, *, wait: bool) -> Thing:
        """Sends callback data, also data that no button has, and waits for the bot's answer."""
        found = self._message(message)
        self._check_active()
        query = self.books.queries.ask(self.bot.id)
        instance = str(self.bot.id * 1_000_003 + self.person.id)
        self._tell(
            "callback_query",
            {
                "id": query,
                "from": self.person.user(),
                "message": as_sent(found),
                "chat_instance": instance,
                "data": data,
            },
        )
        notice = await self.books.queries.watch(query, PRESS_SECONDS) if wait else None
        if notice is None:
            return {"notice": None, "alert": False, "answered": False}
        opened = {"url": notice.url} if notice.url else {}
        return {"notice": notice.text, "alert": notice.alert, "answered": True, **opened}

    def _message(self, number: str) -> Thing:
        found = None
        if number.isdecimal():
            found = self.books.messages.find(self.bot.id, self.person.id, int(number))
        if found is None:
            raise CannotPlay(f"There is no message {number} in the chat with {self.person.name}.", 404)
        return found

    def _content(self, formatted: FormattedText) -> Thing:
        content: Thing = {"text": formatted.text}
        if formatted.entities:
            content["entities"] = list(formatted.entities)
        asked = self.books.chats.with_person(self.bot.id, self.person.id).reply_to
        replied = self.books.messages.find(self.bot.id, self.person.id, asked) if asked else None
        return {**content, "reply_to_message": as_sent(replied)} if replied else content

    def _check_active(self) -> None:
        if not self.person.active:
            raise CannotPlay(f"{self.person.name} has no Telegram account any more.")

    def _set_blocked(self, blocked: bool) -> None:
        if self.books.chats.with_person(self.bot.id, self.person.id).blocked == blocked:
            return
        self.books.chats.change(self.bot.id, self.person.id, blocked=blocked)
        before, after = _membership(self.bot, not blocked), _membership(self.bot, blocked)
        self._tell(
            "my_chat_member",
            {
                "chat": self.person.chat(),
                "from": self.person.user(),
                "date": self.books.now(),
                "old_chat_member": before,
                "new_chat_member": after,
            },
        )

    def _tell(self, kind: str, content: Thing) -> None:
        self.books.updates.add(self.bot.id, kind, content)
        self.books.ring(self.person.id)


def _membership(bot: BotIdentity, blocked: bool) -> Thing:
    """The ChatMember object of a bot in a private chat; a blocked bot is called kicked."""
    if blocked:
        return {"user": bot.user(), "status": "kicked", "until_date": 0}
    return {"user": bot.user(), "status": "member"}
