"""An organiser moves an activity, and the file moves it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement
from engagebot.domain.workstream import Activity, ActivityFollower
from tests.cli.commands import COMING, Terminal, now


def followed(terminal: Terminal, people: int) -> None:
    async def follow(session: AsyncSession) -> None:
        for person in range(1, people + 1):
            session.add(ActivityFollower(activity_id=1, stakeholder_id=person, since=now()))

    terminal.does(follow)


async def announcements(session: AsyncSession) -> list[Announcement]:
    return list(await session.scalars(select(Announcement).where(Announcement.kind == "activity")))


async def status(session: AsyncSession) -> str:
    return (await session.get_one(Activity, 1)).status


def test_a_status_is_moved_after_a_question_and_followers_are_told(terminal: Terminal) -> None:
    terminal.loads()
    terminal.people_join(3)
    followed(terminal, 2)
    asked = terminal.types("activity", "i", "done", answering="n\n")
    assert "from in-progress to done. 2 people follow it." in asked
    assert "Nothing was changed." in asked
    assert terminal.does(status) == "in-progress"
    assert "engagebot progress 1" in terminal.types("activity", "i", "done", "--yes")
    assert terminal.does(status) == "done"
    assert [one.audience for one in terminal.does(announcements)] == [{"following": 1}]
    assert "activity i" in terminal.types("announcements")
    assert "│ i │" in terminal.types("activity")


def test_with_no_followers_nothing_is_sent(terminal: Terminal) -> None:
    terminal.loads()
    assert "Moved." in terminal.types("activity", "i", "yet-to-start", "--yes")
    assert terminal.does(announcements) == []


def test_followers_are_told_of_what_the_file_moves_too(terminal: Terminal) -> None:
    terminal.loads()
    terminal.people_join(1)
    followed(terminal, 1)
    terminal.loads(COMING.replace("status: in-progress", "status: done", 1))
    assert terminal.does(status) == "done"
    assert len(terminal.does(announcements)) == 1


def test_what_cannot_be_is_refused_with_what_could(terminal: Terminal) -> None:
    terminal.loads()
    assert "There is no status finished; there are: yet-to-start, in-progress, done." in terminal.types(
        "activity", "i", "finished"
    ).replace("'", "")
    assert "There is no activity x in small; there are: i" in terminal.types("activity", "x", "done")
    assert "Activity i is in-progress already." in terminal.types("activity", "i", "in-progress")
    assert terminal.exit_code == 1
