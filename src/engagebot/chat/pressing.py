"""Buttons that members press. What a press says is untrusted: its form is checked here, its meaning in the use
case."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.chat.commands import PAGED, command
from engagebot.use_cases.answer_event import answer_event, choose_reminders, send_calendar, show_event
from engagebot.use_cases.ask_confirmation import ask_confirmation
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import show_card, show_list, show_new_card
from engagebot.use_cases.cast_vote import abstain, cast_vote
from engagebot.use_cases.choose_account import choose_account, unlink
from engagebot.use_cases.comment import ask_for_comment, leave_dialogue
from engagebot.use_cases.comment_back import go_back
from engagebot.use_cases.confirm_answer import confirm_answer
from engagebot.use_cases.confirm_draft import confirm_draft
from engagebot.use_cases.delete_person import delete_person
from engagebot.use_cases.follow_activity import follow_activity
from engagebot.use_cases.greet import greet_again
from engagebot.use_cases.link_accounts import answer_link, show_link_code
from engagebot.use_cases.look_up import show_privacy
from engagebot.use_cases.move_in_chat import ask_to_move, move_as_asked, show_activity
from engagebot.use_cases.rate_event import rate_event
from engagebot.use_cases.refine_comment import MORE, ask_for_more, choose_kind, show_comment
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply
from engagebot.use_cases.settle import choose_language, choose_quiet, choose_zone
from engagebot.use_cases.show_results import show_results
from engagebot.use_cases.vote_by_mandate import vote_by_mandate
from engagebot.use_cases.weekly_digest import choose_digest
from engagebot.use_cases.withdraw_votes import ask_to_withdraw, withdraw_votes
from engagebot.use_cases.write_practice import begin_practice, press_practice


async def pressed(session: AsyncSession, member: Member, action: str) -> Reply:
    """`action` can be any text."""
    match action.split(":"):
        case ["do", name]:
            return await command(session, member, name, "")
        case ["do", name, page] if name in PAGED and (numbers := numbers_in([page])) is not None:
            return await PAGED[name](session, member, numbers[0], in_place=True)
        case ["lang" | "zone" | "quiet" | "digest" as verb, *value]:
            return await _pressed_setting(session, member, verb, ":".join(value))
        case ["delete", "all"]:
            return await delete_person(session, member)
        case ["cancel"]:
            return await leave_dialogue(session, member)
        case ["link" | "prefer" | "unlink" as verb, *rest]:
            return await _pressed_accounts(session, member, verb, rest)
        case ["pr", word, *rest] if (numbers := numbers_in(rest)) is not None:
            return await _pressed_practice(session, member, word, numbers)
        case ["agree"]:
            return await greet_again(session, member)
        case ["decline"]:
            # An old question of consent: what is stored by now, and how to leave, is in here.
            return await show_privacy(session, member)
        case [verb, *rest] if (numbers := numbers_in(rest)) is not None:
            return await _pressed_numbers(session, member, verb, numbers)
        case ["e" | "ck" | "cm" | "am" | "an" as verb, number, word] if (numbers := numbers_in([number])) is not None:
            return await _pressed_word(session, member, verb, numbers[0], word)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_practice(session: AsyncSession, member: Member, word: str, numbers: list[int]) -> Reply:
    match word, numbers:
        case "new", []:
            return await begin_practice(session, member)
        case _, [practice_id, number]:
            return await press_practice(session, member, word, practice_id, number)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_setting(session: AsyncSession, member: Member, verb: str, value: str) -> Reply:
    match verb:
        case "lang":
            return await choose_language(session, member, value)
        case "zone":
            return await choose_zone(session, member, value)
        case "quiet":
            return await choose_quiet(session, member, value)
        case _:
            return await choose_digest(session, member, value == "on") if value in ("on", "off") else UNKNOWN_BUTTON


async def _pressed_numbers(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match (verb, numbers):
        case "ev", [event_id]:
            return await show_event(session, member, event_id)
        case "fol", [activity_id, 0 | 1 as on]:
            return await follow_activity(session, member, activity_id, on=on == 1)
        case "ac", [activity_id, 0 | 1 as in_place]:
            return await show_activity(session, member, activity_id, in_place=in_place == 1)
        case "f", [event_id, stars]:
            return await rate_event(session, member, event_id, stars)
        case "c" | "cr" | "ce", _:
            return await _pressed_comment(session, member, verb, numbers)
        case "cc", [comment_id]:
            return await show_comment(session, member, comment_id)
        case "cb", [comment_id]:
            return await go_back(session, member, comment_id)
        case "r" | "rn" | "l", _:
            return await _pressed_round(session, member, verb, numbers)
        case "s" | "v" | "x" | "w" | "k", _:
            return await _pressed_ballot(session, member, verb, numbers)
        case "o" | "oa" | "om", _:
            return await _pressed_draft(session, member, verb, numbers)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_draft(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match verb, numbers:
        case "o", [round_id, revision]:
            return await confirm_draft(session, member, round_id, revision)
        case "oa", [round_id]:
            return await ask_confirmation(session, member, round_id)
        case "om", [round_id, mandate_id, revision]:
            return await vote_by_mandate(session, member, round_id, mandate_id, revision)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_ballot(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match verb, numbers:
        case "s", [round_id]:
            return await show_results(session, member, round_id)
        case "v", [round_id, number, version, value]:
            return await cast_vote(session, member, round_id, number, version, value)
        case "x", [round_id, number, version]:
            return await abstain(session, member, round_id, number, version)
        case "k", [round_id, number, version]:
            return await confirm_answer(session, member, round_id, number, version)
        case "w", [round_id, 0]:
            return await ask_to_withdraw(session, member, round_id)
        case "w", [round_id, 1]:
            return await withdraw_votes(session, member, round_id)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_round(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match verb, numbers:
        case "r", [round_id, number]:
            return await show_card(session, member, round_id, number)
        case "rn", [round_id]:
            return await show_new_card(session, member, round_id)
        case "l", [round_id, page]:
            return await show_list(session, member, round_id, page)
        case _:
            return UNKNOWN_BUTTON


async def _pressed_comment(session: AsyncSession, member: Member, verb: str, numbers: list[int]) -> Reply:
    match verb, numbers:
        case "c", [round_id, number]:
            return await ask_for_comment(session, member, {"round": round_id, "item": number})
        case "c", [round_id, number, paragraph]:
            return await ask_for_comment(session, member, {"round": round_id, "item": number, "paragraph": paragraph})
        case "cr", [round_id]:
            return await ask_for_comment(session, member, {"round": round_id})
        case "ce", [event_id]:
            return await ask_for_comment(session, member, {"event": event_id})
        case _:
            return UNKNOWN_BUTTON


async def _pressed_word(session: AsyncSession, member: Member, verb: str, number: int, word: str) -> Reply:
    match verb:
        case "ck":
            return await choose_kind(session, member, number, word)
        case "am":
            return await ask_to_move(session, member, number, word)
        case "an":
            return await move_as_asked(session, member, number, word)
        case "cm":
            return await ask_for_more(session, member, number, word) if word in MORE else UNKNOWN_BUTTON
        case _:
            return await _pressed_event(session, member, number, word)


async def _pressed_accounts(session: AsyncSession, member: Member, verb: str, words: list[str]) -> Reply:
    match verb, words:
        case "link", ["new"]:
            return await show_link_code(session, member)
        case "link", [number, "yes" | "no" as word] if (numbers := numbers_in([number])) is not None:
            return await answer_link(session, member, numbers[0], yes=word == "yes")
        case "prefer", ["last"]:
            return await choose_account(session, member, None)
        case "prefer", [number] if (numbers := numbers_in([number])) is not None:
            return await choose_account(session, member, numbers[0])
        case "unlink", [number] if (numbers := numbers_in([number])) is not None:
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


def numbers_in(words: list[str]) -> list[int] | None:
    """Small whole numbers, or None if any of the words is not one: ids here never reach ten digits."""
    if all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        return [int(word) for word in words]
    return None
