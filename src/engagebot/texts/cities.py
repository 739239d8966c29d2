"""Time zones by the names that cities have in a language."""

import unicodedata

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from engagebot.domain.zones import is_zone


def zone_of_city(typed: str, language: str) -> str | None:
    """The IANA zone of `内罗毕`, `Le Caire` or `القاهرة` for a reader of that language; None if it is not known.

    Capitals and accents make no difference.
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    wanted = _folded(typed)
    for name, words in locale.time_zones.items():
        if "city" in words and _folded(words["city"]) == wanted:
            newest: str = get_global("zone_aliases").get(name, name)
            return newest if is_zone(newest) else None
    return None


def _folded(text: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join("".join(kept).casefold().split())
