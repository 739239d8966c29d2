"""An organiser corrects what went out, and sends a test to themselves."""

from tests.cli.commands import COMING, Terminal


def test_a_correction_says_what_it_does_and_puts_edits_on_their_way(terminal: Terminal) -> None:
    terminal.loads()
    terminal.people_join(4)
    terminal.announces()
    terminal.becomes("sent", 1, 2)
    terminal.becomes("failed", 3)
    terminal.loads(COMING.replace("{ en: Talk,", "{ en: Moved talk,"))
    said = terminal.types("correct", "1", answering="n\n")
    assert "This edits 2 messages that were sent, and rewrites 1 message that has not gone out." in said
    assert "Not possible for 1 message: they failed." in said
    assert "Nothing was changed." in said
    assert "On their way: 2 edits. Follow them with: engagebot report 1" in terminal.types("correct", "1", "--yes")
    assert "Corrections: 2 pending." in terminal.types("report", "1")


def test_a_test_goes_to_oneself_only(terminal: Terminal) -> None:
    terminal.loads()
    terminal.people_join(2)
    said = terminal.types("send-test", "talk", "--to", "telegram:2")
    assert "A test is on its way to telegram:2." in said
    assert "There is no event walk in small; there are: talk." in terminal.types(
        "send-test", "walk", "--to", "telegram:2"
    )
    assert "Nobody has joined as slack:9." in terminal.types("send-test", "talk", "--to", "slack:9")
    assert terminal.exit_code == 1
