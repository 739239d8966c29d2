"""What a voter sees of a round: one item at a time, the review of all, or that it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Answers, Round, RoundState
from engagebot.domain.draft import Drafted, DraftState
from engagebot.domain.method import Method, Rules, chosen
from engagebot.domain.series import Earlier
from engagebot.domain.terms import Terms
from engagebot.domain.workstream import Workstream
from engagebot.storage.comments import count_own_comments
from engagebot.storage.drafts import draft_of, line_of
from engagebot.storage.rounds import Item, ballot_of, items_of, round_by_id
from engagebot.use_cases.asking import Member
from engagebot.use_cases.drafting import answers_in, drafted
from engagebot.use_cases.mirror_card import remember_card
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say
from engagebot.use_cases.round_before import before_of

ON_A_PAGE = 8
"""Items of a list: more do not fit a phone's screen with a button each."""


async def show_new_card(session: AsyncSession, member: Member, round_id: int) -> Reply:
    """The ballot from its beginning, or its review where there are answers, beside the message with the button."""
    found = await _ballot(session, member, round_id)
    if isinstance(found, Reply):
        return replace(found, says=tuple(replace(say, in_place=False) for say in found.says))
    return Reply((replace(await _first(session, member, found), in_place=False),))


async def _first(session: AsyncSession, member: Member, seen: "Seen") -> Say:
    if seen.ballot is not None and seen.ballot.answers:
        return await card(session, member, seen.held, seen.items, 0, seen.ballot, seen.draft)
    if seen.held.method == Method.RATING:
        return await card(session, member, seen.held, seen.items, 1, seen.ballot, seen.draft)
    return list_card(seen.held, seen.items, 1, seen.ballot, seen.draft)


async def show_card(session: AsyncSession, member: Member, round_id: int, number: int) -> Reply:
    """Item `number` of a round, or the review for 0."""
    found = await _ballot(session, member, round_id)
    if isinstance(found, Reply):
        return found
    if not 0 <= number <= len(found.items):
        return UNKNOWN_BUTTON
    await remember_card(session, member, found.held.id, found.draft is not None)
    return Reply((await card(session, member, found.held, found.items, number, found.ballot, found.draft),))


async def show_list(session: AsyncSession, member: Member, round_id: int, page: int) -> Reply:
    """A page of the list on which one chooses; ratings have none."""
    found = await _ballot(session, member, round_id)
    if isinstance(found, Reply):
        return found
    if found.held.method == Method.RATING or not 1 <= page <= page_of(len(found.items)):
        return UNKNOWN_BUTTON
    await remember_card(session, member, found.held.id, found.draft is not None)
    return Reply((list_card(found.held, found.items, page, found.ballot, found.draft),))


async def _ballot(session: AsyncSession, member: Member, round_id: int) -> "Seen | Reply":
    """The member's ballot, or their organisation's draft, in a round that takes their answers now, or what to say
    instead."""
    held = await round_of(session, member, round_id)
    if held is None:
        return UNKNOWN_BUTTON
    if held.state == RoundState.PLANNED:
        return Reply(notice=Notice("round_not_open", alert=True))
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    voter = await line_of(session, held, member.stakeholder)
    if voter is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    items, ballot = await items_of(session, held.id), await ballot_of(session, voter.id)
    own = await draft_of(session, held.id, member.stakeholder.organisation_id) if held.agreed.by_organisation else None
    if own is None:
        return Seen(held, items, ballot)
    _, draft = own
    return Seen(held, items, answers_in(draft, ballot), await drafted(session, member.stakeholder, draft))


@dataclass(frozen=True, slots=True)
class RoundShown:
    """What a card shows of a round: a value, so that cards that show the same are written once."""

    id: int
    title: Localised = field(hash=False)
    closes_at: datetime
    anonymity: str
    agreed: Terms = field(hash=False)

    @classmethod
    def of(cls, held: Round) -> "RoundShown":
        return cls(held.id, held.title, held.closes_at, held.anonymity, held.agreed)


