"""What a stakeholder can ask for at any time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.events import answers_of, coming_events
from engagebot.storage.retention import end_for
from engagebot.storage.rounds import ballots_of_person, items_of
from engagebot.storage.workstreams import any_contact
from engagebot.use_cases.asking import Asker, Member
from engagebot.use_cases.ballot import given_in, standing
from engagebot.use_cases.event_for import concerns
from engagebot.use_cases.paging import page_of
from engagebot.use_cases.reply import Reply, Say

EVENTS = 5
"""In one message: with titles and places as long as they may be, in the most talkative language, these fit both
platforms."""
VOTES = 3600
"""Characters of one message of ratings: a line takes up to a hundred, what stands around each round five hundred."""


async def show_help(session: AsyncSession, asker: Asker) -> Reply:
    contact = await any_contact(session)
    stopped = isinstance(asker, Member) and not asker.stakeholder.listens
    values = {"joined": isinstance(asker, Member), "stopped": stopped, "contact": contact}
    return Reply((Say("help", values),))


async def show_privacy(session: AsyncSession, asker: Asker) -> Reply:
    workstream, ends_at = None, None
    if isinstance(asker, Member):
        workstream = asker.workstream
        ends_at = await end_for(session, workstream, asker.stakeholder.consented_at)
    values = {"workstream": workstream, "ends_at": ends_at, "contact": await any_contact(session)}
    return Reply((Say("privacy", values),))


async def show_events(session: AsyncSession, member: Member, page: int = 1, in_place: bool = False) -> Reply:
    events = await coming_events(session, member.workstream.id, member.received_at)
    events = [event for event in events if concerns(event, member)]
    answers = await answers_of(session, member.stakeholder.id)
    pairs = [(event, answers[event.id].answer if event.id in answers else None) for event in events]
    shown = page_of(pairs, page, EVENTS)
    return Reply((Say("events", {"workstream": member.workstream, "page": shown}, in_place),))


def vote_weight(entry: Mapping[str, Any]) -> int:
    """In characters."""
    return 500 + 100 * len(entry["answers"])


async def show_my_votes(session: AsyncSession, member: Member, page: int = 1, in_place: bool = False) -> Reply:
    shown = page_of(await own_ballots(session, member), page, VOTES, vote_weight)
    return Reply((Say("my_votes", {"workstream": member.workstream, "page": shown}, in_place),))


async def own_ballots(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """What the templates say of each ballot of the member's, the newest round first."""
    rounds: list[dict[str, Any]] = []
    for held, ballot, pseudonym in await ballots_of_person(session, member.stakeholder.id):
        items = await items_of(session, held.id)
        rules = held.rules(len(items))
        answers = [(i.number, i.text, ballot.answers.get(str(i.number))) for i in items]
        rounds.append(
            {
                "round": held,
                "rules": rules,
                **standing(rules, given_in(ballot.answers)),
                "answers": [answer for answer in answers if answer[2] is not None],
                "total": len(items),
                "receipt": ballot.receipt,
                "ballot": pseudonym,
                "open": held.accepts(member.received_at),
            }
        )
    return rounds
