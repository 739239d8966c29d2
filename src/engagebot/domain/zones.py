"""Time zones by the names that people use for them."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

BY_REGION = {
    "africa": ("Africa/Nairobi", "Africa/Lagos", "Africa/Dakar", "Africa/Tunis"),
    "americas": ("America/New_York", "America/Mexico_City", "America/Bogota", "America/Sao_Paulo"),
    "asia": ("Asia/Beirut", "Asia/Dhaka", "Asia/Bangkok", "Asia/Manila"),
    "europe": ("Europe/Zurich", "Europe/London", "Europe/Athens", "Europe/Istanbul"),
    "oceania": ("Australia/Sydney", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Port_Moresby"),
}
"""A few to choose from; whoever lives elsewhere types a city."""

CITIES = {
    "geneva": "Europe/Zurich",
    "genève": "Europe/Zurich",
    "bern": "Europe/Zurich",
    "new york": "America/New_York",
    "washington": "America/New_York",
    "montreal": "America/Toronto",
    "ottawa": "America/Toronto",
    "geneve": "Europe/Zurich",
    "abuja": "Africa/Lagos",
    "addis abeba": "Africa/Addis_Ababa",
    "le caire": "Africa/Cairo",
    "alger": "Africa/Algiers",
    "beijing": "Asia/Shanghai",
    "pékin": "Asia/Shanghai",
    "new delhi": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "islamabad": "Asia/Karachi",
    "hanoi": "Asia/Ho_Chi_Minh",
    "brasilia": "America/Sao_Paulo",
    "londres": "Europe/London",
    "canberra": "Australia/Sydney",
    "wellington": "Pacific/Auckland",
}
"""Seats of delegations that name no zone of their own."""


def suggestions(region: str | None, home: str, own: str) -> list[str]:
    """IANA zones to offer first, the workstream's (`home`) and the one chosen so far among them."""
    zones = BY_REGION.get(region or "") or tuple(names[0] for names in BY_REGION.values())
    return list(dict.fromkeys((*zones, home, own)))


@cache
def _all_zones() -> frozenset[str]:
    """Looked up once: the standard library reads whole folders for it."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in _all_zones() and _loads(name)


def _loads(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):
        return False
    return True


@cache
def _by_city() -> dict[str, str]:
    """`nairobi` to `Africa/Nairobi`; where two zones end alike, the first by the alphabet."""
    cities: dict[str, str] = {}
    for name in sorted(_all_zones()):
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/")):
            cities.setdefault(name.rsplit("/", 1)[1].replace("_", " ").lower(), name)
    return cities | CITIES


def zone_named(typed: str) -> str | None:
    """The IANA zone that a person means by a zone's or a city's name; None if nothing is known by it."""
    wanted = " ".join(typed.replace("_", " ").split()).lower()
    for name in _all_zones():
        if name.replace("_", " ").lower() == wanted:
            return name
    return _by_city().get(wanted)
