"""The routing table: from what was said, commanded or pressed to its use case."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Arrived, Blocked, Commanded, Intent, Looked, Pressed, Said, Unblocked, Unread
from engagebot.chat.commands import command
from engagebot.chat.pressing import numbers_in, pressed
from engagebot.domain.linking import link_code_in
from engagebot.storage.strangers import spoken_to
from engagebot.use_cases.asking import Asker, Member, Stranger
from engagebot.use_cases.comment import keep_comment, leave_question
from engagebot.use_cases.greet import (
    ask_again,
    greet,
    is_code,
    said_by_stranger,
    switch_language_first,
    write_code_again,
)
from engagebot.use_cases.join import agree, decline
from engagebot.use_cases.link_accounts import answer_link, enter_link_code, say_where_to_begin
from engagebot.use_cases.look_up import (
    show_help,
    show_privacy,
)
from engagebot.use_cases.my_data import say_what_is_stored
from engagebot.use_cases.rate_event import keep_feedback
from engagebot.use_cases.refine_comment import keep_more
from engagebot.use_cases.reply import NOTHING, Notice, Reply, Say
from engagebot.use_cases.settle import type_quiet, type_zone
from engagebot.use_cases.stop import note_blocked, note_unblocked
from engagebot.use_cases.write_practice import write_step


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
        case "stop" | "cancel" | "delete":
            return await decline(session, asker)
        case "mydata":
            return await say_what_is_stored(session, asker)
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
        case ["link", number, "yes" | "no" as word] if (numbers := numbers_in([number])) is not None:
            return await answer_link(session, asker, numbers[0], yes=word == "yes")
        case ["do", name]:
            return await _stranger_command(session, asker, name)
        case _:
            return Reply((Say("not_joined"),), Notice("not_joined"))


async def _answer_member(session: AsyncSession, member: Member, intent: Intent) -> Reply:
    match intent:
        case Said(text):
            return await _said(session, member, text)
        case Commanded("cancel", _) if member.account.expects is not None:
            return await leave_question(session, member)
        case Commanded(name, argument):
            member.account.expects = None
            return await command(session, member, name, argument)
        case Pressed(action, _):
            member.account.expects = None
            return await pressed(session, member, action)
        case Blocked():
            return await note_blocked(session, member)
        case Unblocked():
            return await note_unblocked(session, member)
        case Looked():
            member.account.home_at = member.received_at
            return NOTHING
        case Arrived() | Unread():
            return NOTHING


async def _said(session: AsyncSession, member: Member, text: str) -> Reply:
    """What was no command: a word that is one is heard as one before, even in the middle of a dialogue."""
    if link_code_in(text) is not None:
        return await enter_link_code(session, member, text)
    expected = member.account.expects or {}
    match expected:
        case {"what": "zone"}:
            return await type_zone(session, member, text)
        case {"what": "quiet"}:
            return await type_quiet(session, member, text)
        case {"what": "comment"} if text.strip():
            return await keep_comment(session, member, expected, text.strip())
        case {"what": "proposed" | "rationale", "comment": int(comment_id)} if text.strip():
            return await keep_more(session, member, expected, comment_id, text.strip())
        case {"what": "practice", "practice": int(practice_id), "step": str(step)} if text.strip():
            return await write_step(session, member, practice_id, step, text.strip())
        case {"what": "feedback", "event": int(event_id)} if text.strip():
            return await keep_feedback(session, member, event_id, text.strip())
        case _ if await is_code(session, text):
            return await write_code_again(session, member, text)
        case _:
            return Reply((Say("not_understood"),))
