"""The bundle's JSON files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

from engagebot.domain.chain import written
from engagebot.domain.publication import PublishedItem, Turnout
from engagebot.domain.suppression import MINIMUM
from engagebot.domain.tally import Rating
from engagebot.exports.csv_file import instant
from engagebot.exports.statistics import in_order, rounded
from engagebot.exports.values import Item, RoundExport

Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]


def json_bytes(value: Json) -> bytes:
    """Readable, in UTF-8, with sorted keys."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def tally_document(data: RoundExport) -> Json:
    items = data.items_by_number()
    return {
        "round": _round(data),
        "made_at": instant(data.made_at),
        "withheld_under": MINIMUM,
        "items": [_item(items[tallied.number], tallied) for tallied in in_order(data.tally)],
        "turnout": {
            "all": {"invited": data.invited, "voted": data.voted},
            "by_group": {row.cell: _turnout(row) for row in data.by_group},
            "by_region": {row.cell: _turnout(row) for row in data.by_region},
        },
        "titles": {"groups": dict(data.group_titles), "regions": dict(data.region_titles)},
    }


def _round(data: RoundExport) -> Json:
    facts = data.round
    return {
        "key": facts.key,
        "title": facts.title,
        "question": facts.question,
        "workstream": facts.workstream,
        "method": facts.method,
        "anonymity": facts.anonymity,
        "threshold": facts.threshold,
        "opened_at": instant(facts.opened_at),
        "closes_at": instant(facts.closes_at),
        "closed_at": instant(facts.closed_at) if facts.closed_at else None,
        "provisional": facts.provisional,
        "votes": data.chain.length,
        "head": data.chain.head or data.genesis,
    }


def _item(item: Item, tallied: PublishedItem) -> Json:
    return {
        "number": item.number,
        "item": item.key,
        "version": item.version,
        "area": item.area,
        "text": item.text,
        "place": tallied.place,
        "tied": tallied.tied,
        "all": _rating(tallied.whole),
        "by_group": {group: _rating(rating) for group, rating in tallied.by_group.items()},
    }


def _rating(rating: Rating | None) -> Json:
    """None where it is withheld."""
    if rating is None:
        return None
    return {key: rounded(v) if isinstance(v, float) else v for key, v in asdict(rating).items()}


def _turnout(row: Turnout) -> Json:
    return {"invited": row.invited, "voted": row.voted, "share": rounded(row.share)}


def ballots_document(data: RoundExport) -> Json:
    items = data.items_by_number()
    return {
        "round": data.round.key,
        "ballots": [
            {
                "pseudonym": pseudonym,
                "answers": [
                    {
                        "number": answer.number,
                        "item": items[answer.number].key,
                        "version": answer.version,
                        "value": answer.value,
                    }
                    for answer in answers
                ],
            }
            for pseudonym, answers in groupby(data.ballots, key=lambda answer: answer.pseudonym)
        ],
    }


def votes_document(data: RoundExport) -> Json:
    """All that the chain's hashes are made of, and the items' keys by number."""
    return {
        "round": data.chain.round_key,
        "opened_at": written(data.chain.opened_at),
        "first": data.genesis,
        "head": data.chain.head or data.genesis,
        "items": {str(item.number): item.key for item in data.items},
        "votes": [{**asdict(vote), "at": written(vote.at)} for vote in data.votes],
    }
