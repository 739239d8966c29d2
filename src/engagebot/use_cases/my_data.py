"""Everything that is stored about somebody, as a file for them."""

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Document
from engagebot.storage.linked_accounts import accounts_of
from engagebot.storage.own_rows import rows_about
from engagebot.use_cases.asking import Member, Stranger
from engagebot.use_cases.own_story import own_story
from engagebot.use_cases.reply import Page, Reply, Say

ROWS, PAGE = "my-data.json", "my-data.txt"
WITHHELD = {
    "voters.secret": "The secret behind your receipts. Whoever had it could prove which ballot is yours, "
    "and you could be made to show it."
}


async def send_my_data(session: AsyncSession, member: Member) -> Reply:
    """From all of the person's accounts, to the one that asked: in short, then in full as a text to be read, then row
    by row for programs. The files are not kept once they were sent for a week, as with every answer."""
    await session.flush()
    accounts = await accounts_of(session, member.stakeholder.id)
    story = await own_story(session, member, accounts)
    rows = await rows_about(session, member.stakeholder.id, accounts)
    told = {"workstream": member.workstream.key, "made_at": member.received_at, "left_out": WITHHELD, **rows}
    content = json.dumps(told, ensure_ascii=False, indent=2, default=_written)
    return Reply(
        (
            Say("my_data", story),
            Say("my_data_page", story, document=Page(PAGE, "_my_data_page")),
            Say("my_data_rows", document=Document(ROWS, "application/json", content)),
        )
    )


async def say_what_is_stored(_session: AsyncSession, _asker: Stranger) -> Reply:
    return Reply((Say("nothing_stored"),))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
