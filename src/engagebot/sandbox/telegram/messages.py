"""The messages in every chat of every bot."""

from collections import defaultdict

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Counter, Drawer, Thing

KEYBOARD_ONLY = "keyboard_edit_only"
"""A mark in a kept message: its edits changed the keyboard only, which clients do not show as an edit."""


def as_sent(message: Thing) -> Thing:
    """The Message object as a bot gets it."""
    return {name: part for name, part in message.items() if name != KEYBOARD_ONLY}


def shown_as_edited(message: Thing) -> bool:
    return "edit_date" in message and KEYBOARD_ONLY not in message


class Messages:
    """Message objects by bot, chat and message_id; a bot's message_ids go up over all its chats."""

    def __init__(self, shelf: Shelf, counters: Drawer) -> None:
        self._counters = counters
        self._numbers: dict[int, Counter] = {}
        self._drawer = Drawer(shelf, "messages")
        self._chats: dict[tuple[int, int], dict[int, Thing]] = defaultdict(dict)
        for key, message in self._drawer.items():
            bot, chat, number = map(int, key.split("/"))
            self._chats[bot, chat][number] = message

    def add(self, bot: int, chat: Thing, sender: Thing, date: int, content: Thing) -> Thing:
        """A new Message object; `date` in Unix seconds."""
        if bot not in self._numbers:
            self._numbers[bot] = Counter(self._counters, f"message/{bot}", 1)
        number = self._numbers[bot].take()
        message = {"message_id": number, "from": sender, "chat": chat, "date": date, **content}
        self.keep(bot, message)
        return message

    def keep(self, bot: int, message: Thing) -> None:
        """Puts a message, or its newer form, in its place."""
        chat, number = message["chat"]["id"], message["message_id"]
        self._chats[bot, chat][number] = message
        self._drawer.put(f"{bot}/{chat}/{number}", message)

    def find(self, bot: int, chat: int, number: int) -> Thing | None:
        return self._chats[bot, chat].get(number)

    def drop(self, bot: int, chat: int, number: int) -> None:
        self._chats[bot, chat].pop(number, None)
        self._drawer.drop(f"{bot}/{chat}/{number}")

    def in_chat(self, bot: int, chat: int) -> list[Thing]:
        return [message for _, message in sorted(self._chats[bot, chat].items())]
