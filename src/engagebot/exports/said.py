"""Numbers and instants as readers of a language write them."""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_datetime_format
from babel.numbers import format_decimal, format_percent

BRITISH = {"en": "en_GB"}
"""Days before months, 24 hours."""


def locale_of(language: str) -> Locale:
    return Locale.parse(BRITISH.get(language, language), sep="-" if "-" in language else "_")


def is_right_to_left(language: str) -> bool:
    return locale_of(language).text_direction == "rtl"


def percent(share: float | None, language: str) -> str:
    """Whole ones; empty for what is withheld or not there."""
    return "" if share is None else format_percent(share, "#,##0%", locale=locale_of(language))


def decimal(figure: float | None, language: str) -> str:
    """With two places."""
    return "" if figure is None else format_decimal(figure, "#,##0.00", locale=locale_of(language))


def count(number: float | None, language: str) -> str:
    """Whole where it is: half a point is rare."""
    return "" if number is None else format_decimal(number, "#,##0.##", locale=locale_of(language))


def instant(moment: datetime, zone: str, language: str) -> str:
    """On the clocks of an IANA zone, with its distance from UTC."""
    local, locale = moment.astimezone(ZoneInfo(zone)), locale_of(language)
    both = str(get_datetime_format("medium", locale)).format(f"{local:%H:%M}", format_date(local, "long", locale))
    offset = f"{local:%z}"
    return f"{both} (UTC{offset[:3]}:{offset[3:]})"


def runs_from_right(text: str, otherwise: bool) -> bool:
    """By its first letter, as a reader takes it; `otherwise` for what has none."""
    for sign in text:
        match unicodedata.bidirectional(sign):
            case "R" | "AL":
                return True
            case "L":
                return False
    return otherwise
