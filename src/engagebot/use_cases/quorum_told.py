"""What participants are told of a round's quorum when it has closed: as in its files, with small groups withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Round
from engagebot.domain.publication import turnout_of
from engagebot.domain.quorum import verdicts
from engagebot.domain.workstream import LabelKind
from engagebot.storage.people import label_keys, label_title
from engagebot.storage.rounds import turnout


@dataclass(frozen=True, slots=True)
class QuorumTold:
    """`lacking`: the groups that did not reach it, by their names; `judged`: whether it is told of any group; `rest`:
    whether the withheld groups together reached it, None where that is not told."""

    lacking: Sequence[Localised]
    judged: bool
    some_withheld: bool
    rest: bool | None


async def quorum_told(session: AsyncSession, held: Round) -> QuorumTold | None:
    """None for a round without one."""
    quorum = held.agreed.quorum
    if quorum is None:
        return None
    counted = await turnout(session, held.id)
    invited = {group: of for group, (of, _) in counted.items()}
    voted = {group: number for group, (_, number) in counted.items()}
    known = await label_keys(session, held.workstream_id, LabelKind.GROUP)
    order = [*known, *sorted(invited.keys() - set(known))]
    found = verdicts(quorum, turnout_of(order, invited, voted), sum(invited.values()), sum(voted.values()))
    lacking = [one.group for one in found if one.group is not None and one.reached is False]
    titles = [await label_title(session, held.workstream_id, LabelKind.GROUP, group) for group in lacking]
    return QuorumTold(
        lacking=titles,
        judged=any(one.group is not None and one.reached is not None for one in found),
        some_withheld=any(one.reached is None or one.group is None for one in found),
        rest=next((one.reached for one in found if one.group is None), None),
    )
