"""The week of those who prefer a summary: it comes on Monday at nine, on each reader's own clocks."""

from datetime import UTC, datetime, time, timedelta

from engagebot.domain.local_time import instant_of

AT = time(9)
WEEK = timedelta(days=7)
BEGINS = time(18)
"""On Sunday, UTC: an hour before the first clocks of the world show nine on Monday."""
USEFUL = timedelta(days=5)
CAN_WAIT = timedelta(days=8)
"""What begins or closes sooner comes singly: the next summary might be too late for it."""
SUNDAY = 6


def next_digest(now: datetime) -> datetime:
    """The first Sunday evening after `now` at which summaries are made."""
    day = now.astimezone(UTC).date()
    at = datetime.combine(day + timedelta(days=(SUNDAY - day.weekday()) % 7), BEGINS, UTC)
    return at if at > now else at + WEEK


def monday(made_at: datetime, zone: str) -> datetime:
    """When the summary made on that Sunday reaches the people of an IANA zone, in UTC."""
    day = made_at.astimezone(UTC).date() + timedelta(days=1)
    return instant_of(datetime.combine(day, AT), zone)
