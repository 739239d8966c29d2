"""All that is stored about somebody, as one tells it: who they are here, what they answered, what they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.people import Account
from engagebot.domain.workstream import LabelKind
from engagebot.storage.comments import Filed, filed
from engagebot.storage.own_rows import set_aside_of
from engagebot.storage.own_story import Message, activities_followed, events_answered, messages_to
from engagebot.storage.people import label_title
from engagebot.storage.practices import practices_of
from engagebot.storage.retention import end_for
from engagebot.texts.reading_back import words_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.greet import membership
from engagebot.use_cases.look_up import own_ballots
from engagebot.use_cases.tell_authors import Number


@dataclass(frozen=True, slots=True)
class Commented:
    """`outcome`: what the secretariat decided last."""

    comment: Comment
    item: Number | None
    event: Event | None
    round: Round | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was sent. `words`: without its buttons; None where they are not kept any more."""

    at: datetime
    words: str | None
    corrected_at: datetime | None


async def own_story(session: AsyncSession, member: Member, accounts: Sequence[Account]) -> dict[str, object]:
    """What the templates tell; of each kind the newest comes first."""
    person, workstream = member.stakeholder, member.workstream
    region = await label_title(session, workstream.id, LabelKind.REGION, person.region) if person.region else None
    messages = await messages_to(session, [account.id for account in accounts])
    comments = await filed(session, Comment.stakeholder_id == person.id)
    return {
        "workstream": workstream,
        "stakeholder": person,
        **await membership(session, workstream, member),
        "region": region,
        "accounts": accounts,
        "here": member.account,
        "events": await events_answered(session, person.id),
        "ballots": await own_ballots(session, member),
        "comments": [await _commented(session, one) for one in reversed(comments)],
        "practices": await practices_of(session, person.id),
        "activities": await activities_followed(session, person.id),
        "messages": [_told(message) for message in messages],
        "aside": len(await set_aside_of(session, accounts)),
        "ends_at": await end_for(session, workstream, person.consented_at),
    }


async def _commented(session: AsyncSession, one: Filed) -> Commented:
    comment = one.comment
    return Commented(
        comment,
        Number(comment.item) if comment.item else None,
        await session.get(Event, comment.event_id) if comment.event_id else None,
        await session.get(Round, comment.round_id) if comment.round_id else None,
        one.disposition.outcome if one.disposition else None,
    )


def _told(message: Message) -> Told:
    words = words_of(message.platform, message.body or {})
    return Told(message.at, words, message.corrected_at)
