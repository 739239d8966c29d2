"""A person at a phone: reads the chat, presses what is there, types. Speaks only to the sandbox's play API."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE_SECONDS = 20.0
NOT_MODIFIED = 304


class NothingCame(AssertionError):
    """What the person waited for did not come; the message says what stood in the chat instead."""


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    row: int
    column: int
    url: str | None
    action: str
    """What the press sends; a person sees only the label, but a player who reads no language can go by this."""


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    mine: bool
    text: str
    buttons: tuple[Button, ...]
    document: str | None
    edited: bool

    def button(self, wanted: str) -> Button | None:
        """The first button whose label contains `wanted`."""
        return next((button for button in self.buttons if wanted in button.label), None)

    def acting(self, pattern: str) -> Button | None:
        """The first button whose action matches the whole regular expression."""
        return next((button for button in self.buttons if re.fullmatch(pattern, button.action)), None)


def playing(url: str) -> aiohttp.ClientSession:
    """A session for people who play at the sandbox at `url`. To be used as an async context manager."""
    timeout = aiohttp.ClientTimeout(total=60)
    return aiohttp.ClientSession(url, raise_for_status=True, timeout=timeout, trust_env=False)


@dataclass(slots=True)
class Person:
    """`platform` is `telegram` or `slack`."""

    http: aiohttp.ClientSession
    platform: str
    id: str
    name: str
    notices: list[str] = field(default_factory=list)
    _known: str = ""
    """The chat's ETag when it was last read."""
    _chat: list[Message] = field(default_factory=list)

    @classmethod
    async def arrive(
        cls, http: aiohttp.ClientSession, platform: str, name: str, language: str = "en", zone: str = "Europe/Zurich"
    ) -> "Person":
        body = {"name": name, "language": language, "zone": zone}
        async with http.post(f"/play/{platform}/people", json=body) as answer:
            return cls(http, platform, (await answer.json())["id"], name)

    async def _do(self, what: str, **body: object) -> dict[str, Any]:
        async with self.http.post(f"/play/{self.platform}/people/{self.id}/{what}", json=body) as answer:
            result: dict[str, Any] = await answer.json()
        return result

    async def chat(self, wait: float = 0) -> list[Message]:
        """At once, or as soon as it is not as it was when it was last read, but after `wait` seconds all the same."""
        known = {"If-None-Match": self._known} if self._known else {}
        place = f"/play/{self.platform}/people/{self.id}/chat"
        async with self.http.get(place, params={"wait": str(wait)}, headers=known) as answer:
            if answer.status != NOT_MODIFIED:
                self._chat = [_message(m) for m in (await answer.json())["messages"]]
                self._known = answer.headers["ETag"]
        return self._chat

    async def heard(self, wait: float = 0) -> list[Message]:
        """What the bot said, the oldest first; `wait` as for `chat`."""
        return [message for message in await self.chat(wait) if not message.mine]

    async def come_in(self, code: str) -> None:
        """Follow an invitation: the link on Telegram, the code typed into the app's messages on Slack."""
        if self.platform == "telegram":
            await self._do("start", payload=code)
        else:
            await self._do("open")
            await self._do("say", text=code)

    async def say(self, text: str) -> None:
        await self._do("say", text=text)

    async def command(self, name: str, argument: str = "") -> None:
        if self.platform == "telegram":
            await self._do("say", text=f"/{name} {argument}".strip())
        else:
            await self._do("command", command="/engagebot", text=f"{name} {argument}".strip())

    async def press(self, message: Message, wanted: str) -> str | None:
        """Press the button whose label contains `wanted`; the notice that popped up, if any."""
        button = message.button(wanted)
        if button is None:
            raise NothingCame(f"{self.name} sees no button {wanted!r} under: {message.text!r} {_labels(message)}")
        return await self._press(message, button)

    async def act(self, message: Message, pattern: str) -> str | None:
        """Press the button whose action matches `pattern`."""
        button = message.acting(pattern)
        if button is None:
            actions = [button.action for button in message.buttons]
            raise NothingCame(f"{self.name} sees no button for {pattern!r} under: {message.text!r} {actions}")
        return await self._press(message, button)

    async def _press(self, message: Message, button: Button) -> str | None:
        result = await self._do("press", message=message.id, row=button.row, column=button.column)
        notice: str | None = result.get("notice")
        if notice:
            self.notices.append(notice)
        return notice or result.get("url")

    async def press_raw(self, message: Message, data: str) -> dict[str, Any]:
        """What a modified client could send in place of the buttons there are."""
        key = "data" if self.platform == "telegram" else "value"
        extra = {} if self.platform == "telegram" else {"action_id": data}
        return await self._do("press", message=message.id, **{key: data}, **extra)

    async def block(self) -> None:
        await self._do("block" if self.platform == "telegram" else "deactivate")

    async def sees(
        self, *wanted: str, after: int = 0, without: str | None = None, patience: float = PATIENCE_SECONDS
    ) -> Message:
        """Wait for a message of the bot that contains all of `wanted` in text or button labels; the newest such."""
        return await self.waits_for(
            lambda message: (
                all(word in message.text or message.button(word) for word in wanted)
                and (without is None or without not in message.text)
            ),
            f"{wanted}",
            after,
            patience,
        )

    async def waits_for(
        self, good: Callable[[Message], bool], what: str, after: int = 0, patience: float = PATIENCE_SECONDS
    ) -> Message:
        def found_in(chat: list[Message]) -> Message | None:
            heard = [message for message in chat if not message.mine]
            return next((message for message in reversed(heard[after:]) if good(message)), None)

        end = time.monotonic() + patience
        # What stood there the last time may be gone; what did not may have come since, or has to be waited for.
        wait = patience if found_in(self._chat) is None else 0.0
        while True:
            found = found_in(await self.chat(wait))
            if found is not None:
                return found
            wait = end - time.monotonic()
            if wait <= 0:
                raise NothingCame(f"{self.name} on {self.platform} waited for {what}; {_there(self._chat)}")


def _there(chat: list[Message]) -> str:
    heard = [f"{message.text}\n{_labels(message)}" for message in chat if not message.mine]
    return "there was:\n" + ("\n---\n".join(heard[-3:]) or "nothing at all")


def _labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def _message(raw: dict[str, Any]) -> Message:
    document = raw["document"]
    return Message(
        id=raw["id"],
        mine=raw["mine"],
        text=raw["text"],
        buttons=tuple(_buttons(raw["buttons"])),
        document=document["url"] if document else None,
        edited=raw["edited"],
    )


def _buttons(rows: list[list[dict[str, Any]]]) -> Iterator[Button]:
    for row, buttons in enumerate(rows):
        for column, button in enumerate(buttons):
            yield Button(
                button["label"], row, column, button.get("url"), button.get("data") or button.get("value") or ""
            )
