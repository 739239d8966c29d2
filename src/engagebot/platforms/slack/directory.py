"""What Slack knows of a person: language, time zone, and the channel of their chat with us."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from engagebot.platforms.slack.wire import Answered, Wire, within

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that an update may wait for its person's profile; Slack wants its acknowledgement within three."""

FRESH = 3600.0
FRESH_AFTER_FAILURE = 60.0
MOST = 20_000
LOOKUP = 10.0


@dataclass(frozen=True, slots=True)
class Profile:
    language: str | None = None
    zone: str | None = None


class Directory:
    """Remembers for an hour; while it asks again, what it knew still counts."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._profiles: dict[str, tuple[Profile, float]] = {}
        self._chats: dict[str, str] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def profile(self, user: str) -> Profile:
        known, until = self._profiles.get(user, (None, 0.0))
        if until < time.monotonic():
            await self._ask(f"profile {user}", self._learn_profile(user), wait=known is None)
        return self._profiles.get(user, (Profile(), 0.0))[0]

    async def chat_with(self, user: str) -> str | None:
        """The direct message channel, or None if Slack does not tell in time."""
        if user not in self._chats:
            await self._ask(f"chat {user}", self._learn_chat(user), wait=True)
        return self._chats.get(user)

    def note_chat(self, user: str, channel: str) -> None:
        _remember(self._chats, user, channel)

    async def close(self) -> None:
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _ask(self, about: str, question: Coroutine[object, object, None], *, wait: bool) -> None:
        """One question at a time about one thing; it goes on when the one who asked waits no longer."""
        if about in self._asking:
            question.close()
        else:
            self._asking[about] = asyncio.create_task(question)
            self._asking[about].add_done_callback(lambda _: self._asking.pop(about, None))
        if wait:
            await asyncio.wait([self._asking[about]], timeout=PATIENCE)

    async def _learn_profile(self, user: str) -> None:
        request = self._wire.client.users_info(user=user, include_locale=True)
        answer = await within(LOOKUP, self._wire.ask(request))
        known = self._profiles.get(user, (Profile(), 0.0))[0]
        profile = known if answer is None else _profile(answer)
        lasts = FRESH_AFTER_FAILURE if answer is None else FRESH
        _remember(self._profiles, user, (profile, time.monotonic() + lasts))

    async def _learn_chat(self, user: str) -> None:
        answer = await within(LOOKUP, self._wire.call("conversations.open", {"users": user}))
        match answer:
            case {"channel": {"id": str(channel)}}:
                self.note_chat(user, channel)


def _profile(answer: Answered) -> Profile:
    user = answer.get("user")
    if not isinstance(user, dict):
        return Profile()
    locale = user.get("locale")
    return Profile(locale if isinstance(locale, str) else None, _zone(user.get("tz")))


def _zone(name: object) -> str | None:
    if isinstance(name, str):
        with suppress(ValueError, OSError, KeyError):
            return ZoneInfo(name).key
    return None


def _remember(known: dict[str, T], key: str, value: T) -> None:
    known.pop(key, None)
    known[key] = value
    if len(known) > MOST:
        del known[next(iter(known))]
