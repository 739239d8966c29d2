"""Keeps a breakdown from saying what fewer than five people did, also by subtraction.

A cell is the set of people whom a figure describes, such as the States that answered item 3: what is withheld
is everything about that set (its size, its shares, its means, whose comments they were).

The rule. A cell under the minimum is withheld; a cell of nobody is under it too. Since the whole is
published, whoever subtracts the shown cells from it learns about all the withheld ones taken together; so
there must be at least two of them, with at least the minimum of people between them (and more than there are cells,
since whoever sees a cell listed may know that it has somebody), and the next smallest are withheld as well until that
is so (complementary suppression: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4).

Why that suffices. What remains to be computed is a function of the withheld people taken together; moving one
of them from one withheld cell to another changes nothing that is published. So breakdowns that hang together
must withhold nested sets: pass what the wider one withholds (those invited) as `already` to the narrower
(those who voted, then those who answered an item).

What it does not hide, as no rule by size does: what everybody in a cell of five or more said alike, and so what
all the withheld people together said alike.
"""

from collections.abc import Mapping

MINIMUM = 5


def withheld(
    people: Mapping[str, int], minimum: int = MINIMUM, already: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The cells that may not be shown, given how many people are in each; ties go by the cell's key."""
    hidden = {cell for cell, count in people.items() if count < minimum} | (already & people.keys())
    if not hidden:
        return frozenset()
    shown = sorted(people.keys() - hidden, key=lambda cell: (people[cell], cell))
    for cell in shown:
        if len(hidden) >= 2 and sum(people[one] for one in hidden) >= max(minimum, len(hidden) + 1):
            break
        hidden.add(cell)
    return frozenset(hidden)
