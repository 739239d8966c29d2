"""What the parts of a file need to know of one another, and what several of them are read with."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engagebot.domain.audience import Audience
from engagebot.domain.zones import is_zone, zone_named
from engagebot.workfile.instants import Means, Written, instant
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Fields
from engagebot.workfile.unclear_times import Place

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Context:
    """`languages`: the default first; `place`: the workstream's zone, None where it is mistaken; `spoken`: the
    languages that the bot speaks; the others are keys."""

    languages: tuple[str, ...]
    place: Place | None
    spoken: Collection[str]
    groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def read_zone(section: Section, key: str, required: bool = False) -> str | None:
    """A checked IANA name; None for nothing and after a mistake."""
    name = section.scalar(key, required)
    if name is None:
        return None
    if is_zone(name) and ("/" in name or name == "UTC"):
        return name
    meant = zone_named(name)
    hint = f' Did you mean "{meant}"?' if meant and "/" in meant else " Write it like Europe/Zurich."
    section.mistake(key, f'"{name}" is not the name of a time zone.{hint}')
    return None


def read_place(section: Section, context: Context) -> Place | None:
    """The place that `zone` names, which is the workstream's own if nothing is written; None after a mistake."""
    zone = read_zone(section, "zone")
    if zone is None:
        return None if section.has("zone") else context.place
    if context.place is not None and zone == context.place.zone.key:
        return context.place
    return Place(ZoneInfo(zone), zone.rsplit("/", 1)[-1].replace("_", " "))


def read_means(section: Section) -> Means | None:
    """How the file settles an abbreviation that contradicts the clocks."""
    key = "printed-zone-means"
    return section.choice(key, Means, Means.LOCAL) if section.scalar(key) is not None else None


@dataclass(frozen=True, slots=True)
class Clock:
    """How the instants of one section are to be read."""

    section: Section
    place: Place | None
    means: Means | None

    def typed(self, key: str, form: Callable[[str], Written]) -> Written | None:
        """The time as it stands at a required key; None after a mistake."""
        text = self.section.scalar(key, required=True)
        try:
            return None if text is None else form(text)
        except Unclear as unclear:
            self.section.mistake(key, str(unclear))
            return None

    def at(self, key: str, moment: Written | None) -> datetime | None:
        try:
            # Where the zone itself is mistaken, that is said once, there.
            return instant(moment, self.place, self.means) if moment and self.place else None
        except Unclear as unclear:
            self.section.mistake(key, str(unclear))
            return None


NO_ZONE = "UTC"
NO_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
"""These two stand where a mistake was noted; they never leave this room."""


def read_languages(section: Section, key: str, context: Context) -> tuple[str, ...]:
    """Codes of languages that the bot speaks."""
    return section.known(key, section.names(key), context.spoken, "a language that the bot speaks")


def read_audience(section: Section, key: str, context: Context) -> Audience:
    """`everyone`, which is also the default, or a mapping with groups, regions and languages."""
    entry = section.fields.entries.get(key)
    if entry is not None and not isinstance(entry.node, Fields):
        typed = section.scalar(key)
        if typed is not None and typed != EVERYONE:
            section.mistake(key, f'"{typed}" should be "{EVERYONE}", or a mapping with groups, regions or languages.')
        return Audience()
    inner = section.inside(key)
    if inner is None:
        return Audience()
    audience = read_filter(inner, context)
    inner.done()
    return audience


def read_filter(section: Section, context: Context) -> Audience:
    return Audience(
        groups=section.known("groups", section.names("groups"), context.groups, "one of this file's groups"),
        regions=section.known("regions", section.names("regions"), context.regions, "one of this file's regions"),
        languages=read_languages(section, "languages", context),
    )
