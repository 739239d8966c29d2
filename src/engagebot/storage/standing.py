"""How announcements stand: what each is about, and how many of its messages are where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementState
from engagebot.domain.base import Localised
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.outbox import NOT_OUT, Delivery, DeliveryState
from engagebot.domain.people import Account
from engagebot.domain.workstream import Activity
from engagebot.storage.corrections import correction_progress
from engagebot.storage.outbox import announcement_progress


@dataclass(frozen=True, slots=True)
class Standing:
    announcement: Announcement
    about: str
    """The key of its event or round, or the code of its activity."""
    title: Localised
    counts: Mapping[DeliveryState, int]
    lost: int = 0
    """Of those that failed: how many went to people who cannot be reached."""
    edits: Mapping[DeliveryState, int] = field(default_factory=dict)
    """How many edits of sent messages stand in each state; only of one that is looked at alone."""

    def count(self, *states: DeliveryState) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def sent(self) -> int:
        return self.count(DeliveryState.SENT)

    def count_edits(self, *states: DeliveryState) -> int:
        return sum(self.edits.get(state, 0) for state in states)

    @property
    def leased(self) -> int:
        """Being sent at this very moment, edits as well."""
        return self.count(DeliveryState.LEASED) + self.count_edits(DeliveryState.LEASED)

    @property
    def waiting(self) -> int:
        """What can still be stopped."""
        return self.count(*NOT_OUT)

    @property
    def edits_waiting(self) -> int:
        return self.count_edits(*NOT_OUT)

    @property
    def goes_on(self) -> bool:
        """Whether more of it goes out by itself."""
        if self.announcement.state == AnnouncementState.SCHEDULED:
            return True
        return self.count(DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.LEASED, DeliveryState.MERGED) > 0


def _announcements() -> Select[Announcement, str | None, Localised | None]:
    """Each with the key and the title of what it is about."""
    return (
        select(
            Announcement,
            func.coalesce(Event.key, Round.key, Activity.code),
            func.coalesce(Event.title, Round.title, Activity.title, type_=Event.title.type),
        )
        .outerjoin(Event, Announcement.event_id == Event.id)
        .outerjoin(Round, Announcement.round_id == Round.id)
        .outerjoin(Activity, Announcement.activity_id == Activity.id)
    )


async def standings(session: AsyncSession, workstream_id: int) -> list[Standing]:
    """All of a workstream, in the order in which they were due."""
    ours = _announcements().where(Announcement.workstream_id == workstream_id)
    rows = await session.execute(ours.order_by(Announcement.due_at, Announcement.id))
    counted = await session.execute(
        select(Delivery.announcement_id, Delivery.state, func.count(Delivery.id))
        .join(Announcement, Delivery.announcement_id == Announcement.id)
        .where(Announcement.workstream_id == workstream_id)
        .group_by(Delivery.announcement_id, Delivery.state)
    )
    counts: dict[int | None, dict[DeliveryState, int]] = {}
    for announcement_id, state, count in counted:
        counts.setdefault(announcement_id, {})[DeliveryState(state)] = count
    return [_standing(row, counts.get(row[0].id, {}), 0) for row in rows]


async def standing_of(session: AsyncSession, announcement_id: int, hold: bool = False) -> Standing | None:
    """`hold`: nobody else can change the announcement until the end of the transaction."""
    query = _announcements().where(Announcement.id == announcement_id).execution_options(populate_existing=True)
    rows = await session.execute(query.with_for_update(of=Announcement, key_share=True) if hold else query)
    row = rows.one_or_none()
    if row is None:
        return None
    counts = await announcement_progress(session, announcement_id)
    lost = await _lost(session, announcement_id) if counts.get(DeliveryState.FAILED) else 0
    return replace(_standing(row, counts, lost), edits=await correction_progress(session, announcement_id))


async def _lost(session: AsyncSession, announcement_id: int) -> int:
    failed = (Delivery.announcement_id == announcement_id, Delivery.state == DeliveryState.FAILED)
    query = select(func.count(Delivery.id)).join(Account, Delivery.account_id == Account.id)
    return int(await session.scalar(query.where(*failed, Account.unreachable.is_not(None))) or 0)


def _standing(
    row: Row[Announcement, str | None, Localised | None],
    counts: Mapping[DeliveryState, int],
    lost: int,
) -> Standing:
    announcement, about, title = row
    return Standing(announcement, about or "", title or {}, counts, lost)
