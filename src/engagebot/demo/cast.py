"""The cast of the unattended demo: who takes part, from where, and how each of them behaves."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engagebot.domain.event import Going

ITEMS = 15


class Voting(StrEnum):
    AT_ONCE = "at once"
    AFTER_NUDGE = "after the nudge"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Part:
    """One player's part. `ratings` by item number; an item that is not in it is skipped."""

    name: str
    platform: str
    group: str
    language: str
    zone: str
    answer: Going | None
    stars: int | None
    feedback: str | None
    voting: Voting
    ratings: dict[int, int]
    change: tuple[int, int] | None
    """An item and the value that it is changed to in the end."""
    comment: tuple[int, str] | None
    blocks: bool = False
    """Shuts the bot out right after joining."""

    @property
    def hears(self) -> bool:
        return not self.blocks

    @property
    def answers(self) -> Going | None:
        """What this player answers to the announcement, if it reaches them."""
        return self.answer if self.hears else None

    @property
    def attends(self) -> bool:
        return self.answers in (Going.YES, Going.MAYBE)

    @property
    def votes(self) -> bool:
        return self.hears and self.voting is not Voting.NEVER

    @property
    def final_ratings(self) -> dict[int, int]:
        """What the tally has to show for this player."""
        return {**self.ratings, **dict([self.change] if self.change else [])}


COMMENTS = (
    "Please add a word on landlocked routes.",
    "第一年之后由谁出资？",
    "Lo apoyamos, con un calendario más claro.",
    "The families we work with ask for one contact point.",
    "=2+2 is what a spreadsheet must not compute.",
    "ينبغي ذكر حماية البيانات هنا.",
    "Очень полезно для местных властей.",
    "We already do this; happy to share how.",
)
FEEDBACK = ("Clear and short, thank you.", "More time for questions, please.", "L’interprétation était bonne.")
LANGUAGES = ("en", "en", "ar", "fr", "en", "es", "zh", "ru", "fr", "en", "en", "es")
"""By turns, so that whoever comments does so in the language they read."""
ZONES = (
    "Europe/Zurich", "Africa/Nairobi", "America/New_York", "Asia/Manila", "Africa/Dakar", "America/Bogota",
    "Asia/Beirut", "Europe/Athens",
)  # fmt: skip
NAMES = (
    "Amina", "Jonas", "Mariam", "Luis", "Chidi", "Elena", "Farid", "Grace", "Hana", "Ibrahim", "Julia", "Kofi",
    "Leila", "Mateo", "Nadia", "Omar", "Paola", "Quentin", "Rosa", "Samir", "Thandi", "Usha", "Victor", "Wanjiru",
    "Ximena", "Yusuf", "Zainab", "Aline", "Bruno", "Carmen", "Dembele", "Esther", "Fatou", "Georges", "Hiba", "Ines",
    "Joseph", "Khadija", "Lucas", "Miriam",
)  # fmt: skip


LARGE_GROUPS = {"states": 9, "civil-society": 7, "un-system": 6, "diaspora": 5}
"""With five or more voters a group's figures can be shown; those of all other groups are withheld."""


def cast(groups: Sequence[str], seed: int = 76) -> list[Part]:
    """Forty players; every group is there, both platforms, six languages, eight zones."""
    dice = random.Random(seed)
    large = [group for group, people in LARGE_GROUPS.items() for _ in range(people)]
    small = [group for group in groups if group not in LARGE_GROUPS]
    rest = len(NAMES) - len(large)
    seats = large + [small[place % len(small)] if small else "other" for place in range(rest)]
    dice.shuffle(seats)
    return [_part(dice, number, name, seats[number]) for number, name in enumerate(NAMES)]


def _part(dice: random.Random, number: int, name: str, group: str) -> Part:
    voting = Voting.NEVER if number % 8 == 5 else Voting.AFTER_NUDGE if number % 10 == 3 else Voting.AT_ONCE
    answer = (Going.YES, Going.YES, Going.YES, Going.MAYBE, Going.YES, Going.NO, None)[number % 7]
    attends = answer in (Going.YES, Going.MAYBE)
    skipped = dice.sample(range(1, ITEMS + 1), dice.choice((0, 0, 0, 1, 2)))
    ratings = {item: _rating(dice, item) for item in range(1, ITEMS + 1) if item not in skipped}
    changed = dice.choice(sorted(ratings))
    return Part(
        name=name,
        platform="telegram" if number % 2 else "slack",
        group=group,
        language=LANGUAGES[number % len(LANGUAGES)],
        zone=ZONES[number % len(ZONES)],
        answer=answer,
        stars=dice.choice((3, 4, 4, 5, 5)) if attends and number % 4 else None,
        feedback=FEEDBACK[number // 7 % len(FEEDBACK)] if attends and number % 4 == 1 else None,
        voting=voting,
        ratings=ratings,
        change=(changed, 6 - ratings[changed]) if number % 5 == 0 else None,
        comment=(dice.choice(sorted(ratings)), COMMENTS[number // 5]) if number % 5 == 1 else None,
        blocks=name == "Yusuf",
    )


def _rating(dice: random.Random, item: int) -> int:
    """Rather high, and higher for the first items, so that the tally has an order to show."""
    return min(5, max(1, round(dice.gauss(4.4 - item * 0.09, 0.9))))
