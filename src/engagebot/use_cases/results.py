"""What participants are told when a round has closed."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.method import Method, Rules, chosen
from engagebot.domain.outcomes import outcomes
from engagebot.domain.suppression import MINIMUM
from engagebot.domain.tally import ItemTally, Paper, tally
from engagebot.storage.rounds import Item, items_of, roll_of
from engagebot.use_cases.ballot import given_in

Ranked = tuple[int | None, int, Localised, float | None, float | None, int]
"""Place, number, text, mean, share of 4 and 5, answers."""


async def results_of(session: AsyncSession, held: Round) -> dict[str, object]:
    """Of all voters together, so that nobody's answers can be told. With too few of them there are no figures:
    the ranking is empty then. An item that too few of them rated has neither a place nor figures."""
    items = await items_of(session, held.id)
    roll = await roll_of(session, held.id)
    rules = held.rules(len(items))
    if rules.method != Method.RATING:
        return _chosen(rules, items, roll)
    papers = [paper_of(voter, ballot) for voter, ballot in roll if ballot is not None and ballot.answered]
    tallies = _tallies([item.number for item in items], papers, held.threshold)
    texts = {item.number: item.text for item in items}
    ranking: list[Ranked] = [
        _ranked(found, texts[found.number])
        for found in sorted(tallies, key=lambda found: (not _can_be_shown(found), found.place or 0, found.number))
    ]
    return {
        "rules": rules,
        "ranking": ranking if len(papers) >= MINIMUM else [],
        "voters": len(papers),
        "invited": len(roll),
        "receipt": None,
    }


Standing = tuple[int, int, Localised, float, float]
"""Place, number, text, the figure that the place is by, and its share of the most that was possible."""


def _chosen(rules: Rules, items: Sequence[Item], roll: Sequence[tuple[Voter, Ballot | None]]) -> dict[str, object]:
    ballots = [given_in(ballot.answers) for _, ballot in roll if ballot is not None and ballot.answered]
    ranking: list[Standing] = [
        (found.place, found.number, items[found.number - 1].text, found.amount, found.share)
        for found in outcomes(rules, ballots)
    ]
    shown = ranking if len(ballots) >= MINIMUM else []
    return {"rules": rules, "ranking": shown, "voters": len(ballots), "invited": len(roll), "receipt": None}


def _can_be_shown(found: ItemTally) -> bool:
    return found.whole.answers >= MINIMUM


def _ranked(found: ItemTally, text: Localised) -> Ranked:
    if not _can_be_shown(found):
        return None, found.number, text, None, None, 0
    return found.place, found.number, text, found.whole.mean, found.whole.share, found.whole.answers


def paper_of(voter: Voter, ballot: Ballot) -> Paper:
    """Without the abstentions, which are no ratings."""
    return Paper(voter.group, chosen(given_in(ballot.answers)))


def _tallies(numbers: list[int], papers: list[Paper], threshold: float | None) -> tuple[ItemTally, ...]:
    return tally(numbers, sorted({paper.group for paper in papers}), papers, threshold)
