"""In the results each voter is told as which ballot theirs was counted: its place in the published list of receipts,
which tells nobody what is on it."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.receipts import receipt_line
from engagebot.storage.counted import ToVoter, give_bodies, messages_to_voters, receipts_of
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.announcement_values import MESSAGES, values_for

PLACE, RECEIPT = "0PLACE0", "0RECEIPT0"
"""What stands in a text that is made once for all who read alike, until it is made each one's own."""


async def address_results(session: AsyncSession, texts: Texts, announcement: Announcement, now: datetime) -> None:
    """Its rows stand in the outbox already. Those who have not voted keep the text for all."""
    assert announcement.round_id is not None  # noqa: S101 - results are a round's
    receipts = sorted(await receipts_of(session, announcement.round_id), key=receipt_line)
    places = {receipt: place for place, receipt in enumerate(receipts, 1)}
    messages = await messages_to_voters(session, announcement.id, announcement.round_id)
    if not messages:
        return
    own = {"place": PLACE, "receipt": RECEIPT, "ballots": len(receipts)}
    values = await values_for(session, announcement, now) | {"urgent": False, "counted": own}
    common: dict[Reader, Body] = {}
    for reader in {_reader(one) for one in messages}:
        common[reader] = texts.body(MESSAGES[AnnouncementKind.RESULTS], values, reader)
    await give_bodies(session, {one.delivery_id: _own(common, one, places[one.receipt]) for one in messages})


def _reader(one: ToVoter) -> Reader:
    return Reader(one.language, one.zone, Platform(one.platform))


def _own(common: Mapping[Reader, Body], one: ToVoter, place: int) -> Body:
    return {name: _filled(value, str(place), one.receipt) for name, value in common[_reader(one)].items()}


def _filled(value: JsonValue, place: str, receipt: str) -> JsonValue:
    match value:
        case str():
            return value.replace(PLACE, place).replace(RECEIPT, receipt)
        case list():
            return [_filled(part, place, receipt) for part in value]
        case dict():
            return {name: _filled(part, place, receipt) for name, part in value.items()}
        case _:
            return value
