"""Commands of members, from whatever they come: typed, a word, or a button that stands for one."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.linking import link_code_in
from engagebot.use_cases.asking import Member
from engagebot.use_cases.choose_account import link_or_show, show_accounts
from engagebot.use_cases.delete_person import ask_to_delete
from engagebot.use_cases.follow_activity import show_activities
from engagebot.use_cases.greet import write_code_again
from engagebot.use_cases.link_accounts import enter_link_code
from engagebot.use_cases.look_up import show_events, show_help, show_my_votes, show_privacy
from engagebot.use_cases.my_data import send_my_data
from engagebot.use_cases.reply import Reply, Say
from engagebot.use_cases.settle import ask_for_language, ask_for_quiet, ask_for_zone, show_settings
from engagebot.use_cases.stop import stop
from engagebot.use_cases.write_practice import show_practices

LOOK_UPS: Mapping[str, Callable[[AsyncSession, Member], Awaitable[Reply]]] = {
    "events": show_events,
    "activities": show_activities,
    "myvotes": show_my_votes,
    "stop": stop,
    "cancel": stop,
    "mydata": send_my_data,
    "delete": ask_to_delete,
    "unlink": show_accounts,
    "practice": show_practices,
    "settings": show_settings,
}

PAGED = {"events": show_events, "myvotes": show_my_votes}


async def command(session: AsyncSession, member: Member, name: str, argument: str) -> Reply:
    if name in LOOK_UPS:
        return await LOOK_UPS[name](session, member)
    match name:
        case "start" if link_code_in(argument) is not None:
            return await enter_link_code(session, member, argument)
        case "start":
            return await write_code_again(session, member, argument)
        case "link":
            return await link_or_show(session, member, argument)
        case "help" | "hello":
            return await show_help(session, member)
        case "privacy":
            return await show_privacy(session, member)
        case "language":
            return await ask_for_language(session, member, argument)
        case "timezone":
            return await ask_for_zone(session, member, argument)
        case "quiet":
            return await ask_for_quiet(session, member, argument)
        case _:
            return Reply((Say("not_understood"),))
