"""Clocks on walls and the instants that they mean: in every zone, in gaps, in folds, over the years."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engagebot.domain.local_time import clock_at, instant_of, moved
from engagebot.domain.quiet import DEFAULT, NEVER, held_until, is_quiet, typed_hours


def wall(*parts: int) -> datetime:
    """What a clock shows, without a zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


ZONES = sorted(name for name in available_timezones() if not name.startswith("posix") and name != "localtime")
SECOND = timedelta(seconds=1)
walls = st.datetimes(wall(1995, 1, 1), wall(2060, 12, 31)).map(lambda at: at.replace(microsecond=0))
instants = walls.map(lambda wall: wall.replace(tzinfo=UTC))
zones = st.sampled_from(ZONES)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def changes(zone: str, year: int = 2023) -> list[datetime]:
    """The instants of a year at which the zone's clocks are set, to the minute."""
    here = ZoneInfo(zone)
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
    found = []
    for early, late in pairwise(days):
        after = late.astimezone(here).utcoffset()
        if early.astimezone(here).utcoffset() != after:
            minutes = (early + timedelta(minutes=n) for n in range(1441))
            found.append(next(at for at in minutes if at.astimezone(here).utcoffset() == after))
    return found


@settings(max_examples=400, deadline=None, derandomize=True)
@given(shows=walls, zone=zones)
@example(wall(2023, 3, 26, 2, 30), "Europe/Zurich")
@example(wall(2023, 10, 29, 2, 30), "Europe/Zurich")
@example(wall(2011, 12, 30, 12), "Pacific/Apia")
@example(wall(2023, 10, 1, 2, 15), "Australia/Lord_Howe")
@example(wall(2023, 4, 28, 0, 30), "Africa/Cairo")
def test_the_instant_shows_the_time_or_is_the_one_at_which_the_clocks_skip_it(shows: datetime, zone: str) -> None:
    at = instant_of(shows, zone)
    assert at.tzinfo is UTC
    if (shown := clock_at(at, zone)) != shows:
        assert shown > shows > clock_at(at - SECOND, zone), "not the instant at which the clocks are set forward"
    else:
        again = shows.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
        assert at <= again, "not the first of two"


def test_in_every_zone_around_every_change_of_the_clocks() -> None:
    """As a search through all instants finds it."""
    for zone in ZONES:
        for change in changes(zone):
            for minutes in (-61, -30, -1, 0, 1, 29, 60):
                shows = clock_at(change, zone) + timedelta(minutes=minutes)
                assert instant_of(shows, zone) == found_by_search(shows, zone, change), (zone, shows)


def found_by_search(shows: datetime, zone: str, change: datetime) -> datetime:
    """The first instant to the minute, from some hours before the change on, that shows the time; if none does, the
    first that shows a later one."""
    around = [change + timedelta(minutes=n) for n in range(-300, 301)]
    exact = [at for at in around if clock_at(at, zone) == shows]
    return exact[0] if exact else next(at for at in around if clock_at(at, zone) > shows)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(instant=instants, zone=zones, days=st.integers(-60, 60), minutes=st.integers(-600, 600))
def test_days_keep_the_time_on_the_clock_and_minutes_are_minutes(
    instant: datetime, zone: str, days: int, minutes: int
) -> None:
    there = moved(instant, zone, days, 0)
    assert moved(instant, zone, days, minutes) == there + timedelta(minutes=minutes)
    wanted = clock_at(instant, zone) + timedelta(days=days)
    assert there == (instant_of(wanted, zone) if days else instant)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (datetime(2023, 3, 26, 13, tzinfo=UTC), -1, datetime(2023, 3, 25, 14, tzinfo=UTC)),
        (datetime(2023, 10, 29, 14, tzinfo=UTC), -1, datetime(2023, 10, 28, 13, tzinfo=UTC)),
        (datetime(2023, 3, 27, 0, 30, tzinfo=UTC), -1, datetime(2023, 3, 26, 1, tzinfo=UTC)),
        (datetime(2023, 10, 30, 1, 30, tzinfo=UTC), -1, datetime(2023, 10, 29, 0, 30, tzinfo=UTC)),
    ],
    ids=["over a gap", "over a fold", "into a gap", "into a fold"],
)
def test_a_day_before_in_geneva(start: datetime, days: int, due: datetime) -> None:
    assert moved(start, "Europe/Zurich", days, 0) == due


@settings(max_examples=400, deadline=None, derandomize=True)
@given(instant=instants, zone=zones, start=times, end=times)
@example(datetime(2023, 10, 29, 0, 10, tzinfo=UTC), "Europe/Zurich", time(22), time(2, 30))
@example(datetime(2023, 10, 29, 1, 10, tzinfo=UTC), "Europe/Zurich", time(22), time(2, 30))
@example(datetime(2023, 3, 26, 0, 10, tzinfo=UTC), "Europe/Zurich", time(22), time(2, 30))
def test_what_is_held_goes_out_at_the_first_instant_that_is_not_quiet(
    instant: datetime, zone: str, start: time, end: time
) -> None:
    quiet = f"{start:%H:%M}-{end:%H:%M}" if start != end else NEVER
    until = held_until(instant, zone, quiet)
    assert instant <= until <= instant + timedelta(hours=49)
    assert not is_quiet(clock_at(until, zone).time(), quiet)
    if until > instant:
        assert is_quiet(clock_at(instant, zone).time(), quiet)
        assert is_quiet(clock_at(until - SECOND, zone).time(), quiet) or clock_at(until - SECOND, zone) > clock_at(
            until, zone
        )


def test_the_night_is_ten_to_seven_unless_one_says_otherwise() -> None:
    evening = datetime(2023, 3, 16, 21, tzinfo=UTC)  # 22:00 in Geneva
    assert held_until(evening, "Europe/Zurich") == datetime(2023, 3, 17, 6, tzinfo=UTC)
    assert held_until(evening, "Europe/Zurich", DEFAULT) == datetime(2023, 3, 17, 6, tzinfo=UTC)
    assert held_until(evening, "Europe/Zurich", "23:00-06:00") == evening
    assert held_until(evening, "Europe/Zurich", NEVER) == evening


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("21-6", "21:00-06:00"),
        ("21:30 - 6:15", "21:30-06:15"),
        ("21h30 à 7h", "21:30-07:00"),
        ("from 22 to 8", "22:00-08:00"),
        ("с 23:00 до 7:00", "23:00-07:00"),
        ("22:00–07:00", "22:00-07:00"),
        ("20 至 8", "20:00-08:00"),
        ("24-7", "00:00-07:00"),
        ("0-0", NEVER),
        ("25-7", None),
        ("21:75-6", None),
        ("at night", None),
        ("21", None),
    ],
)
def test_quiet_hours_can_be_typed(typed: str, kept: str | None) -> None:
    assert typed_hours(typed) == kept
