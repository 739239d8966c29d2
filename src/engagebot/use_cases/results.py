"""What participants are told when a round has closed."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Round
from engagebot.domain.counts import count
from engagebot.domain.method import Method, Rules
from engagebot.domain.suppression import MINIMUM
from engagebot.domain.tally import ItemTally, tally_of
from engagebot.storage.rounds import items_of, turnout
from engagebot.storage.sheets import sheet_of

Ranked = tuple[int | None, int, Localised, float | None, float | None, int]
"""Place, number, text, mean, share of 4 and 5, answers."""
Standing = tuple[int | None, int, Localised, float, float]
"""Place (None for what nobody ranked), number, text, the figure that the place is by, and its share of the most that
was possible."""


async def results_of(session: AsyncSession, held: Round) -> dict[str, object]:
    """Of all voters together, so that nobody's answers can be told. With too few of them there are no figures:
    the ranking is empty then. An item that too few of them rated has neither a place nor figures."""
    items = await items_of(session, held.id)
    rules = held.rules(len(items))
    sheet = await sheet_of(session, held.id, [item.number for item in items])
    voters, invited = len(sheet.answers), sum(all_of for all_of, _ in (await turnout(session, held.id)).values())
    texts = {item.number: item.text for item in items}
    tallies = tally_of(count(sheet, rules), held.threshold)
    ranking = _rated(tallies, texts) if rules.method == Method.RATING else _chosen(rules, tallies, texts, voters)
    shown = ranking if voters >= MINIMUM else []
    return {"rules": rules, "ranking": shown, "voters": voters, "invited": invited, "counted": None}


def _rated(tallies: Sequence[ItemTally], texts: dict[int, Localised]) -> Sequence[Ranked]:
    in_order = sorted(tallies, key=lambda found: (not _can_be_shown(found), found.place or 0, found.number))
    return [_ranked(found, texts[found.number]) for found in in_order]


def _can_be_shown(found: ItemTally) -> bool:
    return found.whole.answers >= MINIMUM


def _ranked(found: ItemTally, text: Localised) -> Ranked:
    if not _can_be_shown(found):
        return None, found.number, text, None, None, 0
    return found.place, found.number, text, found.whole.mean, found.whole.share, found.whole.answers


def _chosen(rules: Rules, tallies: Sequence[ItemTally], texts: dict[int, Localised], voters: int) -> Sequence[Standing]:
    most = voters * (rules.items - 1 if rules.method == Method.RANKING else rules.highest)
    unplaced = None if rules.method == Method.RANKING else len(tallies)
    in_order = sorted(tallies, key=lambda found: (found.place is None, found.place or 0, found.number))
    rows = [(found.place or unplaced, found.number, _amount(found)) for found in in_order]
    return [(place, number, texts[number], amount, amount / most if most else 0.0) for place, number, amount in rows]


def _amount(found: ItemTally) -> float:
    """What the place is by; for a ranking Borda's points beside it."""
    return float(found.whole.answers) if found.whole.points is None else found.whole.points
