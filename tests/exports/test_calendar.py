from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from engagebot.exports.calendar import calendar_of, event_calendar
from engagebot.exports.zone_rules import zone_rules
from tests.exports.built import TALK

NOW = datetime(2023, 3, 16, 8, 30, 15, 5, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_is_told_on_the_venues_clock_with_its_rules() -> None:
    text = event_calendar(TALK, NOW)
    lines = unfolded(text)
    for line in (
        "METHOD:PUBLISH",
        "TZID:Europe/Zurich",
        "DTSTART;TZID=Europe/Zurich:20230323T150000",
        "DTEND;TZID=Europe/Zurich:20230323T163000",
        "DTSTAMP:20230316T083015Z",
        "UID:gcm-talk@missing-migrants.engagebot",
        "SEQUENCE:1",
        "SUMMARY:Introductory GCM Talk",
        "LOCATION:IOM headquarters\\, Geneva",
        "URL:https://example.org/join",
        "DESCRIPTION:Moderator: Laurel Townhead\\n10 min: Opening remarks",
        "STATUS:CONFIRMED",
    ):
        assert line in lines
    assert "ORGANIZER" not in text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == TALK.starts_at


@pytest.mark.parametrize(("month", "clock"), [(3, "20230323T150000"), (5, "20230523T160000"), (11, "20231123T150000")])
def test_summer_time_is_told_as_the_venues_clocks_tell_it(month: int, clock: str) -> None:
    moved = replace(
        TALK, starts_at=datetime(2023, month, 23, 14, tzinfo=UTC), ends_at=datetime(2023, month, 23, 15, tzinfo=UTC)
    )
    text = event_calendar(moved, NOW)
    assert f"DTSTART;TZID=Europe/Zurich:{clock}" in text
    assert len(text) < 2000


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Asia/Calcutta", "Africa/Casablanca", "Europe/Dublin"])
def test_every_zone_named_is_described(zone: str) -> None:
    calendar = Calendar.from_ical(event_calendar(replace(TALK, zone=zone), NOW))
    assert calendar.get_missing_tzids() == set()
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == TALK.starts_at


@pytest.mark.parametrize("trap", ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0"])
def test_no_text_can_add_a_property(trap: str) -> None:
    bad = f"nice{trap}ATTENDEE:mailto:evil@example.org"
    event = replace(TALK, title=bad, place=bad, description=bad, uid=bad, url=f"https://x.org/{trap}ATTENDEE:1")
    text = event_calendar(event, NOW)
    for lines in (unfolded(text), text.splitlines()):
        assert not any(line.startswith("ATTENDEE") for line in lines)
    assert "\r" not in text.replace("\r\n", "")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "example.org"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert "URL" not in event_calendar(replace(TALK, url=url), NOW)


@pytest.mark.parametrize("title", ["联合国移徙网络介绍会" * 12, "محادثة تمهيدية حول الميثاق العالمي للهجرة " * 5])
def test_long_lines_are_folded_between_characters(title: str) -> None:
    data = event_calendar(replace(TALK, title=title), NOW).encode()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all(line.decode() is not None for line in data.split(b"\r\n"))
    (event,) = Calendar.from_ical(data.decode()).walk("VEVENT")
    assert str(event["summary"]) == title.strip()


def test_a_withdrawn_event_is_cancelled_in_the_calendar() -> None:
    assert "STATUS:CANCELLED" in event_calendar(replace(TALK, cancelled=True), NOW)


def test_events_in_several_zones_share_a_file_always_in_the_same_order() -> None:
    zones = ["Europe/Zurich", "Asia/Bangkok", "Africa/Nairobi", "Asia/Bangkok"]
    events = [replace(TALK, uid=f"{n}@x", zone=zone) for n, zone in enumerate(zones)]
    calendar = Calendar.from_ical(calendar_of(events, NOW))
    assert [zone.tz_name for zone in calendar.timezones] == sorted(set(zones))
    assert [str(event["uid"]) for event in calendar.walk("VEVENT")] == ["0@x", "1@x", "2@x", "3@x"]


def observances(rules: Timezone) -> list[tuple[datetime, timedelta]]:
    """As a calendar reads a VTIMEZONE: when each begins in UTC, by the clock before it, and the offset then."""
    return sorted(
        (part.decoded("dtstart") - part.decoded("tzoffsetfrom"), part.decoded("tzoffsetto"))
        for part in rules.subcomponents
    )


@pytest.mark.parametrize(
    "zone",
    ["Europe/Zurich", "Africa/Casablanca", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Dhaka"],
)
def test_the_rules_give_the_zones_own_offset_at_every_hour(zone: str) -> None:
    told = observances(zone_rules(zone, 2023, 2024))
    for hour in range(2 * 365 * 24):
        instant = datetime(2023, 1, 2) + timedelta(hours=hour)  # noqa: DTZ001 - UTC, as the rules are told here
        offset = [then for begins, then in told if begins <= instant][-1]
        assert offset == instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset(), instant
