"""Votes that come at the same time are taken together: what they need of the database is read and written at once."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Answer, Incoming, Pressed
from engagebot.chat.arrival import Arrival
from engagebot.chat.posting import answer_of, row_of
from engagebot.storage.inbox import first_times
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.voters_at import VoterAt
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.ballot_box import BallotBox, Press, open_ballot_box

VOTE = re.compile(r"v:([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})")


def vote_in(incoming: Incoming) -> tuple[int, int, int, int] | None:
    """Round, item, version and value, if it is a press on one of a ballot's buttons."""
    if not isinstance(incoming.intent, Pressed):
        return None
    match = VOTE.fullmatch(incoming.intent.action)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]), int(match[4]))


class Votes:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def take(self, session: AsyncSession, arrivals: Sequence[Arrival]) -> list[Answer | None]:
        """The answers, in the same order; None where there is no vote, or one that has to be looked at by itself."""
        answers: list[Answer | None] = [None] * len(arrivals)
        for round_id, presses in sorted(_by_round(arrivals).items()):
            box = await open_ballot_box(session, round_id, {press.sender for press in presses.values()})
            if box is not None:
                ballots = {number: (press, box.voter(press)) for number, press in presses.items()}
                plain = {number: (press, voter) for number, (press, voter) in ballots.items() if voter is not None}
                await self._cast(session, box, arrivals, plain, answers)
        return answers

    async def _cast(
        self,
        session: AsyncSession,
        box: BallotBox,
        arrivals: Sequence[Arrival],
        presses: dict[int, tuple[Press, VoterAt]],
        answers: list[Answer | None],
    ) -> None:
        keys = {arrivals[number].incoming.key: arrivals[number].received_at for number in presses}
        new = await first_times(session, keys)
        rows: list[NewDelivery] = []
        for number, (press, voter) in sorted(presses.items(), key=lambda one: one[1][0].received_at):
            incoming = arrivals[number].incoming
            if incoming.key not in new:
                answers[number] = Answer()
                continue
            new.remove(incoming.key)
            reply = box.cast(voter, press)
            reader = Reader(voter.language, voter.zone, incoming.sender.platform)
            rows += [
                row_of(self._texts, say, incoming, reader, voter.account_id, press.received_at) for say in reply.says
            ]
            answers[number] = answer_of(self._texts, reply, reader)
        await box.write(session)
        if rows:
            await enqueue(session, rows, max(row.due_at for row in rows))


def _by_round(arrivals: Sequence[Arrival]) -> dict[int, dict[int, Press]]:
    """By round, and then by their numbers among all."""
    found: dict[int, dict[int, Press]] = {}
    for number, arrival in enumerate(arrivals):
        numbers = vote_in(arrival.incoming)
        if numbers is not None:
            round_id, item, version, value = numbers
            press = Press(arrival.incoming.sender, arrival.incoming.chat, item, version, value, arrival.received_at)
            found.setdefault(round_id, {})[number] = press
    return found
