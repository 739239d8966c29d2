"""Times as a reader sees them: the workstream's place, and the reader's own clocks where they differ."""

from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale

from engagebot.texts.catalogues import LOCALES
from engagebot.texts.cities import zone_of_city
from engagebot.texts.dates import city, clock, day, duration, offset
from tests.texts.reading import unmarked, visible
from tests.texts.samples import event, event_values, reader, texts

TEXTS = texts()
ENGLISH, FRENCH = Locale("en", "GB"), Locale("fr")


def _lines(start: datetime, zone: str, language: str = "en", minutes: int = 90) -> list[str]:
    """The lines between an event's title and its place."""
    found = event()
    found.starts_at, found.ends_at = start, start + timedelta(minutes=minutes)
    found.venue = {"en": "HERE"}
    told = {**event_values(), "event": found}
    before_place = visible(TEXTS.body("event", told, reader(language, zone))).split("HERE")[0]
    return before_place.rpartition("\n\n")[0].split("\n\n", 1)[1].replace("\n\n", "\n").split("\n")


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


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("es", ["jueves 23 de marzo de 2023, 15:00–16:30, Geneva (UTC+1)", "Su hora local, Londres: 14:00–15:30"]),
        ("ru", ["четверг, 23 марта 2023\u202fг., 15:00–16:30, Geneva (UTC+1)", "Ваше время, Лондон: 14:00–15:30"]),
        ("zh", ["2023年3月23日星期四，15:00–16:30，Geneva（UTC+1）", "您当地的时间，伦敦：14:00–15:30"]),
        (
            "ar",
            [
                "الخميس 23 آذار/مارس 2023، من 15:00 إلى 16:30، Geneva (UTC+1)",
                "بتوقيتكم المحلي، لندن: من 14:00 إلى 15:30",
            ],
        ),
    ],
)
def test_an_event_in_the_other_languages(language: str, lines: list[str]) -> None:
    found = _lines(datetime(2023, 3, 23, 14, tzinfo=UTC), "Europe/London", language)
    assert [unmarked(line) for line in found] == lines


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_day_of_a_year_has_its_words(language: str) -> None:
    """No month or weekday is left in English, and the clock has 24 hours."""
    locale, english = Locale.parse(LOCALES.get(language, language)), {"day", "hour", "minute", "March", "Thursday"}
    for number in range(365):
        at = datetime(2023, 1, 1, 21, 5, tzinfo=UTC) + timedelta(days=number)
        assert "2023" in day(at, "UTC", locale)
        assert clock(at, "UTC", locale) == "21:05"
        if language != "en":
            assert not english & set(day(at, "UTC", locale).split())


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


@pytest.mark.parametrize(
    ("language", "lengths"),
    [
        ("ar", ["دقيقة", "دقيقتان", "5 دقائق", "50 دقيقة", "ساعة", "3 ساعات", "يوم", "يومان", "7 أيام"]),
        ("es", ["1 minuto", "2 minutos", "5 minutos", "50 minutos", "1 hora", "3 horas", "1 día", "2 días", "7 días"]),
        ("ru", ["1 минута", "2 минуты", "5 минут", "50 минут", "1 час", "3 часа", "1 день", "2 дня", "7 дней"]),
        ("zh", ["1分钟", "2分钟", "5分钟", "50分钟", "1小时", "3小时", "1天", "2天", "7天"]),
    ],
)
def test_lengths_of_time_in_the_other_languages(language: str, lengths: list[str]) -> None:
    minutes = (1, 2, 5, 50, 60, 180, 1440, 2880, 10080)
    assert [duration(number, Locale(language)) for number in minutes] == lengths


def test_arabic_months_bear_both_names_as_in_the_texts_of_the_united_nations() -> None:
    assert day(datetime(2023, 1, 2, tzinfo=UTC), "UTC", Locale("ar")) == "الاثنين 2 كانون الثاني/يناير 2023"


@pytest.mark.parametrize(
    ("typed", "language", "zone"),
    [
        ("内罗毕", "zh", "Africa/Nairobi"),
        ("Найроби", "ru", "Africa/Nairobi"),
        ("ё", "ru", None),
        ("القاهرة", "ar", "Africa/Cairo"),
        ("بيروت", "ar", "Asia/Beirut"),
        ("le caire", "fr", "Africa/Cairo"),
        ("bogota", "es", "America/Bogota"),
        ("Bogotá", "es", "America/Bogota"),
        ("Calcutta", "fr", "Asia/Kolkata"),
        ("Nairobi", "xx", None),
        ("", "zh", None),
    ],
)
def test_a_city_is_known_by_its_name_in_the_reader_s_language(typed: str, language: str, zone: str | None) -> None:
    assert zone_of_city(typed, language) == zone
