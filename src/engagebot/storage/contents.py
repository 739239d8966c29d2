"""Everything that a workstream file fills, withdrawn or not: what loading compares the file with."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from engagebot.domain.announcement import Occurrence, ReminderRule
from engagebot.domain.consultation import Recommendation, RecommendationVersion, Round, RoundItem
from engagebot.domain.event import Event
from engagebot.domain.people import Organisation
from engagebot.domain.workstream import Activity, Label, LabelKind, Workstream
from engagebot.storage.upsert import insert_if_absent


async def claim_workstream(session: AsyncSession, **values: object) -> tuple[Workstream, bool]:
    """The workstream with the key in `values`, made if it is new, and whether it is. Held until the end of the
    transaction, so that two loads come one after the other; what belongs to it may be written meanwhile."""
    new = await insert_if_absent(session, Workstream, **values)
    place = select(Workstream).where(Workstream.key == values["key"])
    found = await session.scalars(place.with_for_update(key_share=True))
    return found.one(), new


async def labels_by_key(session: AsyncSession, workstream_id: int, kind: LabelKind) -> dict[str, Label]:
    found = await session.scalars(select(Label).where(Label.workstream_id == workstream_id, Label.kind == kind))
    return {label.key: label for label in found}


async def organisations_by_key(session: AsyncSession, workstream_id: int) -> dict[str, Organisation]:
    found = await session.scalars(select(Organisation).where(Organisation.workstream_id == workstream_id))
    return {organisation.key: organisation for organisation in found}


async def activities_by_code(session: AsyncSession, workstream_id: int) -> dict[str, Activity]:
    found = await session.scalars(select(Activity).where(Activity.workstream_id == workstream_id))
    return {activity.code: activity for activity in found}


async def events_by_key(session: AsyncSession, workstream_id: int) -> dict[str, Event]:
    """With their agendas."""
    found = await session.scalars(
        select(Event).where(Event.workstream_id == workstream_id).options(selectinload(Event.agenda))
    )
    return {event.key: event for event in found}


async def recommendations_by_key(session: AsyncSession, workstream_id: int) -> dict[str, Recommendation]:
    found = await session.scalars(select(Recommendation).where(Recommendation.workstream_id == workstream_id))
    return {recommendation.key: recommendation for recommendation in found}


async def newest_versions(session: AsyncSession, workstream_id: int) -> dict[int, RecommendationVersion]:
    """By recommendation's id."""
    newest = (
        select(RecommendationVersion.recommendation_id, func.max(RecommendationVersion.number).label("number"))
        .group_by(RecommendationVersion.recommendation_id)
        .subquery()
    )
    found = await session.scalars(
        select(RecommendationVersion)
        .join(Recommendation, RecommendationVersion.recommendation_id == Recommendation.id)
        .join(
            newest,
            (newest.c.recommendation_id == RecommendationVersion.recommendation_id)
            & (newest.c.number == RecommendationVersion.number),
        )
        .where(Recommendation.workstream_id == workstream_id)
    )
    return {version.recommendation_id: version for version in found}


async def rounds_by_key(session: AsyncSession, workstream_id: int) -> dict[str, Round]:
    """Held until the end of the transaction: none of them opens while the file is compared with it."""
    all_of_it = select(Round).where(Round.workstream_id == workstream_id)
    found = await session.scalars(all_of_it.with_for_update(key_share=True))
    return {held.key: held for held in found}


async def item_rows(session: AsyncSession, round_id: int) -> dict[int, RoundItem]:
    """By their numbers."""
    found = await session.scalars(select(RoundItem).where(RoundItem.round_id == round_id))
    return {item.number: item for item in found}


async def rules_of_event(session: AsyncSession, event_id: int) -> list[tuple[ReminderRule, Occurrence]]:
    return await _rules(session, ReminderRule.event_id == event_id)


async def rules_of_round(session: AsyncSession, round_id: int) -> list[tuple[ReminderRule, Occurrence]]:
    return await _rules(session, ReminderRule.round_id == round_id)


async def rules_of_activity(session: AsyncSession, activity_id: int) -> list[tuple[ReminderRule, Occurrence]]:
    return await _rules(session, ReminderRule.activity_id == activity_id)


async def _rules(session: AsyncSession, owned: ColumnElement[bool]) -> list[tuple[ReminderRule, Occurrence]]:
    """Those in force, each with its occurrence, which nobody else can take up meanwhile."""
    rows = await session.execute(
        select(ReminderRule, Occurrence)
        .join(Occurrence, Occurrence.rule_id == ReminderRule.id)
        .where(owned, ReminderRule.withdrawn.is_(False))
        .order_by(ReminderRule.id)
        .with_for_update(of=Occurrence, key_share=True)
    )
    return [(rule, occurrence) for rule, occurrence in rows]
