"""Votes that come at the same time are taken together: what they need of the database is read and written at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engagebot.channel import Answer, Incoming, Pressed
from engagebot.chat.arrival import Arrival
from engagebot.chat.posting import answer_of
from engagebot.domain.outbox import BALLOT, Priority
from engagebot.storage.doors import Door
from engagebot.storage.inbox import first_times
from engagebot.storage.late_edits import edit_late
from engagebot.storage.outbox import NewDelivery
from engagebot.storage.voters_at import VoterAt
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.ballot_box import Press, open_ballot_box

VOTE = re.compile(r"v:([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Ballotted:
    """A press on one of a ballot's buttons. `place`: its number among all that came."""

    place: int
    incoming: Incoming
    card: str | None
    press: Press


class Particular:
    """What is no vote, or one that has to be looked at by itself."""


def vote_in(incoming: Incoming) -> tuple[int, int, int, int] | None:
    """Round, item, version and value, if it is a press on one of a ballot's buttons."""
    if not isinstance(incoming.intent, Pressed):
        return None
    match = VOTE.fullmatch(incoming.intent.action)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]), int(match[4]))


class Votes:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def take(self, door: Door, arrivals: Sequence[Arrival]) -> list[Answer | Particular]:
        """The answers, in the same order."""
        answers: list[Answer | Particular] = [Particular()] * len(arrivals)
        for round_id, votes in sorted(_by_round(arrivals).items()):
            await self._take(door, round_id, votes, answers)
        return answers

    async def _take(
        self, door: Door, round_id: int, votes: Sequence[Ballotted], answers: list[Answer | Particular]
    ) -> None:
        box = await open_ballot_box(door, round_id, {vote.press.sender for vote in votes})
        if box is None:
            return
        plain = [(vote, voter) for vote in votes if (voter := box.voter(vote.press)) is not None]
        new = await first_times(door, {vote.incoming.key: vote.press.received_at for vote, _ in plain})
        rows: list[NewDelivery] = []
        for vote, voter in plain:
            answers[vote.place] = Answer()
            if vote.incoming.key in new:
                new.remove(vote.incoming.key)
                cast = box.cast(voter, vote.press)
                rows.append(_card(vote, voter, round_id, cast.shown))
                reader = Reader(voter.language, voter.zone, vote.incoming.sender.platform)
                answers[vote.place] = answer_of(self._texts, cast.notice, reader, echoed=True)
        await box.write(door)
        if rows:
            await edit_late(door, rows, max(row.due_at for row in rows))


def _card(vote: Ballotted, voter: VoterAt, round_id: int, shown: int) -> NewDelivery:
    """To be written when it goes out: by then the same voter may have pressed again."""
    return NewDelivery(
        lane=vote.incoming.sender.lane,
        chat=vote.incoming.chat,
        what="ballot_card" if shown else "ballot_review",
        priority=Priority.REPLY,
        due_at=vote.press.received_at,
        body={BALLOT: [round_id, shown]},
        account_id=voter.account_id,
        replaces=vote.card,
    )


def _by_round(arrivals: Sequence[Arrival]) -> dict[int, list[Ballotted]]:
    """Each round's in the order in which they first came."""
    found: dict[int, list[Ballotted]] = {}
    for place, arrival in enumerate(arrivals):
        incoming = arrival.incoming
        numbers = vote_in(incoming)
        if numbers is not None and isinstance(incoming.intent, Pressed):
            round_id, item, version, value = numbers
            press = Press(incoming.sender, incoming.chat, item, version, value, arrival.received_at)
            found.setdefault(round_id, []).append(Ballotted(place, incoming, incoming.intent.card, press))
    for votes in found.values():
        votes.sort(key=lambda vote: vote.press.received_at)
    return found
