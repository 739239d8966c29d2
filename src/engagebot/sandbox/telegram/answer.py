"""What a method gives back, and what it is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from engagebot.sandbox.telegram.books import Books
from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Answer:
    """`description` goes beside the result, where Telegram has something to say."""

    result: Any
    description: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    books: Books
    bot: BotIdentity
    parameters: Parameters

    def chat(self) -> int:
        """The chat_id parameter; raises 400 where it is missing or is no id (usernames are not known here)."""
        given = self.parameters.text("chat_id").strip()
        if not given:
            raise bad_request("chat_id is empty")
        try:
            return int(given)
        except ValueError:
            raise bad_request("chat not found") from None


Method = Callable[[Call], Awaitable[Answer]]
