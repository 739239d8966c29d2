"""How the figures of each method are defined, and what is withheld: for the read-me."""

from engagebot.domain.method import Method, Rules

SPREAD = (
    "Median and quartiles: by linear interpolation between the two nearest answers (Hyndman and Fan 1996, "
    "definition 7)."
)
WILSON = "95% from / to is its Wilson interval (Wilson 1927)."
THRESHOLD = "Supported: that share is at or above the threshold that was fixed at opening."
TIES = "Recommendations that are equal share a place, and no tie is broken."

FOR_ALL = (
    "Counted is the last accepted answer of each voter to each recommendation.",
    "Abstained: voters who said that they do not judge the recommendation, which is an answer of 0 in "
    "the ballots. Left blank: voters who said nothing of it.",
)
RATING = (
    "Whoever abstained or left it blank is in no figure of a recommendation.",
    "Mean: the sum of the answers (1 to 5) over their number.",
    SPREAD,
    f"Share of 4-5: answers of 4 or 5 over all answers; {WILSON}",
    THRESHOLD,
    "Consensus: from 0 (half at either end) to 1 (all gave the same), by Tastle and Wierman 2007. Agreement: from -1 "
    "(half at either end) over 0 (spread evenly) to 1, by van der Eijk 2001.",
    f"Place: by the mean. {TIES}",
    "Groups that differ: those whose median is 2 or more away from that of all. Divided: the agreement of all is under "
    "0.2. Both are a report of minorities; groups that are withheld are not in it.",
)
CHOSEN = (
    f"Share of voters: who chose it, over all voters who did not abstain on it; {WILSON}",
    THRESHOLD,
)
METHODS = {
    Method.RATING: RATING,
    Method.APPROVAL: (*CHOSEN, f"Place: by the number of approvals. {TIES}"),
    Method.TOP_K: (*CHOSEN, f"Place: by the number of mentions. {TIES}"),
    Method.POINTS: (
        "Points: those given to the recommendation, added up; its share is that of all points given. Points a voter: "
        "over all voters who did not abstain on it.",
        f"Place: by the points. {TIES}",
    ),
    Method.RANKING: (
        "Place 1, 2 and so on: how many put the recommendation there. Mean, median and quartiles are those of the "
        "places given.",
        SPREAD,
        "pairs.csv: how many put one recommendation before another. What a voter left out comes after all that they "
        "placed; what they abstained on is compared with nothing.",
        "Points: from each voter one for every recommendation that they put after it, and half a point for each "
        "beside it (Borda 1781).",
        f"Place: by the strongest chains of majorities between two (Schulze 2011, winning votes). {TIES}",
        "A recommendation that nobody ranked has no place.",
        "Kendall's W: from 0 (the rankings have nothing in common) to 1 (all are the same), corrected for ties "
        "(Kendall 1948), over those who abstained on nothing.",
    ),
}
IN_ORDER = (
    "Points: from each voter k for the first of their k places, down to 1 for the last. Points a voter: over all "
    "voters who did not abstain on it.",
    *CHOSEN,
    f"Place: by the points. {TIES}",
)
EQUAL = (
    "Groups alike: every group counts the same, however many of it voted: a mean is the mean of the groups' means, a "
    "share that of their shares. The place is by those; its interval is that of so many equal voters as tell as much "
    "(Kish 1992). Groups that are withheld count as one group together, so that nothing more can be told of them."
)

RECOMPUTED = (
    "verify.py recomputes from the ballots, for all voters together: how many answered, abstained and left blank, how "
    "often each value was given, points, pairs, mean and quartiles of ratings and places, shares, who is supported, "
    "places and ties. Intervals, agreement and the figures with the groups alike follow from these and from "
    "the shown groups' counts by the definitions above; no program in the bundle recomputes them."
)

WITHHELD = (
    "Figures of groups and regions with fewer than five people are withheld (left empty). So that they cannot "
    "be computed from the total, at least two are withheld together, with at least five people between them.",
    "A group is shown in all recommendations or in none: it is withheld if fewer than five of it judged any one of "
    "them. Else whoever finds the ballots that make up its figures in one could read its answers to another.",
    "What cannot be withheld so is what all the withheld people together said alike, which follows from the total.",
    "A comment bears its group only where at least five people of that group commented, and how many of it "
    "were invited is shown. It bears no time, which could be matched with the time of a vote.",
    "Ballots bear neither group nor region, so nobody but the secretariat can recompute the figures by group. A "
    "patient reader may find which ballots, taken together, are those of a group that is shown; not which of them is "
    "whose, and not which of the others is of which group.",
)


def definitions(rules: Rules) -> tuple[str, ...]:
    own = IN_ORDER if rules.method == Method.TOP_K and rules.in_order else METHODS[rules.method]
    return (*FOR_ALL, *own, EQUAL, RECOMPUTED)
