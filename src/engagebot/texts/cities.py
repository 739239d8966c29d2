"""Time zones by the names that cities have in a language."""

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from engagebot.domain.zones import is_zone, zone_named
from engagebot.texts.folding import folded


def zone_meant(typed: str, language: str) -> str | None:
    """The IANA zone that a reader of a language means by a zone's or a city's name."""
    return zone_named(typed) or zone_of_city(typed, language)


def zone_of_city(typed: str, language: str) -> str | None:
    """The IANA zone of `内罗毕`, `Le Caire` or `القاهرة` for a reader of that language; None if it is not known.

    Capitals and accents make no difference.
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    wanted = folded(typed)
    for name, words in locale.time_zones.items():
        if "city" in words and folded(words["city"]) == wanted:
            newest: str = get_global("zone_aliases").get(name, name)
            return newest if is_zone(newest) else None
    return None
