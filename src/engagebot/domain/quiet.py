"""Quiet hours: when a message that nobody asked for just now should wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(22)
QUIET_UNTIL = time(7)


def held_until(
    instant: datetime, zone: str, quiet_from: time = QUIET_FROM, quiet_until: time = QUIET_UNTIL
) -> datetime:
    """The first instant from `instant` on at which the people of an IANA zone may be disturbed, in UTC.

    Quiet hours run from `quiet_from` to `quiet_until` on the zone's own clocks and may span midnight.
    """
    local = instant.astimezone(ZoneInfo(zone))
    at = local.time()
    after, before = at >= quiet_from, at < quiet_until
    quiet = (after and before) if quiet_from <= quiet_until else (after or before)
    if not quiet:
        return instant
    morning = local.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0, fold=0)
    if at >= quiet_until:
        morning += timedelta(days=1)
    return morning.astimezone(instant.tzinfo)
