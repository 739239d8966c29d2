"""A round's export built of plain values, without a database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import cast

from engagebot.domain.chain import Chain, Link, Reworded, link_hash, reworded_hash, written
from engagebot.domain.counts import Counts, count
from engagebot.domain.digests import Json
from engagebot.domain.method import Method, Rules
from engagebot.domain.opening import OnRoll, Put, Roll, on_roll, opening_hash, opening_record
from engagebot.domain.publication import hidden_groups, turnout_of
from engagebot.domain.quorum import Quorum, verdicts
from engagebot.domain.ranked import compared
from engagebot.domain.receipts import Opened, opened_time, receipt_key, receipt_line, receipt_of
from engagebot.domain.sheet import Filling
from engagebot.domain.tally import tally_of
from engagebot.domain.terms import Terms
from engagebot.exports.bundle import contents
from engagebot.exports.values import (
    BallotAnswer,
    CalendarEvent,
    CommentLine,
    DeliveryCount,
    Item,
    RollEntry,
    RoundExport,
    RoundFacts,
    TextVersion,
)

OPENED = datetime(2023, 5, 2, 8, tzinfo=UTC)

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
    before: Sequence[tuple[int, int | None]] = ()
    late: bool = False
    """They vote after texts were changed, on the new ones."""


PEOPLE = [
    *[Person("states", "africa", {1: 5, 2: 4, 3: 2}) for _ in range(7)],
    *[Person("civil", "asia", {1: 4, 2: 4}) for _ in range(6)],
    *[Person("un", "asia", {1: 1}) for _ in range(3)],
    *[Person("media", "africa") for _ in range(5)],
]
TEXTS = ["Rescue at sea", '=HYPERLINK("http://evil")', "حماية المهاجرين", "救援"]


def files_of(data: RoundExport) -> dict[str, bytes]:
    """The bundle's files whole, without the manifest."""
    return {name: b"".join(chunks) for name, chunks in contents(data).items()}


def export_of(
    people: Sequence[Person] = tuple(PEOPLE),
    texts: Sequence[str] = tuple(TEXTS),
    comments: Sequence[CommentLine] = (),
    closed: bool = True,
    language: str = "en",
    words: Mapping[str, str] | None = None,
    rules: Rules | None = None,
    quorum: Quorum | None = None,
    reworded: Mapping[int, str] = MappingProxyType({}),
) -> RoundExport:
    """`reworded`: items with the texts that they got while the round was open, after all had voted who are not late."""
    rules = rules or Rules(Method.RATING, len(texts))
    opening = _opening(people, texts, rules, quorum)
    votes, times, new_texts = _votes(people, opening_hash(opening), reworded)
    groups = sorted({person.group for person in people})
    regions = sorted({person.region for person in people})
    voted = [person for person in people if person.answers]
    by_group = turnout_of(groups, Counter(p.group for p in people), Counter(p.group for p in voted))
    counts = counts_of(people, texts, rules)
    hidden = hidden_groups(counts, by_group)
    first = {n: Item(n, f"rec-{n}", 1, "Area", text) for n, text in enumerate(texts, start=1)}
    items = tuple(replace(item, version=2, text=reworded[n]) if n in reworded else item for n, item in first.items())
    return RoundExport(
        round=RoundFacts(
            workstream="Missing migrants",
            key="priorities",
            title="Priorities",
            question="How important is it?",
            method=rules.method,
            anonymity="pseudonymous",
            threshold=_threshold(rules),
            opened_at=OPENED,
            closes_at=OPENED + timedelta(days=14),
            closed_at=OPENED + timedelta(days=14) if closed else None,
            zone="Europe/Zurich",
        ),
        items=items,
        rules=rules,
        tally=tally_of(counts, _threshold(rules), hidden),
        compared=compared(counts, hidden),
        quorum=verdicts(quorum, by_group, len(people), len(voted)) if quorum else (),
        invited=len(people),
        voted=len(voted),
        by_group=by_group,
        by_region=turnout_of(regions, Counter(p.region for p in people), Counter(p.region for p in voted)),
        chain=Chain("priorities", opening_hash(opening), len(votes) + len(new_texts), _head(opening, votes, new_texts)),
        opening=opening,
        votes=votes,
        ballots=tuple(
            BallotAnswer(voter, vote.item, vote.version, vote.value)
            for voter, last in sorted(_last(votes).items())
            for vote in sorted(last.values(), key=lambda vote: vote.item)
            if vote.value is not None
        ),
        receipts=sorted(_receipts(votes)),
        roll=tuple(
            RollEntry(pseudonym(n), p.group, p.region, False, _line(n, p).salt, receipt_key(secret(n)))
            for n, p in enumerate(people)
        ),
        times=times,
        rewordings=new_texts,
        versions=_versions(people, first, new_texts),
        comments=tuple(comments),
        deliveries=(DeliveryCount(1, "event", "talk", OPENED, 2, "telegram", "failed", "=cmd|' /C calc'!A0", 2),),
        events=(TALK,),
        group_titles={"states": "States"},
        language=language,
        words=words or {},
    )


