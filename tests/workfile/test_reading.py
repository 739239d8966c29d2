"""What a good file says, and that no file at all breaks the reader."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagebot.domain.announcement import RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.moments import Anchor, When
from engagebot.workfile import WorkstreamMistakes, read_workstream, read_workstream_file
from tests.workfile.small import SMALL, spoiled

EXAMPLE = Path(__file__).parents[2] / "examples" / "missing-migrants.yaml"


def test_the_example_holds_the_whole_workstream_in_both_languages() -> None:
    file = read_workstream_file(EXAMPLE)

    assert file.workstream.key == "missing-migrants"
    assert [activity.code for activity in file.activities] == ["i", "ii", "iii", "iv", "v", "vi"]
    assert len(file.events) == 11
    assert len(file.recommendations) == len(file.rounds[0].items) == 15
    assert len({recommendation.area for recommendation in file.recommendations}) == 6
    assert len(file.organisations) == 12
    assert file.notes == ()


def test_the_example_s_introductory_talk_is_at_14_utc_with_an_agenda_of_90_minutes() -> None:
    talk = next(event for event in read_workstream_file(EXAMPLE).events if event.key == "intro-talk")

    assert talk.starts_at == datetime(2023, 3, 23, 14, tzinfo=UTC)
    assert talk.ends_at == datetime(2023, 3, 23, 15, 30, tzinfo=UTC)
    assert [item.minutes for item in talk.agenda] == [10, 10, 15, 50, 5]


def test_the_example_s_later_events_follow_geneva_s_clock() -> None:
    starts = {event.key: event.starts_at for event in read_workstream_file(EXAMPLE).events}

    assert starts["discrimination"] == datetime(2023, 4, 27, 13, tzinfo=UTC)
    assert starts["indicators-asia-pacific"] == datetime(2023, 7, 26, 8, tzinfo=UTC)


def test_the_example_without_its_settled_zones_shows_every_trap() -> None:
    text = EXAMPLE.read_text("utf-8").replace("    printed-zone-means: local\n", "")

    with pytest.raises(WorkstreamMistakes) as caught:
        read_workstream(text, "example.yaml")

    assert len(caught.value.mistakes) == 9
    assert all("printed-zone-means" in mistake.what for mistake in caught.value.mistakes)


def test_every_text_of_the_example_fits_a_phone() -> None:
    texts = [text for r in read_workstream_file(EXAMPLE).recommendations for text in r.text.values()]
    assert max(len(text) for text in texts) <= 130


def test_numbers_and_words_stay_as_they_are_typed() -> None:
    file = read_workstream(SMALL.replace('"1.10":', "1.10:").replace('["1.10", "1.1"]', "[1.10, 1.1]"), "small.yaml")
    assert file.rounds[0].items == ("1.10", "1.1")


def test_one_plain_text_is_in_the_default_language() -> None:
    file = read_workstream(spoiled("{ en: Search., fr: Rechercher. }", "Search."), "small.yaml")

    assert file.recommendations[1].text == {"en": "Search."}


def test_the_default_language_comes_first_however_the_texts_stand() -> None:
    file = read_workstream(spoiled("{ en: Search., fr: Rechercher. }", "{ fr: Rechercher., en: Search. }"), "f")
    assert list(file.recommendations[1].text) == ["en", "fr"]


def test_an_agenda_with_a_break_is_noted_and_loads() -> None:
    file = read_workstream(spoiled("minutes: 90", "minutes: 100"), "small.yaml")
    assert [note.what for note in file.notes] == ["takes 90 of the event's 100 minutes."]


@pytest.mark.parametrize(("kind", "noted"), [("pseudonymous", True), ("detached", True), ("named", False)])
def test_organisations_known_by_their_group_and_region_are_noted(kind: str, noted: bool) -> None:
    more = "".join(
        f"  {key}:\n    name: {key}\n    group: {group}\n    region: europe\n"
        for key, group in (("norland", "states"), ("sudland", "states"))
    )
    text = spoiled("activities:\n", f"{more}activities:\n")
    text = text.replace(
        "    method: rating\n", f"    method: rating\n    voters: organisation\n    anonymity: {kind}\n"
    )
    notes = [(note.where, note.what) for note in read_workstream(text, "small.yaml").notes if "anonymity" in note.where]
    if noted:
        [(where, what)] = notes
        assert where == "rounds › first › anonymity"
        assert what.startswith(f"is {kind}, and 1 of the 3 organisations (gazette) are the only ones of their group")
    else:
        assert notes == []


def test_what_is_left_out_gets_sensible_reminders() -> None:
    file = read_workstream(spoiled("    reminders: [1 day before start]\n", ""), "small.yaml")

    rules = [(rule.kind, rule.when) for rule in file.events[0].rules]
    assert rules == [
        (RuleKind.REMINDER, When(Anchor.START, days=-1)),
        (RuleKind.REMINDER, When(Anchor.START, minutes=-60)),
        (RuleKind.FEEDBACK, When(Anchor.END, minutes=30)),
    ]
    assert [(rule.kind, rule.when.days) for rule in file.rounds[0].rules] == [(RuleKind.NUDGE, -2)]


def test_reminders_can_be_left_away_or_sent_to_some_only() -> None:
    written = "    feedback: none\n    reminders:\n      - when: 2 weeks before start\n"
    written += "        for: { answers: maybe, groups: [states] }"
    file = read_workstream(spoiled("    reminders: [1 day before start]", written), "small.yaml")

    (rule,) = file.events[0].rules
    assert rule.when == When(Anchor.START, days=-14)
    assert rule.audience == Audience(groups=("states",), answers=("maybe",))


def test_a_default_nudge_that_falls_before_the_opening_is_left_out() -> None:
    file = read_workstream(spoiled("closes: 2023-04-10 18:00", "closes: 2023-03-28 09:00"), "small.yaml")
    assert file.rounds[0].rules == ()


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(SMALL.encode("latin-1"))

    with pytest.raises(WorkstreamMistakes, match=r"^latin\.yaml:7: This is not UTF-8"):
        read_workstream_file(path)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(WorkstreamMistakes):
        read_workstream(text, "any.yaml")


LINES = SMALL.splitlines()
signs = st.sampled_from(["", " ", "-", ":", "{", "]", '"', "'", "#", "&a", "*a", "!x", "|", "\t", "~", "0", "é", "\r"])


@given(st.integers(0, len(LINES) - 1), st.integers(0, 40), st.integers(0, 20), signs)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_slip_of_the_finger_is_read_or_told_and_nothing_else(row: int, at: int, cut: int, sign: str) -> None:
    line = LINES[row][:at] + sign + LINES[row][at + cut :]
    text = "\n".join([*LINES[:row], line, *LINES[row + 1 :]])
    told = []
    try:
        read_workstream(text, "slip.yaml")
    except WorkstreamMistakes as caught:
        told = caught.mistakes

    assert all(1 <= mistake.line <= len(LINES) + 2 for mistake in told)


def test_the_last_day_of_a_workstream_is_over_at_midnight_in_its_zone() -> None:
    assert read_workstream(SMALL, "small.yaml").workstream.ends_at is None
    text = SMALL.replace("  contact:", "  ends: 2024-06-30\n  contact:")
    assert read_workstream(text, "small.yaml").workstream.ends_at == datetime(2024, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["June 2024", "30/06/2024", "2024-06-31", "9999-12-31"])
def test_a_last_day_that_is_none_is_told(typed: str) -> None:
    with pytest.raises(WorkstreamMistakes) as caught:
        read_workstream(SMALL.replace("  contact:", f"  ends: {typed}\n  contact:"), "small.yaml")
    assert [mistake.what for mistake in caught.value.mistakes] == [f'is "{typed}"; write the last day like 2024-06-30.']