class Given(Protocol):
    """A ballot, as a card shows it."""

    @property
    def answers(self) -> Answers: ...
    @property
    def receipt(self) -> str | None: ...
    @property
    def changed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member has before them. `draft`: where organisations vote; the ballot is what the draft holds then."""

    held: Round
    items: Sequence[Item]
    ballot: Given | None
    draft: Drafted | None = None


async def card(
    session: AsyncSession,
    member: Member,
    held: Round,
    items: Sequence[Item],
    number: int,
    ballot: Given | None,
    draft: Drafted | None = None,
) -> Say:
    """The card that stands in the chat, to be put in place of the one that was pressed; the review for 0."""
    if number == 0:
        return review(member.workstream, held, items, ballot, draft)
    comments = await count_own_comments(session, held.id, number, member.stakeholder.id)
    return item_card(held, items, number, ballot, comments, await before_of(session, member, held, number), draft)


def item_card(
    held: Round,
    items: Sequence[Item],
    number: int,
    ballot: Given | None,
    comments: int,
    before: Earlier | None = None,
    draft: Drafted | None = None,
) -> Say:
    """`comments`: how many the voter wrote on the item; `before`: how it fared in the round before; `draft`: whose
    draft it is, where organisations vote."""
    values: dict[str, object] = {
        "round": RoundShown.of(held),
        "item": items[number - 1],
        "total": len(items),
        "value": ballot.answers.get(str(number)) if ballot else None,
        "comments": comments,
        "before": before,
        "draft": draft,
    }
    rules = held.rules(len(items))
    if rules.method == Method.RATING:
        return Say("ballot_card", values, in_place=True, by_value=True)
    given = given_in(ballot.answers) if ballot else {}
    values |= {"rules": rules, "offered": rules.offered(given, number), "page": page_of(number)}
    return Say("choice_card", {**values, **standing(rules, given)}, in_place=True, by_value=True)


def list_card(held: Round, items: Sequence[Item], page: int, ballot: Given | None, draft: Drafted | None = None) -> Say:
    """All items, or so many as fit a page, on which one chooses among them."""
    rules = held.rules(len(items))
    given = given_in(ballot.answers) if ballot else {}
    values = {
        "round": RoundShown.of(held),
        "rules": rules,
        "items": tuple((item, given.get(item.number)) for item in items if page_of(item.number) == page),
        "page": page,
        "pages": page_of(len(items)),
        "answered": len(given),
        "draft": draft,
    }
    return Say("choice_list", {**values, **standing(rules, given)}, in_place=True, by_value=True)


def page_of(number: int) -> int:
    """On which page of the list an item stands; both count from 1."""
    return (number - 1) // ON_A_PAGE + 1


def given_in(answers: Answers) -> dict[int, int]:
    return {int(number): value for number, value in answers.items()}


def standing(rules: Rules, given: Mapping[int, int]) -> dict[str, int | None]:
    """How far a voter is: how many items they chose, and how many choices or points are left."""
    return {"chosen": len(chosen(given)), "left": rules.left(given)}


def review(
    workstream: Workstream, held: Round, items: Sequence[Item], ballot: Given | None, draft: Drafted | None = None
) -> Say:
    answers = ballot.answers if ballot else {}
    rules = held.rules(len(items))
    values = {
        "workstream": workstream,
        "round": held,
        "rules": rules,
        "answers": [(item, answers.get(str(item.number))) for item in items],
        "total": len(items),
        "answered": len(answers),
        "receipt": ballot.receipt if ballot else None,
        "recorded_at": ballot.changed_at if ballot else None,
        "renewed": _renewed(items, answers, draft),
        "draft": draft,
    }
    return Say("ballot_review", {**values, **standing(rules, given_in(answers))}, in_place=True)


def _renewed(items: Sequence[Item], answers: Answers, draft: Drafted | None) -> list[int]:
    """What confirming a draft says the new text of: said above the button, since not all of it need have been read."""
    if draft is None or draft.state in (DraftState.EMPTY, DraftState.CONFIRMED):
        return []
    return [item.number for item in items if item.reworded and str(item.number) in answers]


async def closed_for_you(session: AsyncSession, member: Member, held: Round) -> Reply:
    """Too late: the card gives way to a message that says so, and the notice says it at once."""
    voter = await line_of(session, held, member.stakeholder)
    ballot = await ballot_of(session, voter.id) if voter else None
    values = {
        "workstream": member.workstream,
        "round": held,
        "answered": len(ballot.answers) if ballot else 0,
    }
    say = Say("round_closed_for_you", values, in_place=True)
    return Reply((say,), Notice("round_closed", {"workstream": member.workstream, "round": held}, alert=True))


async def round_of(session: AsyncSession, member: Member, round_id: int) -> Round | None:
    """The round, if it is one of the member's workstream."""
    held = await round_by_id(session, round_id)
    return held if held is not None and held.workstream_id == member.workstream.id else None


async def find_item(session: AsyncSession, member: Member, round_id: int, number: int) -> tuple[Round, Item] | None:
    held = await round_of(session, member, round_id)
    if held is None:
        return None
    items = await items_of(session, held.id)
    return (held, items[number - 1]) if 1 <= number <= len(items) else None
