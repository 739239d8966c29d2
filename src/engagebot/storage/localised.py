"""All texts of a workstream that come in several languages, each by its place in the workstream file."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Recommendation, RecommendationVersion, Round
from engagebot.domain.event import Event
from engagebot.domain.people import Organisation
from engagebot.domain.workstream import Activity, Label, Workstream

Texts = Mapping[str, Localised]
"""By place, such as `events.intro-talk.title`."""


async def localised_texts(session: AsyncSession, workstream: Workstream) -> Texts:
    """In the order of the file; what was withdrawn is left out, and of a recommendation the newest version counts."""
    return {
        "workstream.title": workstream.title,
        "workstream.objective": workstream.objective,
        "workstream.place": workstream.place,
        **await _of_the_mandate(session, workstream.id),
        **await _of_the_events(session, workstream.id),
        **await _of_the_recommendations(session, workstream.id),
        **await _of_the_rounds(session, workstream.id),
    }


async def _of_the_mandate(session: AsyncSession, workstream_id: int) -> Texts:
    texts: dict[str, Localised] = {}
    labels = select(Label).where(Label.workstream_id == workstream_id, Label.withdrawn.is_(False))
    for label in await session.scalars(labels.order_by(Label.kind, Label.position)):
        texts[f"{label.kind}s.{label.key}"] = label.title
    organisations = select(Organisation).where(
        Organisation.workstream_id == workstream_id, Organisation.withdrawn.is_(False)
    )
    for organisation in await session.scalars(organisations.order_by(Organisation.id)):
        texts[f"organisations.{organisation.key}.name"] = organisation.name
    activities = select(Activity).where(Activity.workstream_id == workstream_id, Activity.withdrawn.is_(False))
    for activity in await session.scalars(activities.order_by(Activity.position)):
        texts[f"activities.{activity.code}.title"] = activity.title
        texts[f"activities.{activity.code}.timeline"] = activity.timeline
    return texts


async def _of_the_events(session: AsyncSession, workstream_id: int) -> Texts:
    events = (
        select(Event)
        .where(Event.workstream_id == workstream_id, Event.withdrawn.is_(False))
        .options(selectinload(Event.agenda))
    )
    texts: dict[str, Localised] = {}
    for event in await session.scalars(events.order_by(Event.starts_at, Event.id)):
        texts |= {f"events.{event.key}.{name}": text for name, text in texts_of_event(event).items()}
    return texts


def texts_of_event(event: Event) -> Texts:
    """By place under the event, such as `agenda.2.title`. Its agenda has to be loaded."""
    texts = {"title": event.title, "venue": event.venue, "moderator": event.moderator, "note": event.note}
    for item in event.agenda:
        texts[f"agenda.{item.position}.title"] = item.title
        texts[f"agenda.{item.position}.speakers"] = item.speakers
    return {name: text for name, text in texts.items() if text is not None}


async def _of_the_recommendations(session: AsyncSession, workstream_id: int) -> Texts:
    found = await session.execute(
        select(Recommendation, RecommendationVersion.text)
        .join(RecommendationVersion, RecommendationVersion.recommendation_id == Recommendation.id)
        .where(Recommendation.workstream_id == workstream_id, Recommendation.withdrawn.is_(False))
        .order_by(Recommendation.position, RecommendationVersion.number)
    )
    areas: dict[str, Localised] = {}
    texts: dict[str, Localised] = {}
    for recommendation, text in found:
        if recommendation.area_title is not None:
            areas[f"areas.{recommendation.area}"] = recommendation.area_title
        texts[f"recommendations.{recommendation.key}"] = text
    return {**areas, **texts}


async def _of_the_rounds(session: AsyncSession, workstream_id: int) -> Texts:
    rounds = select(Round).where(Round.workstream_id == workstream_id, Round.withdrawn.is_(False))
    texts: dict[str, Localised] = {}
    for held in await session.scalars(rounds.order_by(Round.opens_at, Round.id)):
        texts[f"rounds.{held.key}.title"] = held.title
        texts[f"rounds.{held.key}.question"] = held.question
    return texts
