"""The routing table: from what was said, commanded or pressed to its use case."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Arrived, Blocked, Commanded, Intent, Pressed, Said, Unblocked
from engagebot.chat.words import command_meant
from engagebot.domain.linking import link_code_in
from engagebot.storage.strangers import spoken_to
from engagebot.use_cases.answer_event import answer_event, choose_reminders, send_calendar, show_event
from engagebot.use_cases.asking import Asker, Member, Stranger
from engagebot.use_cases.ballot import show_card
from engagebot.use_cases.cast_vote import cast_vote
from engagebot.use_cases.choose_account import choose_account, link_or_show, show_accounts, unlink
from engagebot.use_cases.comment import ask_for_comment, keep_comment, leave_dialogue
from engagebot.use_cases.greet import (
    ask_again,
    greet,
    greet_again,
    is_code,
    said_by_stranger,
    switch_language_first,
)
from engagebot.use_cases.join import agree, decline
from engagebot.use_cases.link_accounts import answer_link, enter_link_code, say_where_to_begin, show_link_code
from engagebot.use_cases.look_up import (
    show_activities,
    show_events,
    show_help,
    show_my_votes,
    show_privacy,
)
from engagebot.use_cases.rate_event import keep_feedback, rate_event
from engagebot.use_cases.reply import NOTHING, UNKNOWN_BUTTON, Notice, Reply, Say
from engagebot.use_cases.settle import ask_for_language, ask_for_zone, choose_language, choose_zone, type_zone
from engagebot.use_cases.stop import note_blocked, note_unblocked, stop

LOOK_UPS: Mapping[str, Callable[[AsyncSession, Member], Awaitable[Reply]]] = {
    "events": show_events,
    "activities": show_activities,
    "myvotes": show_my_votes,
    "stop": stop,
    "language": ask_for_language,
    "unlink": show_accounts,
}


async def answer(session: AsyncSession, asker: Asker, intent: Intent) -> Reply:
    match asker:
        case Stranger():
            return await _answer_stranger(session, asker, intent)
        case Member():
            return await _answer_member(session, asker, intent)


async def _answer_stranger(session: AsyncSession, asker: Stranger, intent: Intent) -> Reply:
    match intent:
        case Commanded("start" | "link", code) | Said(code) if link_code_in(code) is not None:
            return await enter_link_code(session, asker, code)
        case Commanded("start", code):
            return await greet(session, asker, code)
        case Said(text) if (name := command_meant(text)) is not None:
            return await _answer_stranger(session, asker, Commanded(name))
        case Said(text):
            return await said_by_stranger(session, asker, text)
        case Commanded(name, _):
            return await _stranger_command(session, asker, name)
        case Pressed(action, _):
            return await _stranger_pressed(session, asker, action)
        case Arrived():
            return NOTHING if await spoken_to(session, *_place(asker)) else await ask_again(session, asker)
        case _:
            return NOTHING


def _place(asker: Stranger) -> tuple[str, str]:
    return asker.address.lane, asker.chat


async def _stranger_command(session: AsyncSession, asker: Stranger, name: str) -> Reply:
    match name:
        case "hello":
            return await ask_again(session, asker)
        case "help":
            return await show_help(session, asker)
        case "privacy":
            return await show_privacy(session, asker)
        case "stop":
            return await decline(session, asker)
        case "link":
            return await say_where_to_begin(session)
        case _:
            return Reply((Say("not_joined"),))


async def _stranger_pressed(session: AsyncSession, asker: Stranger, action: str) -> Reply:
    match action.split(":"):
        case ["agree"]:
            return await agree(session, asker)
        case ["decline"]:
            return await decline(session, asker)
        case ["lang", language]:
            return await switch_language_first(session, asker, language)
        case ["link", number, "yes" | "no" as word] if (numbers := _numbers([number])) is not None:
            return await answer_link(session, asker, numbers[0], yes=word == "yes")
        case ["do", name]:
            return await _stranger_command(session, asker, name)
        case _:
            return Reply((Say("not_joined"),), Notice("not_joined"))


async def _answer_member(session: AsyncSession, member: Member, intent: Intent) -> Reply:
    match intent:
        case Said(text):
            return await _said(session, member, text)
        case Commanded(name, argument):
            member.account.expects = None
            return await _command(session, member, name, argument)
        case Pressed(action, _):
            member.account.expects = None
            return await _pressed(session, member, action)
        case Blocked():
            return await note_blocked(session, member)
        case Unblocked():
            return await note_unblocked(session, member)
        case Arrived():
            return NOTHING


async def _command(session: AsyncSession, member: Member, name: str, argument: str) -> Reply:
    if name in LOOK_UPS:
        return await LOOK_UPS[name](session, member)
    match name:
        case "start" if link_code_in(argument) is not None:
            return await enter_link_code(session, member, argument)
        case "start":
            return await greet_again(session, member)
        case "link":
            return await link_or_show(session, member, argument)
        case "help" | "hello":
            return await show_help(session, member)
        case "privacy":
            return await show_privacy(session, member)
        case "timezone":
            return await ask_for_zone(session, member, argument)
        case _:
            return Reply((Say("not_understood"),))


async def _said(session: AsyncSession, member: Member, text: str) -> Reply:
    """A word that is a command is one, even in the middle of a dialogue: `stop` means stop."""
    command = command_meant(text)
    if command is not None:
        member.account.expects = None
        return await _command(session, member, command, "")
    if link_code_in(text) is not None:
        return await enter_link_code(session, member, text)
    match member.account.expects:
        case {"what": "zone"}:
            return await type_zone(session, member, text)
        case {"what": "comment", "round": int(round_id), "item": int(number)} if text.strip():
            return await keep_comment(session, member, round_id, number, text.strip())
        case {"what": "feedback", "event": int(event_id)} if text.strip():
            return await keep_feedback(session, member, event_id, text.strip())
        case _ if await is_code(session, text):
            return await greet_again(session, member)
        case _:
            return Reply((Say("not_understood"),))


async def _pressed(session: AsyncSession, member: Member, action: str) -> Reply:
    """`action` is untrusted: any text can come. Its form is checked here, its meaning in the use case."""
    match action.split(":"):
        case ["do", name]:
            return await _command(session, member, name, "")
        case ["lang", language]:
            return await choose_language(session, member, language)
        case ["zone", *zone]:
            return await choose_zone(session, member, ":".join(zone))
        case ["cancel"]:
            return await leave_dialogue(session, member)
        case ["link" | "prefer" | "unlink" as verb, *rest]:
            return await _pressed_accounts(session, member, verb, rest)
        case ["agree"]:
            return await greet_again(session, member)
        case ["decline"]:
            # An old question of consent: what is stored by now, and how to leave, is in here.
            return await show_privacy(session, member)
        case [verb, *rest] if (numbers := _numbers(rest)) is not None:
            return await _pressed_numbers(session, member, verb, numbers)
        case ["e", event_id, word] if (numbers := _numbers([event_id])) is not None:
            return await _pressed_event(session, member, numbers[0], word)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_numbers(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match (verb, numbers):
        case "ev", [event_id]:
            return await show_event(session, member, event_id)
        case "f", [event_id, stars]:
            return await rate_event(session, member, event_id, stars)
        case "r", [round_id, number]:
            return await show_card(session, member, round_id, number)
        case "c", [round_id, number]:
            return await ask_for_comment(session, member, round_id, number)
        case "v", [round_id, number, version, value]:
            return await cast_vote(session, member, round_id, number, version, value)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_accounts(session: AsyncSession, member: Member, verb: str, words: list[str]) -> Reply:
    match verb, words:
        case "link", ["new"]:
            return await show_link_code(session, member)
        case "link", [number, "yes" | "no" as word] if (numbers := _numbers([number])) is not None:
            return await answer_link(session, member, numbers[0], yes=word == "yes")
        case "prefer", ["last"]:
            return await choose_account(session, member, None)
        case "prefer", [number] if (numbers := _numbers([number])) is not None:
            return await choose_account(session, member, numbers[0])
        case "unlink", [number] if (numbers := _numbers([number])) is not None:
            return await unlink(session, member, numbers[0])
        case _:
            return UNKNOWN_BUTTON


async def _pressed_event(session: AsyncSession, member: Member, event_id: int, word: str) -> Reply:
    match word:
        case "ics":
            return await send_calendar(session, member, event_id)
        case "remind" | "hush":
            return await choose_reminders(session, member, event_id, on=word == "remind")
        case _:
            return await answer_event(session, member, event_id, word)


def _numbers(words: list[str]) -> list[int] | None:
    """Small whole numbers, or None if any of the words is not one: ids here never reach ten digits."""
    if all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        return [int(word) for word in words]
    return None
