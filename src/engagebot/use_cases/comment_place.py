"""What a comment is on: a recommendation in a round, a paragraph of it, the round itself, or an event."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment, paragraphs
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.storage.drafts import line_of
from engagebot.storage.rounds import Item
from engagebot.texts.own import own
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import closed_for_you, find_item, round_of
from engagebot.use_cases.event_for import event_for
from engagebot.use_cases.reply import Notice, Reply, Say


@dataclass(frozen=True, slots=True)
class Place:
    """`paragraph` counts from 1; None is the whole text."""

    held: Round | None = None
    item: Item | None = None
    paragraph: int | None = None
    event: Event | None = None

    def values(self, language: str) -> dict[str, object]:
        """What the templates say of it. `quoted`: its words, as a reader of `language` gets them."""
        texts = paragraphs(own(self.item.text, language)) if self.item else []
        whole = self.item.text if self.item else None
        return {
            "round": self.held,
            "item": self.item,
            "event": self.event,
            "paragraph": self.paragraph,
            "paragraphs": len(texts),
            "quoted": texts[self.paragraph - 1] if self.paragraph and self.paragraph <= len(texts) else whole,
        }


async def place_of(session: AsyncSession, member: Member, named: Mapping[str, object]) -> Place | None:
    """From `round`, `item` and `paragraph`, or `event`, as a button or a dialogue names them; None if there is none
    for this member."""
    match named:
        case {"event": int(event_id)}:
            event = await event_for(session, member, event_id)
            return None if event is None else Place(event=event)
        case {"round": int(round_id), "item": int(number)}:
            found = await find_item(session, member, round_id, number)
            return None if found is None else _in_item(member, *found, named.get("paragraph"))
        case {"round": int(round_id)}:
            held = await round_of(session, member, round_id)
            return None if held is None else Place(held)
    return None


def _in_item(member: Member, held: Round, item: Item, paragraph: object) -> Place | None:
    if not isinstance(paragraph, int):
        return Place(held, item)
    count = len(paragraphs(own(item.text, member.stakeholder.language)))
    return Place(held, item, paragraph) if 1 <= paragraph <= count else None


async def place_of_comment(session: AsyncSession, member: Member, comment: Comment) -> Place | None:
    named = {"event": comment.event_id, "round": comment.round_id, "item": comment.item, "paragraph": comment.paragraph}
    return await place_of(session, member, {name: value for name, value in named.items() if value is not None})


async def closed_to(session: AsyncSession, member: Member, place: Place) -> Reply | None:
    """Why this member cannot comment there now, if so."""
    if place.event is not None and place.event.withdrawn:
        return Reply(notice=Notice("event_withdrawn", alert=True))
    if place.event is not None and place.event.cancelled:
        return Reply(notice=Notice("event_cancelled", alert=True))
    if place.held is None:
        return None
    if not place.held.accepts(member.received_at):
        return await closed_for_you(session, member, place.held)
    if await line_of(session, place.held, member.stakeholder) is None:
        return Reply((Say("not_on_roll", {"round": place.held}),))
    return None
