"""Times as a reader sees them: the workstream's place, and the reader's own clocks where they differ."""

from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale

from engagebot.texts.dates import city, duration, offset
from tests.texts.reading import visible
from tests.texts.samples import event, reader, texts, workstream

TEXTS = texts()
ENGLISH, FRENCH = Locale("en", "GB"), Locale("fr")


def _lines(start: datetime, zone: str, language: str = "en", minutes: int = 90) -> list[str]:
    """The lines between an event's title and the line on the answer."""
    found = event()
    found.starts_at, found.ends_at = start, start + timedelta(minutes=minutes)
    told = {"workstream": workstream(), "events": [(found, None)]}
    return visible(TEXTS.body("events", told, reader(language, zone))).split("\n")[3:-1]


@pytest.mark.parametrize(
    ("start", "zone", "lines"),
    [
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Africa/Nairobi",
            ["Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)", "Your time, Nairobi: 17:00–18:30"],
        ),
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Europe/Zurich",
            ["Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)"],
        ),
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Europe/Paris",
            ["Thursday 23 March 2023, 15:00–16:30, Geneva and Paris (UTC+1)"],
        ),
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Africa/Tunis",
            ["Thursday 23 March 2023, 15:00–16:30, Geneva and Tunis (UTC+1)"],
        ),
        (
            datetime(2023, 4, 27, 13, tzinfo=UTC),
            "Africa/Tunis",
            ["Thursday 27 April 2023, 15:00–16:30, Geneva (UTC+2)", "Your time, Tunis: 14:00–15:30"],
        ),
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Pacific/Auckland",
            [
                "Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)",
                "Your time, Auckland: Friday 24 March 2023, 03:00–04:30",
            ],
        ),
        (
            datetime(2023, 3, 23, 14, tzinfo=UTC),
            "Asia/Kolkata",
            ["Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)", "Your time, Kolkata: 19:30–21:00"],
        ),
        (
            datetime(2023, 3, 23, 20, tzinfo=UTC),
            "Africa/Nairobi",
            [
                "Thursday 23 March 2023, 21:00–22:30, Geneva (UTC+1)",
                "Your time, Nairobi: 23:00 – Friday 24 March 2023, 00:30",
            ],
        ),
    ],
)
def test_an_event_in_english(start: datetime, zone: str, lines: list[str]) -> None:
    assert _lines(start, zone) == lines


def test_an_event_in_french() -> None:
    lines = _lines(datetime(2023, 3, 23, 14, tzinfo=UTC), "Europe/London", "fr")
    assert lines == [
        "jeudi 23 mars 2023, 15:00–16:30, Genève (UTC+1)",
        "Chez vous, Londres\u00a0: 14:00–15:30",
    ]


def test_the_weeks_in_which_only_one_side_has_summer_time() -> None:
    """New York was on summer time from 12 March 2023, Geneva from 26 March."""
    between = _lines(datetime(2023, 3, 23, 14, tzinfo=UTC), "America/New_York")
    after = _lines(datetime(2023, 4, 27, 13, tzinfo=UTC), "America/New_York")
    assert between[1] == "Your time, New York: 10:00–11:30"
    assert after[1] == "Your time, New York: 09:00–10:30"


@pytest.mark.parametrize(
    ("zone", "wanted"),
    [
        ("Europe/Zurich", "UTC+1"),
        ("UTC", "UTC"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC−2:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Africa/Dakar", "UTC"),
    ],
)
def test_the_distance_from_utc(zone: str, wanted: str) -> None:
    assert offset(datetime(2023, 3, 23, 14, tzinfo=UTC), zone) == wanted


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Africa/Nairobi", "Nairobi", "Nairobi"),
        ("Europe/London", "London", "Londres"),
        ("Africa/Cairo", "Cairo", "Le Caire"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("Asia/Kolkata", "Kolkata", "Calcutta"),
        ("America/New_York", "New York", "New York"),
        ("UTC", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
    ],
)
def test_cities(zone: str, english: str, french: str) -> None:
    assert city(zone, ENGLISH) == english
    assert city(zone, FRENCH) == french


@pytest.mark.parametrize(
    ("minutes", "english", "french"),
    [
        (1, "1 minute", "1 minute"),
        (50, "50 minutes", "50 minutes"),
        (60, "1 hour", "1 heure"),
        (90, "90 minutes", "90 minutes"),
        (180, "3 hours", "3 heures"),
        (2880, "2 days", "2 jours"),
    ],
)
def test_lengths_of_time(minutes: int, english: str, french: str) -> None:
    assert duration(minutes, ENGLISH) == english
    assert duration(minutes, FRENCH).replace("\u00a0", " ") == french
