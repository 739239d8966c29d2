"""A focal point confirms their organisation's draft: what it holds is voted, in one transaction."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.draft import DraftState
from engagebot.domain.method import changes
from engagebot.storage.drafts import cards_of_colleagues
from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import given_in, review
from engagebot.use_cases.drafting import answers_in, drafted
from engagebot.use_cases.mirror_card import remember_card
from engagebot.use_cases.record_vote import Vote
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Elsewhere, Notice, Reply, Say


async def confirm_draft(session: AsyncSession, member: Member, round_id: int, revision: int) -> Reply:
    """`revision`: the one that was shown above the button. If a colleague has changed the draft since, nothing is
    confirmed: it is shown anew."""
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    if box.draft is None or not member.stakeholder.focal_point:
        return UNKNOWN_BUTTON
    await remember_card(session, member, box.held.id, always=True)
    if box.draft.revision != revision:
        return Reply((await _review(session, member, box),), Notice("draft_changed", alert=True))
    if box.draft.state not in (DraftState.EMPTY, DraftState.CONFIRMED):
        box.record(session, list(_votes(box)), member.received_at)
        box.draft.confirm(member.received_at)
        return Reply(
            (await _review(session, member, box), *await _to_colleagues(session, member, box)),
            Notice("draft_confirmed"),
        )
    return Reply((await _review(session, member, box),))


def _votes(box: Box) -> list[Vote]:
    """What leads from what counts to what is drafted, all of it on the texts as they are now."""
    counts, wanted = given_in(box.ballot.answers if box.ballot else {}), given_in(box.answers)
    moved = dict(changes(counts, wanted))
    versions = {item.number: item.version for item in box.items}
    moved |= {n: value for n, value in wanted.items() if box.given_to.get(n, versions[n]) < versions[n]}
    return [Vote(number, versions[number], value) for number, value in moved.items()]


async def _review(session: AsyncSession, member: Member, box: Box) -> Say:
    assert box.draft is not None  # noqa: S101 - said above
    seen = await drafted(session, member.stakeholder, box.draft)
    return review(member.workstream, box.held, box.items, answers_in(box.draft, box.ballot), seen)


async def _to_colleagues(session: AsyncSession, member: Member, box: Box) -> list[Say]:
    """The cards that they have before them say that it is confirmed; the asking account's own is answered anyway."""
    assert box.draft is not None  # noqa: S101 - said above
    says = []
    for person, card in await cards_of_colleagues(session, box.draft.organisation_id, box.held.id):
        if card.account.id != member.account.id:
            seen = await drafted(session, person, box.draft)
            say = review(member.workstream, box.held, box.items, answers_in(box.draft, box.ballot), seen)
            to = Elsewhere(card.account, person.language, person.zone, card.ref)
            says.append(Say(say.message, say.values, to=to))
    return says
