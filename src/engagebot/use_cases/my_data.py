"""Everything that is stored about somebody, as a file for them."""

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Document
from engagebot.storage.linked_accounts import accounts_of
from engagebot.storage.own_rows import rows_about
from engagebot.use_cases.asking import Member, Stranger
from engagebot.use_cases.reply import Reply, Say

FILE = "my-data.json"
WITHHELD = {
    "voters.secret": "The secret behind your receipts. Whoever had it could prove which ballot is yours, "
    "and you could be made to show it."
}


async def send_my_data(session: AsyncSession, member: Member) -> Reply:
    """From all of the person's accounts, to the one that asked. The file is not kept once it was sent for a week, as
    with every answer."""
    await session.flush()
    rows = await rows_about(session, member.stakeholder.id, await accounts_of(session, member.stakeholder.id))
    told = {"workstream": member.workstream.key, "made_at": member.received_at, "left_out": WITHHELD, **rows}
    content = json.dumps(told, ensure_ascii=False, indent=2, default=_written)
    return Reply((Say("my_data", document=Document(FILE, "application/json", content)),))


async def say_what_is_stored(_session: AsyncSession, _asker: Stranger) -> Reply:
    return Reply((Say("nothing_stored"),))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
