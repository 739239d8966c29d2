"""Times are read as they are written, and never guessed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.workfile.instants import Means, instant, written, written_end
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.unclear_times import Place

GENEVA = Place(ZoneInfo("Europe/Zurich"), "Geneva")
LONDON = Place(ZoneInfo("Europe/London"), "London")
MOSCOW = Place(ZoneInfo("Europe/Moscow"), "Moscow")


def read(text: str, place: Place = GENEVA, means: Means | None = None) -> str:
    return f"{instant(written(text), place, means):%Y-%m-%d %H:%M %Z}"


@pytest.mark.parametrize(
    ("text", "place", "utc"),
    [
        ("2023-03-23 15:00", GENEVA, "2023-03-23 14:00 UTC"),
        ("2023-03-23T15:00", GENEVA, "2023-03-23 14:00 UTC"),
        ("2023-03-23 15:00:00", GENEVA, "2023-03-23 14:00 UTC"),
        ("2023-03-23 15:00 CET", GENEVA, "2023-03-23 14:00 UTC"),
        ("2023-04-27 15:00", GENEVA, "2023-04-27 13:00 UTC"),
        ("2023-04-27 15:00 CEST", GENEVA, "2023-04-27 13:00 UTC"),
        ("2023-04-27 15:00 UTC", GENEVA, "2023-04-27 15:00 UTC"),
        ("2023-04-27 15:00 GMT", GENEVA, "2023-04-27 15:00 UTC"),
        ("2023-04-27 15:00+01:00", GENEVA, "2023-04-27 14:00 UTC"),
        ("2023-04-27 15:00 -0330", GENEVA, "2023-04-27 18:30 UTC"),
        ("2023-01-10 15:00 GMT", LONDON, "2023-01-10 15:00 UTC"),
        ("2023-10-29 02:30 CEST", GENEVA, "2023-10-29 00:30 UTC"),
        ("2023-10-29 02:30 CET", GENEVA, "2023-10-29 01:30 UTC"),
    ],
)
def test_a_time_is_read_on_the_clocks_of_its_zone(text: str, place: Place, utc: str) -> None:
    assert read(text, place) == utc


def test_cet_in_summer_is_unclear_until_the_file_says_what_it_means() -> None:
    with pytest.raises(Unclear) as unclear:
        read("2023-04-27 15:00 CET")

    for reading in ("15:00 CEST = 13:00 UTC", "15:00 CET = 14:00 UTC = 16:00 on Geneva's clock", "27 April 2023"):
        assert reading in str(unclear.value)
    assert read("2023-04-27 15:00 CET", means=Means.LOCAL) == "2023-04-27 13:00 UTC"
    assert read("2023-04-27 15:00 CET", means=Means.FIXED) == "2023-04-27 14:00 UTC"


def test_gmt_in_a_london_summer_is_the_same_trap() -> None:
    with pytest.raises(Unclear, match="London is on summer time"):
        read("2023-07-01 15:00 GMT", LONDON)


def test_summer_time_in_winter_is_the_same_trap() -> None:
    with pytest.raises(Unclear, match="not on summer time"):
        read("2023-02-01 15:00 CEST")


def test_a_reading_on_another_day_says_so() -> None:
    with pytest.raises(Unclear, match="= 00:30 on 28 April 2023 on Geneva's clock"):
        read("2023-04-27 23:30 CET")


def test_a_fixed_abbreviation_holds_even_where_the_wall_clock_skips() -> None:
    assert read("2023-03-26 02:30 CET", means=Means.FIXED) == "2023-03-26 01:30 UTC"


def test_where_both_names_are_the_same_the_distance_from_utc_tells_them_apart() -> None:
    with pytest.raises(Unclear, match=r'"2014-10-26 01:30 \+0400" or "2014-10-26 01:30 \+0300"'):
        read("2014-10-26 01:30 MSK", MOSCOW)
    assert read("2014-10-26 01:30 +0400", MOSCOW) == "2014-10-25 21:30 UTC"


def test_an_end_takes_its_day_and_its_abbreviation_from_the_start() -> None:
    start = written("2023-04-27 15:00 CET")
    assert instant(written_end("16:30", start), GENEVA, Means.FIXED) == datetime(2023, 4, 27, 15, 30, tzinfo=UTC)
    assert instant(written_end("2023-04-28 09:00", start), GENEVA, Means.LOCAL).hour == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "15:00",
        "2023-03-23",
        "2023-3-23 15:00",
        "23.03.2023 15:00",
        "2023-03-23 3pm",
        "0001-01-01 00:00",
    ],
)
def test_what_is_no_date_with_a_time_is_not_guessed(text: str) -> None:
    with pytest.raises(Unclear):
        read(text)


minutes = st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - wall-clock times
    lambda wall: wall.replace(second=0, microsecond=0)
)
zones = st.sampled_from(sorted(available_timezones())).map(lambda name: Place(ZoneInfo(name), name))


@given(minutes, zones)
def test_a_local_time_of_any_zone_comes_back_or_is_told_to_be_unclear(wall: datetime, place: Place) -> None:
    text, told = f"{wall:%Y-%m-%d %H:%M}", ""
    try:
        back = f"{instant(written(text), place, None).astimezone(place.zone):%Y-%m-%d %H:%M}"
    except Unclear as unclear:
        back, told = text, str(unclear)

    assert back == text
    assert not told or "comes twice" in told or "does not exist" in told


@given(minutes, zones)
def test_an_instant_written_with_its_distance_from_utc_comes_back(at: datetime, place: Place) -> None:
    local = at.replace(tzinfo=UTC).astimezone(place.zone)
    assert instant(written(f"{local:%Y-%m-%d %H:%M %z}"), place, None) == local
