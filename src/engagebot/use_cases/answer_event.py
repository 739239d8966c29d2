"""An event's card: going, maybe or no; the calendar file; reminders."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.event import Event, Going
from engagebot.domain.moments import reminds
from engagebot.storage.events import answer_to, keep_answer, keep_choice_of_reminders
from engagebot.storage.reminders import audiences_to_come
from engagebot.use_cases.asking import Member
from engagebot.use_cases.calendar_event import calendar_file
from engagebot.use_cases.event_for import event_for
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say

OFF = Reply(notice=Notice("event_withdrawn", alert=True))
CANCELLED = Reply(notice=Notice("event_cancelled", alert=True))


async def show_event(session: AsyncSession, member: Member, event_id: int) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None:
        return UNKNOWN_BUTTON
    return OFF if event.withdrawn else Reply((await _card(session, member, event, in_place=False),))


def _off(event: Event) -> Reply | None:
    """The answer to whoever answers an event that does not take place."""
    if event.withdrawn:
        return OFF
    return CANCELLED if event.cancelled else None


async def answer_event(session: AsyncSession, member: Member, event_id: int, answer: str) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None or answer not in set(Going):
        return UNKNOWN_BUTTON
    if (off := _off(event)) is not None:
        return off
    if member.received_at >= event.ends_at:
        return Reply(notice=Notice("event_over", alert=True))
    await keep_answer(session, event.id, member.stakeholder.id, member.received_at, answer)
    card = await _card(session, member, event, in_place=True)
    return Reply((card,), Notice("answer_kept", {"answer": answer}))


async def choose_reminders(session: AsyncSession, member: Member, event_id: int, on: bool) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None:
        return UNKNOWN_BUTTON
    if (off := _off(event)) is not None:
        return off
    if member.received_at >= event.starts_at:
        return Reply(notice=Notice("event_over", alert=True))
    await keep_choice_of_reminders(session, event.id, member.stakeholder.id, member.received_at, on)
    card = await _card(session, member, event, in_place=True)
    if on and card.values["stopped"]:
        return Reply((card,))
    said = "remind_on" if card.values["to_come"] else "remind_none"
    return Reply((card,), Notice(said if on else "remind_off"))


async def send_calendar(session: AsyncSession, member: Member, event_id: int) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None:
        return UNKNOWN_BUTTON
    file = calendar_file(event, member.stakeholder.language, member.received_at)
    return Reply((Say("calendar_file", {"event": event}, document=file),), Notice("calendar_sent"))


async def _card(session: AsyncSession, member: Member, event: Event, in_place: bool) -> Say:
    given = await answer_to(session, event.id, member.stakeholder.id)
    answer = given.answer if given else None
    values = {
        "workstream": member.workstream,
        "event": event,
        "answer": answer,
        "reminded": given.wants_reminders if given else None,
        "to_come": await _is_reminded(session, member, event, answer),
        "stopped": not member.stakeholder.listens,
    }
    return Say("event", values, in_place)


async def _is_reminded(session: AsyncSession, member: Member, event: Event, answer: str | None) -> bool:
    """Whether a reminder to come would reach them, if they want any: only then it is promised."""
    person = member.stakeholder
    return any(
        reminds(one, answer) and one.includes(person.group, person.region, person.language)
        for one in await audiences_to_come(session, event, member.received_at)
    )
