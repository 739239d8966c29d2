"""From an outgoing message to Slack's methods."""

from dataclasses import replace

import aiohttp

from engagebot.channel import Document, GiveUp, Outcome, Outgoing, Retry, Sent, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.redaction import Redaction
from engagebot.platforms.slack.directory import Directory
from engagebot.platforms.slack.outcomes import is_gone, outcome
from engagebot.platforms.slack.wire import MaybeWritten, NotWritten, Refused, Trouble, Wire, lost

HOME = "home"
"""What the Home tab is called where a message has its name."""


class Sender:
    def __init__(self, wire: Wire, directory: Directory, redaction: Redaction) -> None:
        self._wire = wire
        self._directory = directory
        self._redaction = redaction
        self._floods = Floods()

    async def send(self, outgoing: Outgoing) -> Outcome:
        result = await self._send(outgoing)
        if isinstance(result, Retry | GiveUp | StopLane | Unknown):
            return replace(result, reason=self._redaction.clean(result.reason))
        return result

    async def _send(self, outgoing: Outgoing) -> Outcome:
        """A card that cannot be edited any more is sent anew, unless it is only to be edited."""
        if outgoing.body.get("type") == "home":
            return await self._publish(outgoing)
        if outgoing.replaces is not None and outgoing.document is None:
            edited = await self._edit(outgoing, outgoing.replaces)
            if edited is not None:
                return edited
            if outgoing.only_edits:
                return GiveUp("the card is gone")
        try:
            channel = await self._channel(outgoing.chat)
        except (NotWritten, MaybeWritten, Refused) as error:
            return self._outcome(error, outgoing.chat, repeatable=True)
        if outgoing.document is not None:
            return await self._upload(channel, outgoing, outgoing.document)
        return await self._post(channel, outgoing)

    async def _channel(self, chat: str) -> str:
        """`chat` may be a person (U or W): then their direct message channel is opened."""
        if not chat.startswith(("U", "W")):
            return chat
        answer = await self._wire.call("conversations.open", {"users": chat})
        match answer:
            case {"channel": {"id": str(channel)}}:
                self._directory.note_chat(chat, channel)
                return channel
            case _:
                return chat

    async def _edit(self, outgoing: Outgoing, ref: str) -> Outcome | None:
        """None if there is nothing left to edit. Slack keeps the old blocks unless told that there are none."""
        channel, _, stamp = ref.partition(":")
        values = {"blocks": [], **outgoing.body, "channel": channel, "ts": stamp}
        try:
            await self._wire.call("chat.update", values)
        except (NotWritten, MaybeWritten, Refused) as error:
            return None if is_gone(error) else self._outcome(error, outgoing.chat, repeatable=True)
        return Sent(ref, channel)

    async def _publish(self, outgoing: Outgoing) -> Outcome:
        """The person's Home tab. That it cannot be had says nothing about messages.
        Source: https://docs.slack.dev/reference/methods/views.publish"""
        try:
            await self._wire.call("views.publish", {"user_id": outgoing.chat, "view": outgoing.body})
        except (NotWritten, MaybeWritten, Refused) as error:
            result = self._outcome(error, outgoing.chat, repeatable=True)
            return replace(result, unreachable=False) if isinstance(result, GiveUp) else result
        return Sent(HOME, outgoing.chat)

    async def _post(self, channel: str, outgoing: Outgoing) -> Outcome:
        try:
            answer = await self._wire.call("chat.postMessage", {**outgoing.body, "channel": channel})
        except (NotWritten, MaybeWritten, Refused) as error:
            return self._outcome(error, outgoing.chat, repeatable=False)
        match answer:
            case {"channel": str(where), "ts": str(stamp)}:
                return Sent(f"{where}:{stamp}", where)
            case _:
                return Unknown("Slack took the message and did not name it")

    async def _upload(self, channel: str, outgoing: Outgoing, document: Document) -> Outcome:
        """Nothing is seen by anybody before the last step, so only that one leaves doubts."""
        try:
            file = await self._lay_down(document)
        except (NotWritten, MaybeWritten, Refused) as error:
            return self._file_outcome(error, outgoing.chat, repeatable=True)
        words = outgoing.body.get("text")
        share = self._wire.client.files_completeUploadExternal(
            files=[{"id": file, "title": document.name}],
            channel_id=channel,
            initial_comment=words if isinstance(words, str) else None,
        )
        try:
            await self._wire.ask(share)
        except (NotWritten, MaybeWritten, Refused) as error:
            return self._file_outcome(error, outgoing.chat, repeatable=False)
        return Sent(f"{channel}:{file}", channel)

    async def _lay_down(self, document: Document) -> str:
        """Uploads the content and returns the file's id."""
        content = document.content.encode()
        place = await self._wire.ask(
            self._wire.client.files_getUploadURLExternal(filename=document.name, length=len(content))
        )
        match place:
            case {"upload_url": str(url), "file_id": str(file)}:
                await self._put(url, content)
                return file
            case _:
                raise Refused("", 502)

    async def _put(self, url: str, content: bytes) -> None:
        problem: Trouble | None = None
        try:
            async with self._wire.session.post(url, data=content, proxy=self._wire.client.proxy) as response:
                if response.status != 200:
                    problem = Refused("", response.status)
        except (aiohttp.ClientError, OSError) as error:
            problem = lost(error)
        if problem is not None:
            raise problem

    def _outcome(self, error: Trouble, chat: str, *, repeatable: bool) -> Outcome:
        return outcome(error, chat, repeatable=repeatable, floods=self._floods)

    def _file_outcome(self, error: Trouble, chat: str, *, repeatable: bool) -> Outcome:
        """A missing permission for files says nothing about messages."""
        result = self._outcome(error, chat, repeatable=repeatable)
        if isinstance(error, Refused) and error.error == "missing_scope":
            return GiveUp(f"the Slack app may not send files ({error})")
        return result
