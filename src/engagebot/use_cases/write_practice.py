"""A promising practice is told step by step: each answer is stored at once, so that one can leave and come back."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.practice import LONGEST, OPTIONAL, STEPS, Practice, PracticeState, Step
from engagebot.storage.practices import practice_for, practices_of, routes_of
from engagebot.texts.own import own
from engagebot.texts.words import opens
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply, Say

MOST_AT_ONCE = 20
"""Practices of one person that are listed, and drafts that can be begun: nobody tells of more in a chat."""


async def show_practices(session: AsyncSession, member: Member) -> Reply:
    """The one that was left, where it was left; otherwise the own ones, and the way to a new one."""
    mine = await practices_of(session, member.stakeholder.id)
    left = next((one for one in mine if one.is_open), None)
    if left is not None:
        return await go_on(session, member, left, in_place=False)
    return Reply((Say("practices", {"practices": mine[:MOST_AT_ONCE]}),))


async def begin_practice(session: AsyncSession, member: Member) -> Reply:
    """One at a time: what was begun goes on."""
    mine = await practices_of(session, member.stakeholder.id)
    practice = next((one for one in mine if one.is_open), None)
    if practice is None:
        person = member.stakeholder
        practice = Practice(
            workstream_id=member.workstream.id,
            stakeholder_id=person.id,
            organisation_id=person.organisation_id,
            group=person.group,
            language=person.language,
            answers={},
            changed_at=member.received_at,
        )
        session.add(practice)
        await session.flush()
    return await go_on(session, member, practice)


async def go_on(session: AsyncSession, member: Member, practice: Practice, in_place: bool = True) -> Reply:
    """The first question that is open, or the review of all answers."""
    step = practice.next_step
    if step is not None:
        return await _ask(session, member, practice, step, in_place)
    values = {"practice": practice, "steps": STEPS, "note": practice.note}
    return Reply((Say("practice_review", values, in_place),))


async def _ask(
    session: AsyncSession,
    member: Member,
    practice: Practice,
    step: Step,
    in_place: bool = True,
    problem: str | None = None,
) -> Reply:
    if step is not Step.PUBLISH:
        member.account.expects = {"what": "practice", "practice": practice.id, "step": str(step)}
    values = {
        "practice": practice,
        "step": step,
        "number": STEPS.index(step) + 1,
        "total": len(STEPS),
        "so_far": practice.answers.get(step) or None,
        "optional": step in OPTIONAL,
        "routes": await routes_of(session, member.workstream.id) if step is Step.PLACE else [],
        "longest": LONGEST.get(step),
        "problem": problem,
    }
    return Reply((Say("practice_asked", values, in_place),))


async def write_step(session: AsyncSession, member: Member, practice_id: int, word: str, text: str) -> Reply:
    """What was typed after a question."""
    practice = await practice_for(session, member.stakeholder.id, practice_id)
    if practice is None or not practice.is_open or word not in LONGEST:
        member.account.expects = None
        return Reply((Say("not_understood"),))
    step = Step(word)
    said = _as_link(text) if step is Step.LINK else text
    problem = "link" if said is None else "length" if len(said) > LONGEST[step] else None
    if said is None or problem is not None:
        return await _ask(session, member, practice, step, in_place=False, problem=problem)
    member.account.expects = None
    _keep(member, practice, step, said)
    if step is Step.PLACE:
        practice.route = None
    return await go_on(session, member, practice, in_place=False)


def _as_link(text: str) -> str | None:
    """An address that can be opened, also where only `example.org/page` was written."""
    url = text if "://" in text else f"https://{text}"
    return url if opens(url) and "." in url and not any(sign.isspace() for sign in url) else None


def _keep(member: Member, practice: Practice, step: Step, answer: str) -> None:
    practice.answers = {**practice.answers, step.value: answer}
    practice.changed_at = member.received_at


async def press_practice(session: AsyncSession, member: Member, word: str, practice_id: int, number: int) -> Reply:
    """A button under a question or under the review; `number` says which step, route or answer."""
    practice = await practice_for(session, member.stakeholder.id, practice_id)
    if practice is None or word not in PRESSES:
        return UNKNOWN_BUTTON
    if not practice.is_open:
        return Reply((Say("practices", {"practices": [practice]}, in_place=True),))
    return await PRESSES[word](session, member, practice, number)


async def _show_step(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    if not 1 <= number <= len(STEPS):
        return await go_on(session, member, practice)
    return await _ask(session, member, practice, STEPS[number - 1])


async def _pass_over(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    if not 1 <= number <= len(STEPS) or STEPS[number - 1] not in OPTIONAL:
        return UNKNOWN_BUTTON
    _keep(member, practice, STEPS[number - 1], "")
    return await go_on(session, member, practice)


async def _choose_route(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    found = next((one for one in await routes_of(session, member.workstream.id) if one.id == number), None)
    if found is None:
        return UNKNOWN_BUTTON
    _keep(member, practice, Step.PLACE, own(found.title, member.stakeholder.language))
    practice.route = found.key
    return await go_on(session, member, practice)


async def _allow(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    practice.publish, practice.changed_at = number == 1, member.received_at
    return await go_on(session, member, practice)


async def _leave(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    return Reply((Say("practice_left", in_place=True),))


async def _send(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    if practice.next_step is not None:
        return await go_on(session, member, practice)
    practice.state, practice.sent_at, practice.note = PracticeState.SUBMITTED, member.received_at, None
    values = {"practice": practice, "stopped": not member.stakeholder.listens}
    return Reply((Say("practice_sent", values, in_place=True),))


async def _throw_away(session: AsyncSession, member: Member, practice: Practice, number: int) -> Reply:
    """After one question."""
    if number != 1:
        return Reply((Say("practice_drop_asked", {"practice": practice}, in_place=True),))
    await session.delete(practice)
    return Reply((Say("practice_dropped", in_place=True),))


PRESSES: dict[str, Callable[[AsyncSession, Member, Practice, int], Awaitable[Reply]]] = {
    "ask": _show_step,
    "skip": _pass_over,
    "route": _choose_route,
    "publish": _allow,
    "later": _leave,
    "send": _send,
    "drop": _throw_away,
}
