"""Reminders as a file writes them: relative or at a time, to whom, and of an activity's quarters."""

from datetime import UTC, datetime

import pytest

from engagebot.domain.audience import Audience
from engagebot.domain.moments import Anchor, When, Whom
from engagebot.workfile import WorkstreamMistakes, model, read_workstream
from engagebot.workfile.quarters import quarters
from tests.workfile.small import spoiled

REMINDERS = "reminders: [1 day before start]"
TIMELINE = '    timeline: "2023"\n'


def rules(written: str) -> tuple[model.Rule, ...]:
    file = read_workstream(spoiled(REMINDERS, f"feedback: none\n    reminders: {written}"), "small.yaml")
    return file.events[0].rules


def mistake(text: str) -> str:
    with pytest.raises(WorkstreamMistakes) as caught:
        read_workstream(text, "small.yaml")
    return str(caught.value)


def test_days_are_those_of_the_calendar_and_hours_are_hours() -> None:
    assert [rule.when for rule in rules("[2 weeks before start, 36 hours before start, 5 minutes before end]")] == [
        When(Anchor.START, days=-14),
        When(Anchor.START, minutes=-36 * 60),
        When(Anchor.END, minutes=-5),
    ]


def test_a_reminder_can_have_a_time_of_its_own_on_the_clocks_of_the_event() -> None:
    [rule] = rules("[2023-03-20 10:00]")
    assert rule.when == When(Anchor.FIXED, at=datetime(2023, 3, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize("word", list(Whom))
def test_whom_it_is_for_in_one_word(word: Whom) -> None:
    [rule] = rules(f"[{{ when: 2 days before start, for: {word} }}]")
    assert (rule.whom, rule.audience) == (word, Audience())


def test_whom_it_is_for_among_some_groups_only() -> None:
    [rule] = rules("[{ when: 2 days before start, for: { who: not-answered, groups: [states] } }]")
    assert (rule.whom, rule.audience) == (Whom.NOT_ANSWERED, Audience(groups=("states",)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "[{ when: 2 days before start, for: everyone }]",
            '"everyone" should be going or maybe or not-answered or all.',
        ),
        ("[2023-03-23 17:00]", "this moment has to be before the event has ended"),
        ("[2023-03-26 02:30]", "02:30 does not exist on 26 March 2023"),
        ("[2023-03-22 15:00, 1 day before start]", "names the same moment twice"),
    ],
)
def test_what_is_mistaken_is_told(written: str, said: str) -> None:
    assert said in mistake(spoiled(REMINDERS, f"reminders: {written}"))


def test_a_round_can_nudge_all_on_its_roll_but_not_those_who_are_going() -> None:
    nudge = "    nudges: [{ when: 1 day before closing, for: %s }]\n    items:"
    [rule] = read_workstream(spoiled("    items:", nudge % "all"), "small.yaml").rounds[0].rules
    assert rule.whom is Whom.ALL
    assert '"going" should be not-answered or all.' in mistake(spoiled("    items:", nudge % "going"))


def test_an_activity_reminds_by_its_quarters() -> None:
    written = "    timeline: { en: Spring and summer, fr: Printemps }\n    quarters: Q2-Q3 2023\n"
    written += "    reminders: [1 week before start, { when: 2 weeks before end, for: all }]\n"
    activity = read_workstream(spoiled(TIMELINE, written), "small.yaml").activities[0]
    assert activity.begins_at == datetime(2023, 3, 31, 22, tzinfo=UTC)
    assert activity.ends_at == datetime(2023, 9, 30, 22, tzinfo=UTC)
    assert [(rule.when, rule.whom) for rule in activity.rules] == [
        (When(Anchor.START, days=-7), None),
        (When(Anchor.END, days=-14), Whom.ALL),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("    quarters: spring\n", '"spring" is not understood; write it like Q1-Q2 2023, or 2023.'),
        ("    quarters: Q3-Q1 2023\n", "is not understood"),
        ("    reminders: [1 week after end]\n", "before the last quarter of the activity has ended"),
        ("    reminders: [{ when: 1 week before end, for: going }]\n", '"going" should be all.'),
    ],
)
def test_what_is_mistaken_of_an_activity_is_told(written: str, said: str) -> None:
    assert said in mistake(spoiled(TIMELINE, TIMELINE + written))


def test_reminders_of_an_activity_without_quarters_are_a_mistake() -> None:
    written = '    timeline: "some day"\n    reminders: [1 week before start]\n'
    assert "add them, like quarters: Q1-Q2 2023" in mistake(spoiled(TIMELINE, written))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Q1–Q2 2023", (2022, 12, 31, 23), (2023, 6, 30, 22)),
        ("q4 2023", (2023, 9, 30, 22), (2023, 12, 31, 23)),
        ("Q3 to Q4 2023", (2023, 6, 30, 22), (2023, 12, 31, 23)),
        ("2023", (2022, 12, 31, 23), (2023, 12, 31, 23)),
    ],
)
def test_quarters_are_whole_ones_on_the_clocks_of_the_secretariat(
    text: str, first: tuple[int, ...], last: tuple[int, ...]
) -> None:
    assert quarters(text, "Europe/Zurich") == (at(*first), at(*last))


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
