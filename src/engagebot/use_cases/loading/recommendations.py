"""Recommendations and their versions: a new text is a new version, and no version is ever edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Recommendation, RecommendationVersion
from engagebot.domain.workstream import Workstream
from engagebot.storage.contents import newest_versions, recommendations_by_key
from engagebot.use_cases.loading.changes import Log
from engagebot.use_cases.loading.rows import add, bring_back, follow, withdraw_missing
from engagebot.workfile import model

KIND = "recommendation"


@dataclass(frozen=True, slots=True)
class Newest:
    """A recommendation with its newest version, both in the database."""

    recommendation: Recommendation
    version: RecommendationVersion


async def load_recommendations(
    session: AsyncSession,
    log: Log,
    workstream: Workstream,
    filed: tuple[model.Recommendation, ...],
    now: datetime,
) -> dict[str, Newest]:
    """By key, those of the file."""
    rows = await recommendations_by_key(session, workstream.id)
    versions = await newest_versions(session, workstream.id)
    kept = {
        recommendation.key: _keep(session, log, workstream, rows.get(recommendation.key), position, recommendation)
        for position, recommendation in enumerate(filed, 1)
    }
    withdraw_missing(log, KIND, rows, kept)
    await session.flush()
    texts = {recommendation.key: recommendation.text for recommendation in filed}
    newest = {key: _newest(session, log, row, versions, texts[key], now) for key, row in kept.items()}
    await session.flush()
    return newest


def _keep(
    session: AsyncSession,
    log: Log,
    workstream: Workstream,
    row: Recommendation | None,
    position: int,
    filed: model.Recommendation,
) -> Recommendation:
    values: dict[str, object] = {
        "position": position,
        "area": filed.area,
        "area_title": filed.area_title,
    }
    if row is None:
        made = Recommendation(workstream_id=workstream.id, key=filed.key, **values)
        return add(session, log, KIND, filed.key, made)
    bring_back(log, KIND, filed.key, row)
    follow(log, KIND, filed.key, row, values, {"area": "area", "area_title": "area's title"})
    return row


def _newest(
    session: AsyncSession,
    log: Log,
    row: Recommendation,
    versions: Mapping[int, RecommendationVersion],
    text: Localised,
    now: datetime,
) -> Newest:
    last = versions.get(row.id)
    if last is not None and last.text == text:
        return Newest(row, last)
    number = 1 if last is None else last.number + 1
    version = RecommendationVersion(recommendation_id=row.id, number=number, text=text, created_at=now)
    session.add(version)
    if last is not None:
        added = all(text.get(language) == old for language, old in last.text.items())
        what = "new translation" if added else "new text"
        log.add(KIND, row.key, f"{what}, version {number}")
    return Newest(row, version)
