"""An organiser at the command line looks at what is on its way, holds it back, calls it off, and tries again."""

import json

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery
from engagebot.storage.alarms import raise_alarm
from tests.cli.commands import Terminal, now


@pytest.fixture
def announced(terminal: Terminal) -> Terminal:
    """The talk was announced to four people, and one of them has it."""
    terminal.loads()
    terminal.people_join(4)
    terminal.announces()
    terminal.becomes("sent", 1)
    return terminal


def test_the_list_shows_what_when_and_how_many(announced: Terminal) -> None:
    announced.becomes("failed", 2)
    said = announced.types("announcements")
    assert "small, times of Europe/Zurich" in said
    assert "│ 1 │ event talk │" in said
    assert "│ sending │ 4 │ 1 sent, 2 waiting, 1 failed │" in said


def test_with_nothing_announced_it_says_how_to_begin(terminal: Terminal) -> None:
    terminal.loads()
    assert "Nothing was announced yet. Begin with: engagebot announce EVENT" in terminal.types("announcements")


def test_a_text_that_is_too_long_is_refused_at_the_preview(terminal: Terminal) -> None:
    terminal.loads()
    terminal.does(lambda session: session.execute(update(Event).values(note={"en": "Come. " * 900})))
    said = terminal.types("announce", "talk", "--preview")
    assert (terminal.exit_code, "Shorten the texts that fill it" in said) == (1, True)
    assert "telegram takes 4096" in said
    terminal.types("announce", "talk", "--yes")
    assert terminal.exit_code == 1
    assert "Nothing was announced yet" in terminal.types("announcements")


def test_pausing_asks_first_and_no_means_no(announced: Terminal) -> None:
    said = announced.types("pause", "1", answering="n\n")
    assert "This pauses 3 messages that have not gone out; 1 was sent already." in said
    assert "Nothing was changed." in said
    assert "│ sending │ 4 │ 1 sent, 3 waiting │" in announced.types("announcements")


def test_pause_resume_and_cancel_with_a_yes(announced: Terminal) -> None:
    assert "Paused: 3 messages. Go on with: engagebot resume 1" in announced.types("pause", "1", answering="y\n")
    assert "│ paused │ 4 │ 1 sent, 3 waiting │" in announced.types("announcements")
    assert "It is paused: 1 sent, 3 waiting." in announced.types("progress", "1", "--follow")
    assert "This lets 3 messages go out; 1 was sent already. Resumed: 3 messages." in announced.types(
        "resume", "1", "--yes"
    )
    said = announced.types("cancel", "1", "--yes")
    assert "This cancels 3 messages that have not gone out; 1 was sent already. Cancelled: 3 messages." in said
    assert "It was cancelled: 1 sent, 0 waiting, 3 cancelled." in announced.types("progress", "1")


def test_retry_and_resend(announced: Terminal) -> None:
    announced.becomes("failed", 2)
    announced.becomes("unknown", 3)
    assert "This tries 1 message again. On their way again: 1 message." in announced.types("retry", "1", "--yes")
    said = announced.types("resend", "1", "--yes")
    assert "Some people may get it twice. On their way again: 1 message." in said


def test_a_scheduled_one_is_moved_on_the_clocks_of_the_workstream(terminal: Terminal) -> None:
    terminal.loads()
    year = now().year + 3
    terminal.types("announce", "talk", "--at", f"{year}-03-20 10:00", "--yes")
    said = terminal.types("reschedule", "1", "--at", f"{year}-03-21 11:30", "--yes")
    assert f"It goes out at {year}-03-21 11:30 CET." in said
    assert f"│ {year}-03-21 11:30 │ scheduled │" in terminal.types("announcements")
    assert f"It goes out at {year}-03-21 11:30 (Europe/Zurich)." in terminal.types("progress", "1")
    assert "Cancelled." in terminal.types("cancel", "1", "--yes")


def test_what_cannot_be_done_is_told_in_a_sentence_and_fails(announced: Terminal) -> None:
    said = announced.types("resume", "1", "--yes")
    assert (said.strip(), announced.exit_code) == ("Announcement 1 is not paused.", 1)
    said = announced.types("pause", "7", "--yes")
    assert "There is no announcement 7; `engagebot announcements` lists them." in said


def test_progress_ends_when_all_has_gone_out(announced: Terminal) -> None:
    assert "On its way: 1 sent, 3 waiting." in announced.types("progress", "1")
    announced.becomes("sent", 2, 3)
    announced.becomes("failed", 4)
    said = announced.types("progress", "1", "--follow")
    assert "4/4" in said
    assert "Done: 3 sent, 0 waiting, 1 failed." in said


def test_progress_for_programs_is_a_line_of_figures(announced: Terminal) -> None:
    announced.becomes("sent", 2)
    [figures] = [json.loads(line) for line in announced.types("progress", "1", "--json").splitlines()]
    assert (figures["messages"], figures["recipients"], figures["goes_on"]) == ({"pending": 2, "sent": 2}, 4, True)


def test_the_report_counts_by_platform_state_and_reason(announced: Terminal) -> None:
    announced.becomes("sent", 2)
    announced.becomes("failed", 3, 4, reason="blocked by the user")
    said = announced.types("report", "1")
    assert "│ telegram │ failed │ blocked by the user │ 2 │" in said
    assert "│ telegram │ sent │ │ 2 │" in said


def test_the_report_tells_who_was_written_to_on_another_platform_instead(announced: Terminal) -> None:
    async def falls_back(session: AsyncSession) -> None:
        there = update(Delivery).where(Delivery.id.in_([2, 4]))
        await session.execute(there.values(lane="slack:T1", state="sent", instead_of="telegram:1"))

    assert "instead" not in announced.types("report", "1")
    announced.does(falls_back)
    said = announced.types("report", "1")
    assert "│ slack │ sent │ │ 2 │" in said
    assert "2 people were not to be had on telegram, and written to on slack instead." in said


def test_a_stopped_lane_is_told_wherever_one_looks(announced: Terminal) -> None:
    async def stops(session: AsyncSession) -> None:
        await raise_alarm(session, "telegram:1", "Telegram refuses the bot's token", now())

    announced.does(stops)
    for command in (["announcements"], ["progress", "1"], ["report", "1"], ["check"]):
        said = announced.types(*command)
        assert "Stopped: telegram:1, since" in said, command
        assert "Telegram refuses the bot's token." in said
        assert "Give it a new token" in said


def test_that_nothing_is_received_is_told_as_well(announced: Terminal) -> None:
    async def conflicts(session: AsyncSession) -> None:
        await raise_alarm(session, "receive telegram:1", "another program asks Telegram with the same token", now())

    announced.does(conflicts)
    for command in (["announcements"], ["check"]):
        said = announced.types(*command)
        assert "Nothing is received for telegram:1 since" in said, command
        assert "another program asks Telegram with the same token." in said
        assert "Stopped" not in said
