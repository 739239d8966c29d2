"""A recommendation's new text in a round that is open: it joins the chain, and whoever answered on the old text is
asked whether their answer stands."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.chain import written
from engagebot.domain.consultation import RecommendationVersion, Round, RoundItem
from engagebot.domain.rewording import NewText, Rewording
from engagebot.storage.rewordings import count_earlier, unsettle_drafts
from engagebot.use_cases.loading.changes import AskedAgain
from engagebot.use_cases.loading.recommendations import Newest


async def reword(
    session: AsyncSession, held: Round, row: RoundItem, newest: Newest, editorial: bool, now: datetime
) -> AskedAgain:
    """The round has to be locked. A text that is only translated into further languages is an editorial change."""
    old, new = await session.get_one(RecommendationVersion, row.version_id), newest.version
    editorial = editorial or all(new.text.get(language) == text for language, text in old.text.items())
    link = held.reword(row.number, new.number, new.text, editorial, written(now))
    session.add(
        Rewording(
            round_id=held.id,
            sequence=link.sequence,
            item=row.number,
            version_id=new.id,
            editorial=editorial,
            at=now,
            hash=link.hash,
        )
    )
    row.first_version_id, row.version_id = row.first_version_id or old.id, new.id
    if held.agreed.by_organisation:
        await unsettle_drafts(session, held.id, row.number)
    people = 0 if editorial else await count_earlier(session, held.id, row.number, new.number)
    if people:
        session.add(_question(held, NewText(row.number, new.number, old.number), now))
    about = (held.key, row.number, newest.recommendation.key, new.number)
    return AskedAgain(*about, people, editorial, held.agreed.by_organisation)


def _question(held: Round, new: NewText, now: datetime) -> Announcement:
    return Announcement(
        workstream_id=held.workstream_id,
        kind=AnnouncementKind.REWORDED,
        round_id=held.id,
        audience=Audience(unconfirmed=(held.id, new.item, new.version)).to_json(),
        facts=new.to_json(),
        due_at=now,
        expires_at=held.closes_at,
        created_at=now,
    )
