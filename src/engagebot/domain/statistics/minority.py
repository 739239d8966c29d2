"""The minority report: where the whole's figure does not speak for everybody."""

from dataclasses import dataclass

import numpy as np

from engagebot.domain.statistics.agreement import agreement
from engagebot.domain.statistics.arrays import Bools, Floats
from engagebot.domain.statistics.distribution import TOLERANCE, quantile

FAR = 2.0
"""Steps on the scale. On one from 1 to 5, a median of 4 or 5 is support and one of 3 or less is not: two steps lead
across that line from any value but 3, and from 3 to either end."""
LITTLE = 0.2
"""Van der Eijk's A, of which 0 is an even spread and 1 unanimity."""


@dataclass(frozen=True, slots=True)
class Minority:
    """Groups by row, items by column. Medians are NaN where nobody answered. Small groups are in it: who publishes it
    has to withhold them."""

    medians: Floats
    """Of shape (groups, items)."""
    whole: Floats
    """The medians of all, of shape (items,)."""
    differs: Bools
    """Of shape (groups, items): whether the group's median is far from that of all."""
    agreement: Floats
    """Van der Eijk's A over all, of shape (items,)."""
    divided: Bools
    """Of shape (items,): whether all together agree little."""

    @property
    def reported(self) -> Bools:
        """Of shape (items,): whether the report names the item."""
        found: Bools = self.differs.any(axis=0) | self.divided
        return found


def minority(counts: Floats, all_counts: Floats | None = None, far: float = FAR, little: float = LITTLE) -> Minority:
    """From counts of shape (groups, items, values). All together are the sum over the groups, or `all_counts`, of
    shape (items, values), where the groups weigh otherwise than by their size.

    A group differs in an item if its median is `far` or more from that of all; all are divided if their agreement is
    under `little`. The two numbers are conventions; that stakeholder groups are looked at one by one beside the whole
    is practice in Delphi studies: Williamson et al., "The COMET Handbook: version 1.0", Trials 18 (2017), 280.
    """
    together = counts.sum(axis=0) if all_counts is None else all_counts
    medians, whole = quantile(counts, 0.5), quantile(together, 0.5)
    agreed = agreement(together)
    with np.errstate(invalid="ignore"):
        differs = np.abs(medians - whole) >= far - TOLERANCE
        divided = agreed < little - TOLERANCE
    return Minority(medians, whole, differs, agreed, divided)
