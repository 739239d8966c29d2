"""Reminders by command: added after a question, listed, taken back."""

from tests.cli.commands import COMING, Terminal


def test_a_reminder_is_added_after_a_question_and_taken_back(terminal: Terminal) -> None:
    terminal.loads()
    asked = terminal.types("remind", "talk", "2 hours before start", "--for", "not-answered", answering="n\n")
    assert "13:00 (Europe/Zurich), to 0 people by now." in asked
    assert "Nothing was changed." in asked
    assert "Added." in terminal.types("remind", "talk", "2 hours before start", "--yes")
    listed = terminal.types("reminders")
    for words in (
        "reminder 1 day before start",
        "2 hours before start",
        "(by",
        "pending",
        "nudge 2 days before closing",
    ):
        assert words in listed
    assert "Nothing changed." in terminal.loads(COMING)
    assert "stands in the workstream file" in terminal.types("unremind", "1")
    assert "Taken back: reminder of talk." in terminal.types("unremind", "4")
    assert "There is no event, round or activity tea" in terminal.types("remind", "tea", "1 day before start")
    assert terminal.exit_code == 1


def test_an_event_is_cancelled_after_a_question_and_takes_place_after_all(terminal: Terminal) -> None:
    terminal.loads()
    assert "Nothing was changed." in terminal.types("cancel-event", "talk", answering="n\n")
    assert "talk is cancelled; 0 people who were told of it hear of that." in terminal.types(
        "cancel-event", "talk", "--yes"
    )
    assert "cancelled already" in terminal.types("cancel-event", "talk")
    assert "is cancelled, so it is not announced" in terminal.types("announce", "talk", "--yes")
    assert "the event was cancelled" in terminal.types("reminders")
    assert "Nothing changed." in terminal.loads(COMING)
    assert "takes place after all" in terminal.types("cancel-event", "talk", "--undo", "--yes")
    assert "the event was cancelled" not in terminal.types("reminders")
