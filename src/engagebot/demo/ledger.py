"""What was played beside what engagebot recorded: the unattended demo is right only if they are the same."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.demo.acts import REMINDERS, Player
from engagebot.demo.cast import ITEMS, Part, Voting
from engagebot.domain.announcement import AnnouncementKind
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event, Going
from engagebot.domain.outbox import DeliveryState
from engagebot.storage.figures import (
    answers_to_event,
    comments_on_event,
    comments_on_round,
    count_stakeholders,
    deliveries_by_kind,
    ratings_of_event,
)
from engagebot.storage.rounds import turnout


@dataclass(frozen=True, slots=True)
class Line:
    """One figure three times: by the script, as the players saw it (None where that cannot be seen), and as
    engagebot has it."""

    label: str
    played: int
    recorded: int
    seen: int | None = None
    detail: bool = False
    """Compared, but one of too many to be shown."""

    @property
    def right(self) -> bool:
        return self.played == self.recorded and self.seen in (None, self.played)


async def ledger(
    session: AsyncSession, players: Sequence[Player], event: Event, held: Round, tally_file: Path
) -> list[Line]:
    deliveries = await deliveries_by_kind(session, held.workstream_id)
    answers = await answers_to_event(session, event.id)
    marks, sum_of_marks = await ratings_of_event(session, event.id)
    by_group = await turnout(session, held.id)

    def reached(label: str, wanted: Callable[[Part], bool], kind: AnnouncementKind, *signs: str) -> Line:
        """A message of some kind: whom it was for, who saw it, how many engagebot sent."""
        played = len(signs) * sum(wanted(player.part) for player in players)
        seen = sum(sign in player.saw for player in players for sign in signs)
        return Line(label, played, deliveries.get(kind, {}).get(DeliveryState.SENT, 0), seen)

    given = Counter(player.part.answers for player in players)
    rated = [p.part for p in players if p.part.attends and p.part.stars is not None]
    voters = [player.part for player in players if player.part.votes]
    lines = [
        Line("joined", len(players), await count_stakeholders(session, held.workstream_id), _saw(players, "joined")),
        reached("announcement delivered", lambda p: p.hears, AnnouncementKind.EVENT, "announced"),
        *(Line(f"answered {word}", given[word], answers.get(word, 0)) for word in Going),
        reached("reminders delivered", lambda p: p.attends, AnnouncementKind.REMINDER, *REMINDERS),
        reached("asked for feedback", lambda p: p.attends, AnnouncementKind.FEEDBACK, "feedback asked"),
        Line("gave a mark", len(rated), marks),
        Line("sum of the marks", sum(part.stars or 0 for part in rated), sum_of_marks),
        Line("wrote a line", sum(bool(part.feedback) for part in rated), await comments_on_event(session, event.id)),
        reached("told of the round", lambda p: p.hears, AnnouncementKind.OPENING, "round opened"),
        reached("nudged", lambda p: p.hears and p.voting is not Voting.AT_ONCE, AnnouncementKind.NUDGE, "nudged"),
        Line("voted", len(voters), sum(voted for _, voted in by_group.values()), _saw(players, "voted")),
        Line("commented", sum(part.comment is not None for part in voters), await comments_on_round(session, held.id)),
        reached("told the results", lambda p: p.hears, AnnouncementKind.RESULTS, "told the results"),
    ]
    return lines + _groups(players, voters, by_group) + _tally(voters, tally_file)


def _saw(players: Sequence[Player], sign: str) -> int:
    return sum(sign in player.saw for player in players)


def _groups(players: Sequence[Player], voters: Sequence[Part], by_group: dict[str, tuple[int, int]]) -> list[Line]:
    invited = Counter(player.part.group for player in players)
    voted = Counter(part.group for part in voters)
    return [
        line
        for group in sorted(invited)
        for line in (
            Line(f"invited of {group}", invited[group], by_group.get(group, (0, 0))[0], detail=True),
            Line(f"voted of {group}", voted[group], by_group.get(group, (0, 0))[1], detail=True),
        )
    ]


def _tally(voters: Sequence[Part], tally_file: Path) -> list[Line]:
    """How often each value was given to each item, as the exported file has it."""
    exported = json.loads(tally_file.read_text(encoding="utf-8"))
    counts = {row["number"]: [row[f"gave_{value}"] for value in range(1, 6)] for row in exported["tally"]}
    lines = []
    for number in range(1, ITEMS + 1):
        given = Counter(part.final_ratings.get(number) for part in voters)
        for value in range(1, 6):
            label = f"gave {value} to item {number}"
            lines.append(Line(label, given[value], counts[number][value - 1], detail=True))
    return lines
