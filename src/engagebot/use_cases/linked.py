"""What follows when both accounts said yes."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.drafts import line_of
from engagebot.storage.linked_accounts import accounts_of, hold, prefer
from engagebot.storage.merging import open_rounds_of
from engagebot.storage.rounds import ballot_of, items_of
from engagebot.storage.workstreams import any_contact
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import card
from engagebot.use_cases.greet import membership
from engagebot.use_cases.merge_people import merge_people, unlike
from engagebot.use_cases.mirror_card import on_every_card
from engagebot.use_cases.reply import Elsewhere, Reply, Say


async def link(session: AsyncSession, member: Member, writer: Account) -> Reply:
    """`writer` becomes another account of the member, with everything that it has."""
    staying = member.stakeholder
    leaving = await hold(session, writer, staying)
    if leaving is not None and leaving.id != staying.id:
        refusal = unlike(staying, leaving)
        if refusal is not None:
            return Reply((Say("link_refused", {"reason": refusal, "contact": await any_contact(session)}, True),))
        await merge_people(session, staying, leaving, member.received_at)
    _take_in(writer, staying)
    await session.flush()
    await prefer(session, member.account)
    await session.flush()
    accounts = await accounts_of(session, staying.id)
    rounds = await open_rounds_of(session, staying.id, member.received_at)
    values = await _told(session, member, accounts, rounds)
    there = Elsewhere(writer, staying.language, staying.zone)
    return Reply(
        (
            Say("linked", {**values, "other": writer}, in_place=True),
            Say("linked", {**values, "other": writer, "here": writer}, to=there),
            *await _cards(session, member, rounds),
        )
    )


def _take_in(account: Account, person: Stakeholder) -> None:
    account.stakeholder_id = person.id
    account.invitation_id = account.expects = None
    account.language, account.zone = person.language, person.zone


async def _cards(session: AsyncSession, member: Member, rounds: Sequence[Round]) -> list[Say]:
    """Every card that one of the accounts has of an open round shows what counts now."""
    says: list[Say] = []
    for held in rounds:
        voter = await line_of(session, held, member.stakeholder)
        ballot = await ballot_of(session, voter.id) if voter else None
        if ballot is not None and not held.agreed.by_organisation:
            review = await card(session, member, held, await items_of(session, held.id), 0, ballot)
            says += await on_every_card(session, member, held.id, review)
    return says


async def _told(
    session: AsyncSession, member: Member, accounts: Sequence[Account], rounds: Sequence[Round]
) -> dict[str, object]:
    return {
        **await membership(session, member.workstream, member),
        "workstream": member.workstream,
        "stakeholder": member.stakeholder,
        "here": member.account,
        "accounts": accounts,
        "rounds": rounds,
    }
