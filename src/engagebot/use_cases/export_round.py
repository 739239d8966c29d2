"""Gather all that a round's bundle holds, from the ballots and not from anything counted before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Anonymity, Round, RoundState
from engagebot.domain.publication import without_size
from engagebot.domain.workstream import Label, LabelKind, Workstream
from engagebot.exports.values import (
    CommentLine,
    DeliveryCount,
    Item,
    NamedBallot,
    RoundExport,
    RoundFacts,
    TextVersion,
)
from engagebot.storage import rounds
from engagebot.storage.comments import filed
from engagebot.storage.delivery_report import Ended, delivery_report
from engagebot.storage.export_queries import all_events, labels_of, round_keys
from engagebot.storage.named import organisations_of_ballots
from engagebot.storage.reminders import missed
from engagebot.texts.own import own
from engagebot.use_cases.calendar_event import calendar_event
from engagebot.use_cases.comment_matrix import Submitted, submitted
from engagebot.use_cases.count_round import Counted, count_round
from engagebot.use_cases.event_feedback import event_feedback
from engagebot.use_cases.list_mandates import mandates_in
from engagebot.use_cases.refused import Refused

NO_WORDS: Mapping[str, str] = MappingProxyType({})


async def export_round(
    session: AsyncSession,
    workstream: Workstream,
    round_key: str,
    language: str = "en",
    words: Mapping[str, str] = NO_WORDS,
) -> RoundExport:
    """In a transaction that sees the database at one instant (`Database.snapshot`), so that a vote is in all files
    or in none. A round that is open gives a provisional export. `words` translates the bundle's own English.

    Raises Refused for a round that is not there, was never opened, or whose ballots do not match its votes.
    """
    held = await _round(session, workstream, round_key)
    labels = await labels_of(session, workstream.id, [LabelKind.GROUP, LabelKind.REGION])
    counted = await count_round(session, held, _keys(labels, LabelKind.GROUP), _keys(labels, LabelKind.REGION))
    return RoundExport(
        round=_facts(workstream, held, counted, language),
        items=tuple(_item(item, language) for item in counted.items),
        rules=counted.rules,
        tally=counted.tally,
        quorum=counted.quorum,
        named=await _named(session, held, language),
        mandates=await mandates_in(session, held),
        compared=counted.compared,
        invited=counted.invited,
        voted=counted.voted,
        by_group=counted.by_group,
        by_region=counted.by_region,
        chain=counted.chain,
        opening=counted.opening,
        votes=counted.votes,
        ballots=counted.ballots,
        receipts=counted.receipts,
        roll=counted.roll,
        times=counted.times,
        rewordings=tuple(counted.rewordings),
        versions=_versions(await rounds.opened_with(session, held.id), counted, language),
        comments=_comments(
            submitted(
                await filed(session, Comment.round_id == held.id),
                [row.cell for row in counted.by_group],
                held.key,
                without_size(counted.by_group),
            ),
            language,
        ),
        deliveries=await _deliveries(session, workstream),
        events=tuple(calendar_event(event, language) for event in await all_events(session, workstream.id)),
        feedback=await event_feedback(session, workstream.id, language),
        group_titles=_titles(labels, LabelKind.GROUP, language),
        region_titles=_titles(labels, LabelKind.REGION, language),
        language=language,
        words=words,
    )


async def _round(session: AsyncSession, workstream: Workstream, key: str) -> Round:
    found = await rounds.round_by_key(session, workstream.id, key)
    if found is None:
        there = await round_keys(session, workstream.id)
        raise Refused(f"There is no round {key} in {workstream.key}; there are: {', '.join(there) or 'none'}.")
    return found


async def _named(session: AsyncSession, held: Round, language: str) -> tuple[NamedBallot, ...]:
    if held.anonymity != Anonymity.NAMED:
        return ()
    found = await organisations_of_ballots(session, held.id)
    return tuple(
        NamedBallot(voter, one.key if one else "", own(one.name, language) if one else "") for voter, one in found
    )


def _keys(labels: Sequence[Label], kind: LabelKind) -> list[str]:
    return [label.key for label in labels if label.kind == kind]


def _titles(labels: Sequence[Label], kind: LabelKind, language: str) -> dict[str, str]:
    return {label.key: own(label.title, language) for label in labels if label.kind == kind}


def _facts(workstream: Workstream, held: Round, counted: Counted, language: str) -> RoundFacts:
    return RoundFacts(
        workstream=own(workstream.title, language),
        key=held.key,
        title=own(held.title, language),
        question=own(held.question, language),
        method=held.method,
        anonymity=held.anonymity,
        threshold=held.threshold,
        opened_at=held.opened_at or held.opens_at,
        closes_at=held.closes_at,
        closed_at=(held.closed_at or held.closes_at) if held.state == RoundState.CLOSED else None,
        zone=workstream.zone,
    )


def _item(item: rounds.Item, language: str) -> Item:
    area = own(item.area_title, language) if item.area_title else item.area or ""
    return Item(item.number, item.key, item.version, area, own(item.text, language))


def _versions(first: Sequence[rounds.Item], counted: Counted, language: str) -> tuple[TextVersion, ...]:
    """Of the items that were reworded."""
    texts = [TextVersion(i.number, i.version, own(i.text, language), None, None, False, 0) for i in first if i.reworded]
    for new in counted.rewordings:
        text = own(dict(new.text), language)
        texts.append(TextVersion(new.item, new.version, text, new.sequence, new.at, new.editorial, 0))
    found = (replace(one, answers=counted.given_to.get((one.number, one.version), 0)) for one in texts)
    return tuple(sorted(found, key=lambda one: (one.number, one.version)))


def _comments(found: Sequence[Submitted], language: str) -> tuple[CommentLine, ...]:
    lines = {one.id: number for number, one in enumerate(found, start=1)}
    return tuple(
        CommentLine(
            number=one.item,
            group=one.group,
            text=one.text,
            paragraph=one.paragraph,
            kind=one.kind,
            proposed=one.proposed,
            rationale=one.rationale,
            outcome=one.outcome,
            reason=own(one.reason, language) if one.reason else None,
            merged_into=lines.get(one.merged_into) if one.merged_into else None,
        )
        for one in found
    )


async def _deliveries(session: AsyncSession, workstream: Workstream) -> tuple[DeliveryCount, ...]:
    """By their instants, with what was missed among them."""
    lines = [_ended(line) for line in await delivery_report(session, workstream.id)]
    lines += [
        DeliveryCount(None, line.kind, line.about, line.due_at, None, "", "missed", line.reason, 0)
        for line in await missed(session, workstream.id)
    ]
    return tuple(sorted(lines, key=lambda line: line.due_at))


def _ended(line: Ended) -> DeliveryCount:
    announcement = line.announcement
    return DeliveryCount(
        announcement=announcement.id,
        kind=announcement.kind,
        about=line.about,
        due_at=announcement.due_at,
        recipients=announcement.recipients,
        platform=line.platform,
        state=line.state or announcement.state,
        reason=line.reason or "",
        messages=line.messages,
    )
