"""Who is meant: a filter over stakeholders, as it stands in the workstream file and in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Audience:
    """Empty fields do not filter. `event` with `answers` asks for an answer to that event; `reminded` for
    those of them who want reminders; `told` names an event, and means whoever got a message about it or answered it;
    `not_voted` and `voted` name a round, `on_roll` its invited list;
    `following` an activity. `unconfirmed` (a round, an item, a version): whose answer was given to a text before
    that. `unanswered` and `unless_no` name an event: who has not answered it, and who has not
    said no; neither means who does not want reminders. `digest`: who prefers a weekly summary; `singly`: who does
    not."""

    groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    event: int | None = None
    answers: tuple[str, ...] = ()
    reminded: bool = False
    on_roll: int | None = None
    not_voted: int | None = None
    told: int | None = None
    following: int | None = None
    unanswered: int | None = None
    unless_no: int | None = None
    unconfirmed: tuple[int, ...] = ()
    digest: bool = False
    singly: bool = False

    def includes(self, group: str, region: str | None, language: str) -> bool:
        """Whether somebody is meant, as far as that depends on who they are and not on what they did."""
        return (
            (not self.groups or group in self.groups)
            and (not self.regions or region in self.regions)
            and (not self.languages or language in self.languages)
        )

    def within(self, other: Self) -> Self | None:
        """Those of them who are among the groups, regions and languages of another as well; None for nobody."""
        groups = _both(self.groups, other.groups)
        regions = _both(self.regions, other.regions)
        languages = _both(self.languages, other.languages)
        if groups is None or regions is None or languages is None:
            return None
        return replace(self, groups=groups, regions=regions, languages=languages)

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Self:
        """Raises TypeError for a key that no audience has."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in value.items()})  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """Only what filters."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v}


def _both(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...] | None:
    """What both filters let through, where an empty one lets all; None for nothing."""
    if not mine or not theirs:
        return mine or theirs
    return tuple(key for key in mine if key in theirs) or None
