"""A round's export built of plain values, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engagebot.domain.chain import Chain, Link, genesis_hash, link_hash
from engagebot.domain.publication import published_items, turnout_by
from engagebot.domain.tally import Paper, tally
from engagebot.exports.values import (
    BallotAnswer,
    CalendarEvent,
    CommentLine,
    DeliveryCount,
    Item,
    RoundExport,
    RoundFacts,
)

OPENED = datetime(2023, 5, 2, 8, tzinfo=UTC)
MADE = datetime(2023, 5, 17, 9, tzinfo=UTC)

TALK = CalendarEvent(
    uid="gcm-talk@missing-migrants.engagebot",
    sequence=1,
    starts_at=datetime(2023, 3, 23, 14, tzinfo=UTC),
    ends_at=datetime(2023, 3, 23, 15, 30, tzinfo=UTC),
    zone="Europe/Zurich",
    title="Introductory GCM Talk",
    place="IOM headquarters, Geneva",
    url="https://example.org/join",
    description="Moderator: Laurel Townhead\n10 min: Opening remarks",
)


@dataclass(frozen=True)
class Person:
    group: str
    region: str = "africa"
    answers: Mapping[int, int] = field(default_factory=dict)


PEOPLE = [
    *[Person("states", "africa", {1: 5, 2: 4, 3: 2}) for _ in range(7)],
    *[Person("civil", "asia", {1: 4, 2: 4}) for _ in range(6)],
    *[Person("un", "asia", {1: 1}) for _ in range(3)],
    *[Person("media", "africa") for _ in range(5)],
]
TEXTS = ["Rescue at sea", '=HYPERLINK("http://evil")', "حماية المهاجرين", "救援"]


def export_of(
    people: Sequence[Person] = tuple(PEOPLE),
    texts: Sequence[str] = tuple(TEXTS),
    comments: Sequence[CommentLine] = (),
    closed: bool = True,
    language: str = "en",
    words: Mapping[str, str] | None = None,
) -> RoundExport:
    votes = _votes(people)
    groups = sorted({person.group for person in people})
    regions = sorted({person.region for person in people})
    voted = [person for person in people if person.answers]
    by_group = turnout_by(groups, [(person.group, bool(person.answers)) for person in people])
    papers = [Paper(person.group, person.answers) for person in voted]
    items = tuple(Item(n, f"rec-{n}", 1, "Area", text) for n, text in enumerate(texts, start=1))
    return RoundExport(
        made_at=MADE,
        round=RoundFacts(
            workstream="Missing migrants",
            key="priorities",
            title="Priorities",
            question="How important is it?",
            method="rating",
            anonymity="pseudonymous",
            threshold=0.7,
            opened_at=OPENED,
            closes_at=OPENED + timedelta(days=14),
            closed_at=OPENED + timedelta(days=14) if closed else None,
            zone="Europe/Zurich",
        ),
        items=items,
        tally=published_items(tally([item.number for item in items], groups, papers, 0.7), by_group),
        invited=len(people),
        voted=len(voted),
        by_group=by_group,
        by_region=turnout_by(regions, [(person.region, bool(person.answers)) for person in people]),
        ballots=tuple(
            BallotAnswer(vote.pseudonym, vote.item, 1, vote.value) for vote in votes if vote.value is not None
        ),
        chain=Chain("priorities", OPENED, len(votes), votes[-1].hash if votes else None),
        genesis=genesis_hash("priorities", OPENED),
        votes=votes,
        comments=tuple(comments),
        deliveries=(DeliveryCount(1, "event", "talk", OPENED, 2, "telegram", "failed", "=cmd|' /C calc'!A0", 2),),
        events=(TALK,),
        group_titles={"states": "States"},
        language=language,
        words=words or {},
    )


def _votes(people: Sequence[Person]) -> tuple[Link, ...]:
    links: list[Link] = []
    previous = genesis_hash("priorities", OPENED)
    for number, person in enumerate(people):
        for item, value in person.answers.items():
            sequence, at = len(links) + 1, OPENED + timedelta(seconds=len(links))
            voter = f"V-{number:04}"
            previous = link_hash(
                previous,
                round_key="priorities",
                sequence=sequence,
                pseudonym=voter,
                item=item,
                version=1,
                value=value,
                at=at,
            )
            links.append(Link(sequence, voter, item, 1, value, at, previous))
    return tuple(links)
