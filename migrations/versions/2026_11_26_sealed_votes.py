"""Votes bound to their instant without telling it, the opening hashed into the chain, receipts that tell nothing.

The chain of every round is recomputed: the votes, their order and their instants stay as they are, each hash is
another one. Before that the old chain is checked, so that what was changed in it cannot pass for whole afterwards.
Receipts that people were shown before are void; they are shown the new ones.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_sealed_votes"
down_revision = "2026_11_26_retention"
branch_labels = None
depends_on = None

BATCH = 1000
INSTANT = sa.DateTime(timezone=True)
ROUNDS = sa.table(
    "rounds",
    *(sa.column(name) for name in ("id", "key", "method", "anonymity", "threshold", "votes", "head", "opening")),
    sa.column("opened_at", INSTANT),
)
VOTERS = sa.table("voters", *(sa.column(n) for n in ("id", "round_id", "pseudonym", "group", "region", "secret")))
VOTES = sa.table(
    "vote_events",
    *(sa.column(name) for name in ("id", "round_id", "sequence", "voter_id", "item", "version", "value", "hash")),
    sa.column("at", INSTANT),
)
BALLOTS = sa.table("ballots", *(sa.column(name) for name in ("voter_id", "round_id", "answered", "receipt")))
ITEMS = sa.table("round_items", *(sa.column(n) for n in ("round_id", "number", "recommendation_id", "version_id")))
CHOSEN = sa.table("recommendations", sa.column("id"), sa.column("key"))
TEXTS = sa.table("recommendation_versions", sa.column("id"), sa.column("number"), sa.column("text", sa.JSON()))

Fields = dict[str, Any]
HashOf = Callable[[Any, Fields], str]
"""The voter's row and a vote's fields, with what is before it, to the vote's hash."""


class BrokenChain(Exception):
    """A round's votes are not what was accepted. Restore the database from a backup, compare, and start again."""


def upgrade() -> None:
    op.add_column("rounds", sa.Column("opening", sa.String(), nullable=True))
    op.add_column("voters", sa.Column("secret", sa.String(), nullable=False, server_default=""))
    for voter in op.get_bind().execute(sa.select(VOTERS.c.id)).all():
        _set(VOTERS, VOTERS.c.id == voter.id, secret=secrets.token_hex(16))
    for held in _opened():
        first = _digest({"round": held.key, "opened_at": _written(held.opened_at)})
        if (held.head or first) != _rewrite(held, first, _old_hash, None):
            raise BrokenChain(f"Round {held.key} does not end with the vote that it names as its last. {_ADVICE}")
        opening = _digest(_opening(held))
        _set(ROUNDS, ROUNDS.c.id == held.id, opening=opening, head=_rewrite(held, opening, _new_hash, _new_receipt))


def downgrade() -> None:
    for held in _opened():
        first = _digest({"round": held.key, "opened_at": _written(held.opened_at)})
        _set(ROUNDS, ROUNDS.c.id == held.id, head=_rewrite(held, first, _old_hash, lambda _, last: last))
    op.drop_column("voters", "secret")
    op.drop_column("rounds", "opening")


_ADVICE = "Restore the database from a backup, compare, and start again; nothing was changed."


def _opened() -> list[Any]:
    return list(op.get_bind().execute(sa.select(ROUNDS).where(ROUNDS.c.opened_at.is_not(None))).all())


def _rewrite(held: Any, first: str, hash_of: HashOf, receipt_of: Callable[[Any, str], str] | None) -> str:
    """Goes through a round's votes and returns the last hash. Without `receipt_of` it only compares the hashes."""
    voters = {row.id: row for row in op.get_bind().execute(sa.select(VOTERS).where(VOTERS.c.round_id == held.id))}
    previous, last = first, dict[int, str]()
    for number, vote in enumerate(_votes(held.id), 1):
        voter = voters[vote.voter_id]
        fields = {"round": held.key, "sequence": vote.sequence, "pseudonym": voter.pseudonym, "previous": previous}
        fields |= {"item": vote.item, "version": vote.version, "value": vote.value, "at": _written(vote.at)}
        previous = last[vote.voter_id] = hash_of(voter, fields)
        if receipt_of is not None:
            _set(VOTES, VOTES.c.id == vote.id, hash=previous)
        elif (vote.hash, vote.sequence) != (previous, number):
            raise BrokenChain(f"Vote {vote.sequence} of round {held.key} does not match its hash. {_ADVICE}")
    if receipt_of is not None:
        for voter_id, found in last.items():
            own = (BALLOTS.c.voter_id == voter_id) & (BALLOTS.c.round_id == held.id)
            _set(BALLOTS, own, receipt=sa.case((BALLOTS.c.answered > 0, receipt_of(voters[voter_id], found)), else_=""))
    return previous


def _votes(round_id: int) -> Iterator[Any]:
    after = 0
    while True:
        query = sa.select(VOTES).where(VOTES.c.round_id == round_id, VOTES.c.sequence > after)
        rows = op.get_bind().execute(query.order_by(VOTES.c.sequence).limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].sequence


def _set(table: Any, where: Any, **values: Any) -> None:
    op.get_bind().execute(sa.update(table).where(where).values(**values))


def _old_hash(_voter: Any, fields: Fields) -> str:
    return _digest(fields)


def _new_hash(voter: Any, fields: Fields) -> str:
    salt = _derived(voter.secret, f"time of {fields['sequence']}")
    kept = {key: value for key, value in fields.items() if key != "at"}
    return _digest({**kept, "time": _digest({"at": fields["at"], "salt": salt})})


def _new_receipt(voter: Any, last: str) -> str:
    found = _derived(_derived(voter.secret, "receipt"), last)
    bits = int(found[:20], 16)
    signs = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> at & 31] for at in range(75, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def _opening(held: Any) -> Fields:
    bind = op.get_bind()
    roll, lines = hashlib.sha256(), 0
    for voter in sorted(bind.execute(sa.select(VOTERS).where(VOTERS.c.round_id == held.id)), key=lambda v: v.pseudonym):
        told = {"pseudonym": voter.pseudonym, "group": voter.group, "region": voter.region or ""}
        roll.update(_digest({**told, "salt": _derived(voter.secret, "roll")}).encode())
        lines += 1
    items = bind.execute(
        sa.select(ITEMS.c.number, CHOSEN.c.key, TEXTS.c.number.label("version"), TEXTS.c.text)
        .join(CHOSEN, ITEMS.c.recommendation_id == CHOSEN.c.id)
        .join(TEXTS, ITEMS.c.version_id == TEXTS.c.id)
        .where(ITEMS.c.round_id == held.id)
        .order_by(ITEMS.c.number)
    )
    return {
        "round": held.key,
        "opened_at": _written(held.opened_at),
        "method": held.method,
        "anonymity": held.anonymity,
        "threshold": held.threshold,
        "items": [{"number": i.number, "item": i.key, "version": i.version, "text": i.text} for i in items],
        "invited": lines,
        "roll": roll.hexdigest(),
    }


def _derived(secret: str, what: str) -> str:
    return hmac.new(bytes.fromhex(secret), what.encode(), hashlib.sha256).hexdigest()[:32]


def _written(instant: datetime) -> str:
    aware = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    return aware.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _digest(value: Fields) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
