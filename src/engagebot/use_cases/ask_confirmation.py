"""Somebody who drafted asks their focal point to confirm: one message, however often it is asked for."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.draft import DraftState
from engagebot.storage.comments import where_to_tell
from engagebot.storage.drafts import focal_points_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import review
from engagebot.use_cases.drafting import answers_in, drafted
from engagebot.use_cases.mirror_card import remember_card
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Elsewhere, Notice, Reply, Say

AGAIN_AFTER = timedelta(days=1)


async def ask_confirmation(session: AsyncSession, member: Member, round_id: int) -> Reply:
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    if box.draft is None:
        return UNKNOWN_BUTTON
    await remember_card(session, member, box.held.id, always=True)
    says = await _asked(session, member, box) if _may_ask(box, member.received_at) else []
    seen = await drafted(session, member.stakeholder, box.draft)
    shown = review(member.workstream, box.held, box.items, answers_in(box.draft, box.ballot), seen)
    return Reply((shown, *says), Notice("confirmation_asked" if says else "confirmation_not_asked", alert=not says))


def _may_ask(box: Box, now: datetime) -> bool:
    """Whether there is something to confirm, and nobody was asked to within a day."""
    draft = box.draft
    if draft is None or draft.state not in (DraftState.DRAFT, DraftState.CHANGED):
        return False
    return draft.asked_at is None or now >= draft.asked_at + AGAIN_AFTER


async def _asked(session: AsyncSession, member: Member, box: Box) -> list[Say]:
    """To each focal point who can be reached and has not stopped; whoever sleeps now gets it in the morning."""
    assert box.draft is not None  # noqa: S101 - said above
    people = [one for one in await focal_points_of(session, box.draft.organisation_id) if one != member.stakeholder.id]
    told = await where_to_tell(session, member.workstream.id, people)
    if told:
        box.draft.asked_at = member.received_at
    values = {"workstream": member.workstream, "round": box.held}
    return [
        Say(
            "confirmation_wanted",
            {**values, "draft": await drafted(session, person, box.draft)},
            to=Elsewhere(account, person.language, person.zone, due_at=person.night.ends(member.received_at)),
        )
        for account, person in told
    ]
