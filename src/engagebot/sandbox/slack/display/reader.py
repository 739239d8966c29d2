"""Who reads: the names behind ids, and the zone for dates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORMATS = {
    "{date_num}": "%Y-%m-%d",
    "{date_slash}": "%m/%d/%Y",
    "{date_long}": "%A, %B %-d, %Y",
    "{date_long_full}": "%A, %B %-d, %Y",
    "{date_long_pretty}": "%A, %B %-d, %Y",
    "{date}": "%B %-d, %Y",
    "{date_pretty}": "%B %-d, %Y",
    "{date_short}": "%b %-d, %Y",
    "{date_short_pretty}": "%b %-d, %Y",
    "{day_divider_pretty}": "%A, %B %-d",
    "{time_secs}": "%H:%M:%S",
    "{time}": "%H:%M",
    "{ago}": "%Y-%m-%d %H:%M",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """`name_of` gives a person's or channel's name for an id, or the id itself."""

    name_of: Callable[[str], str]
    zone: str

    def date(self, timestamp: int, form: str) -> str:
        """Slack's date tokens in the reader's zone.

        https://docs.slack.dev/messaging/formatting-message-text#date-formatting
        """
        try:
            zone: ZoneInfo | None = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
        moment = datetime.fromtimestamp(timestamp, UTC).astimezone(zone or UTC)
        for token, pattern in _FORMATS.items():
            form = form.replace(token, moment.strftime(pattern))
        return form


@dataclass(frozen=True, slots=True)
class Shown:
    """The same words as plain text and as HTML."""

    text: str
    html: str


def shown(text: str) -> Shown:
    return Shown(text, escape(text).replace("\n", "<br>"))


def joined(parts: list[Shown], between: str) -> Shown:
    parts = [part for part in parts if part.text]
    return Shown(
        between.join(part.text for part in parts),
        between.replace("\n", "<br>").join(part.html for part in parts),
    )


def link(url: str, label: Shown) -> Shown:
    """A link, where the scheme is one that a page may open; else only its words."""
    if not url.lower().startswith(("https://", "http://", "mailto:", "tel:")):
        return label
    return Shown(label.text, f'<a href="{escape(url)}" rel="noreferrer noopener" target="_blank">{label.html}</a>')
