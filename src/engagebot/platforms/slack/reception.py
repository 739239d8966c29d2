"""From a payload to the handler, whichever way it came in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engagebot.channel import Address, Handle, Incoming, Platform, Unread
from engagebot.platforms.errands import Errands
from engagebot.platforms.slack.directory import Directory
from engagebot.platforms.slack.incoming import Heard, Payload, read
from engagebot.platforms.slack.notices import Notices
from engagebot.platforms.turns import Turns

Take = Callable[[Payload], Awaitable[None]]
"""Returns once the payload's effects are committed. Raises if they are not, and NotInTime if they are not yet."""

IN_TIME = 2.5
"""Seconds. Slack gives up on an answer after three.
Source: https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response"""


class NotInTime(Exception):
    """Nobody knows yet whether it will be stored."""


@dataclass(frozen=True, slots=True)
class Me:
    """The app in its workspace."""

    team: str
    user: str
    bot: str


class Reception:
    """What takes longer than `in_time` seconds is refused, but not broken off where it waits for its group's commit:
    Slack sends events again, and they are then found stored; who pressed a button is told that it did not work, sees
    the card change when it did, and can press again, which counts once."""

    def __init__(
        self,
        me: Me,
        umbrella: str,
        directory: Directory,
        notices: Notices,
        errands: Errands,
        in_time: float = IN_TIME,
    ) -> None:
        self._me = me
        self._in_time = in_time
        self._umbrella = umbrella
        self._directory = directory
        self._notices = notices
        self._errands = errands
        self._turns = Turns()

    def taking(self, handle: Handle) -> Take:
        async def take(payload: Payload) -> None:
            heard = read(payload, self._umbrella)
            if heard is not None and heard.user != self._me.user:
                try:
                    async with asyncio.timeout(self._in_time), self._turns.of(heard.user):
                        await self._hand_over(heard, handle)
                except TimeoutError as error:
                    raise NotInTime(heard.key) from error

        return take

    async def _hand_over(self, heard: Heard, handle: Handle) -> None:
        incoming = await self._incoming(heard)
        answer = await handle(incoming)
        if answer.notice and not answer.echoes:
            self._errands.run("show a notice", self._notices.show(heard, incoming.chat, answer.notice))

    async def _incoming(self, heard: Heard) -> Incoming:
        key, sender = (
            f"{Platform.SLACK}:{self._me.team}:{heard.key}",
            Address(Platform.SLACK, self._me.team, heard.user),
        )
        if isinstance(heard.intent, Unread):
            return Incoming(key, sender, "", heard.intent)
        profile = await self._directory.profile(heard.user)
        return Incoming(
            key=key,
            sender=sender,
            chat=await self._chat(heard),
            intent=heard.intent,
            language=profile.language,
            zone=profile.zone,
        )

    async def _chat(self, heard: Heard) -> str:
        """The person's own id serves as an address too, where the channel is not to be had in time."""
        if heard.chat is not None:
            self._directory.note_chat(heard.user, heard.chat)
            return heard.chat
        return await self._directory.chat_with(heard.user) or heard.user
