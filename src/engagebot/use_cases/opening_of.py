"""What the opening of a round fixes, as the database has it: made when it opens, and again whenever it is counted."""

from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round
from engagebot.domain.digests import Json
from engagebot.domain.method import Method
from engagebot.domain.opening import Put, Roll, opening_record
from engagebot.storage.rounds import opened_with


async def opening_of(session: AsyncSession, held: Round, roll: Roll) -> Json:
    """Its hash is what the first vote follows. The round has to have its instant of opening."""
    assert held.opened_at is not None  # noqa: S101 - said above
    items = [Put(item.number, item.key, item.version, item.text) for item in await opened_with(session, held.id)]
    return opening_record(held.key, held.opened_at, _terms(held, len(items)), items, roll)


def _terms(held: Round, items: int) -> dict[str, Json]:
    """`highest`: the highest value of an answer; with ratings, which were there before it, it is 5 and not said."""
    terms: dict[str, Json] = {"method": held.method, "anonymity": held.anonymity, "threshold": held.threshold}
    terms |= cast(dict[str, Json], held.agreed.to_json())
    if held.earlier is not None:
        terms["earlier"] = cast(Json, held.earlier)
    if held.method == Method.RATING:
        return terms
    return {**terms, "options": cast(Json, held.options), "highest": held.rules(items).highest}
