"""What stands at the beginning of every demo: the example workstream, its announcement, and the invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.app import Engagebot
from engagebot.domain.people import Invitation
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.places import examples_folder
from engagebot.storage.announcements import announced_before
from engagebot.storage.events import event_by_key
from engagebot.storage.people import invitations_of, label_keys, organisations_of
from engagebot.storage.workstreams import workstream_by_key
from engagebot.use_cases.announce_event import announce_event
from engagebot.use_cases.invite import Invited, invite
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.use_cases.refused import Refused
from engagebot.workfile import read_workstream_file

EXAMPLE = "missing-migrants.yaml"
WORKSTREAM = "missing-migrants"
EVENT = "intro-talk"
ROUND = "first"
START = datetime(2023, 3, 16, 9, 0, tzinfo=UTC)
"""Ten o'clock in Geneva, a week before the talk."""
ANNOUNCED_AT = START + timedelta(hours=1)
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
BY_TURNS = tuple(code for other in LANGUAGES[1:] for code in ("en", other))
"""For every second organisation English, so that whoever plays the demo can read most of it."""


@dataclass(frozen=True, slots=True)
class Script:
    workstream: Workstream
    groups: Sequence[str]


async def set_up(bot: Engagebot) -> Script:
    """Load the example and put the talk's announcement on the calendar; done once, however often it is called."""
    file = read_workstream_file(examples_folder() / EXAMPLE)
    async with bot.database.begin() as session:
        await load_workstream(session, file, bot.clock.now())
    return await take_up(bot)


async def take_up(bot: Engagebot) -> Script:
    """As `set_up`, where the example is loaded already."""
    async with bot.database.begin() as session:
        workstream = await workstream_by_key(session, WORKSTREAM)
        event = await event_by_key(session, workstream.id, EVENT) if workstream else None
        if workstream is None or event is None:
            raise Refused(f"The example {EXAMPLE} has no workstream {WORKSTREAM} with an event {EVENT}.")
        if not await announced_before(session, event.id):
            await announce_event(session, event, ANNOUNCED_AT, bot.clock.now())
        groups = await label_keys(session, workstream.id, LabelKind.GROUP)
        await _invite_organisations(session, workstream, bot.clock.now())
    bot.ticker.poke()
    return Script(workstream, groups)


async def _invite_organisations(session: AsyncSession, workstream: Workstream, now: datetime) -> None:
    """One invitation for each organisation, every other one in English, the rest in the five other languages."""
    if await invitations_of(session, workstream.id):
        return
    for place, organisation in enumerate(await organisations_of(session, workstream.id)):
        language = BY_TURNS[place % len(BY_TURNS)]
        await invite(session, workstream, Invited(organisation=organisation.key, language=language), now)


async def invite_groups(bot: Engagebot, script: Script) -> dict[tuple[str, str], Invitation]:
    """An invitation for each group in each language."""
    async with bot.database.begin() as session:
        return {
            (group, language): await invite(
                session, script.workstream, Invited(group=group, language=language), bot.clock.now()
            )
            for group in script.groups
            for language in LANGUAGES
        }