def counts_of(people: Sequence[Person], texts: Sequence[str], rules: Rules | None = None) -> Counts:
    filling = Filling(range(1, len(texts) + 1))
    for person in people:
        if person.answers:
            filling.add(person.group, person.answers)
    groups = sorted({person.group for person in people})
    return count(filling.sheet(groups), rules or Rules(Method.RATING, len(texts)))


def _threshold(rules: Rules) -> float | None:
    """Points and rankings have no share of support."""
    return None if rules.method in (Method.POINTS, Method.RANKING) else 0.7


def pseudonym(number: int) -> str:
    return f"V-{number:04}"


def secret(number: int) -> str:
    return f"{number:032x}"


def _line(number: int, person: Person) -> OnRoll:
    return on_roll(pseudonym(number), person.group, person.region, secret(number))


def _opening(people: Sequence[Person], texts: Sequence[str], rules: Rules, quorum: Quorum | None) -> Json:
    roll = Roll()
    for number, person in enumerate(people):
        roll.add(_line(number, person))
    items = [Put(n, f"rec-{n}", 1, {"en": text, "fr": f"{text} (fr)"}) for n, text in enumerate(texts, start=1)]
    terms: dict[str, Json] = {"method": rules.method, "anonymity": "pseudonymous", "threshold": _threshold(rules)}
    options: dict[str, Json] = {}
    options |= {} if rules.k is None else {"k": rules.k}
    options |= {} if rules.total is None else {"total": rules.total}
    options |= {"ordered": True} if rules.in_order else {}
    terms |= {"options": options} if options else {}
    terms |= cast(dict[str, Json], Terms(quorum=quorum).to_json())
    return opening_record("priorities", OPENED, terms, items, roll)


def _votes(
    people: Sequence[Person], opening: str, reworded: Mapping[int, str]
) -> tuple[tuple[Link, ...], tuple[Opened, ...], tuple[Reworded, ...]]:
    """Everybody's answers, and before them what they thought better of; and the new texts."""
    links: list[Link] = []
    times: list[Opened] = []
    texts: list[Reworded] = []
    previous, sequence = opening, 0
    for late in (False, True):
        for number, person in enumerate(people):
            for item, value in [*person.before, *person.answers.items()] if person.late == late else ():
                sequence += 1
                opened = opened_time(secret(number), sequence, OPENED + timedelta(seconds=sequence))
                vote = Link(sequence, pseudonym(number), item, version_of(person, item, reworded), value, "", "")
                vote = replace(vote, time=opened.commitment())
                previous = hash_of(vote, previous)
                links.append(replace(vote, hash=previous))
                times.append(opened)
        for item, text in () if late else reworded.items():
            sequence += 1
            link = Reworded(sequence, item, 2, {"en": text}, False, written(OPENED + timedelta(seconds=sequence)), "")
            previous = reworded_hash(previous, "priorities", link)
            texts.append(replace(link, hash=previous))
    return tuple(links), tuple(times), tuple(texts)


def version_of(person: Person, item: int, reworded: Collection[int]) -> int:
    """The version of an item that somebody voted on."""
    return 2 if person.late and item in reworded else 1


def _head(opening: Json, votes: Sequence[Link], texts: Sequence[Reworded]) -> str:
    hashes = {vote.sequence: vote.hash for vote in votes} | {text.sequence: text.hash for text in texts}
    return hashes[max(hashes)] if hashes else opening_hash(opening)


def _versions(
    people: Sequence[Person], first: Mapping[int, Item], texts: Sequence[Reworded]
) -> tuple[TextVersion, ...]:
    found: list[TextVersion] = []
    for new in sorted(texts, key=lambda new: new.item):
        given = Counter(person.late for person in people if person.answers.get(new.item))
        found.append(TextVersion(new.item, 1, first[new.item].text, None, None, False, given[False]))
        found.append(TextVersion(new.item, 2, new.text["en"], new.sequence, new.at, False, given[True]))
    return tuple(found)


def hash_of(vote: Link, previous: str, round_key: str = "priorities") -> str:
    fields = {key: value for key, value in asdict(vote).items() if key != "hash"}
    return link_hash(previous, round_key=round_key, **fields)


def _last(votes: Sequence[Link]) -> dict[str, dict[int, Link]]:
    found: dict[str, dict[int, Link]] = {}
    for vote in votes:
        found.setdefault(vote.pseudonym, {})[vote.item] = vote
    return found


def _receipts(votes: Sequence[Link]) -> list[bytes]:
    last = {vote.pseudonym: vote.hash for vote in votes}
    standing = {voter for voter, own in _last(votes).items() if any(vote.value is not None for vote in own.values())}
    return [bytes.fromhex(receipt_line(receipt_of(secret(int(v[2:])), last[v]))) for v in standing]
