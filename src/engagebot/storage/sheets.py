"""All ballots of a round at once, for its tally: read in batches, of which a byte an answer is kept."""

from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Select, Text, bindparam, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from engagebot.domain.consultation import Ballot, Voter
from engagebot.domain.sheet import NOTHING, Sheet, in_order

BATCH = 2000
"""Ballots that are in memory as they came."""


async def sheet_of(source: AsyncSession | AsyncConnection, round_id: int, items: Sequence[int]) -> Sheet:
    """The groups are those of the ballots, by their names. Raises ValueError for an answer that cannot be."""
    column = {str(number): at for at, number in enumerate(items)}
    row_of: dict[str, int] = {}
    group, blocks = array("H"), [np.empty((0, len(items)), dtype=np.uint8)]
    result = await source.stream(_ballots(), {"this_round": round_id}, execution_options={"yield_per": BATCH})
    async for batch in result.partitions():
        group.extend([row_of.setdefault(name, len(row_of)) for name, _ in batch])
        blocks.append(_block(column, [text for _, text in batch]))
    return in_order(items, sorted(row_of), tuple(row_of), group, np.concatenate(blocks))


def _block(column: dict[str, int], texts: Iterable[str]) -> NDArray[np.uint8]:
    """From the ballots as they are stored: `{"3": 5, "1": 2}`."""
    given: list[dict[str, int]] = [orjson.loads(text) for text in texts]
    try:
        columns = b"".join([bytes(map(column.__getitem__, answers)) for answers in given])
        values = b"".join([bytes(answers.values()) for answers in given])
    except KeyError as error:
        raise ValueError(f"No such answer: there is no item {error.args[0]}") from error
    if bytes([NOTHING]) in values:
        raise ValueError(f"No such answer: {NOTHING}")
    block = np.full((len(given), len(column)), NOTHING, dtype=np.uint8)
    rows = np.repeat(np.arange(len(given)), [len(answers) for answers in given])
    block[rows, np.frombuffer(columns, np.uint8)] = np.frombuffer(values, np.uint8)
    return block


@cache
def _ballots() -> Select[*tuple[Any, ...]]:
    return (
        select(Voter.group, cast(Ballot.answers, Text))
        .join(Voter, Ballot.voter_id == Voter.id)
        .where(Ballot.round_id == bindparam("this_round"), Ballot.answered > 0, Voter.merged.is_(False))
    )
