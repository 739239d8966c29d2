"""`pause`, `resume`, `cancel`, `reschedule`, `retry` and `resend`: each says what it does, and asks first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.cli.console import instant_in, opened, out, run, settings_or_exit
from engagebot.cli.following import Id
from engagebot.cli.telling import zone_of
from engagebot.domain.clock import SystemClock
from engagebot.settings import Settings
from engagebot.storage.standing import Standing
from engagebot.use_cases.cancel_announcement import cancel_announcement, cancelling
from engagebot.use_cases.pause_announcement import pause_announcement, pausing, resume_announcement, resuming
from engagebot.use_cases.reschedule_announcement import reschedule_announcement, rescheduling
from engagebot.use_cases.send_again import resend_unknown, resending, retry_failed, retrying
from engagebot.use_cases.standing import look_at

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@dataclass(frozen=True, slots=True)
class Deed:
    """`says` what it would do, and `does` it; both raise Refused."""

    says: Callable[[Standing, datetime], str]
    does: Callable[[AsyncSession, int, datetime], Awaitable[str]]


PAUSE = Deed(pausing, pause_announcement)
RESUME = Deed(resuming, resume_announcement)
CANCEL = Deed(cancelling, cancel_announcement)
RETRY = Deed(retrying, retry_failed)
RESEND = Deed(resending, resend_unknown)


def register(app: typer.Typer) -> None:
    for command in (pause, resume, cancel, retry, resend, reschedule):
        app.command(command.__name__)(command)


def pause(announcement: Id, yes: Yes = False) -> None:
    """Hold back what has not gone out yet."""
    run(_do(settings_or_exit(), PAUSE, announcement, yes))


def resume(announcement: Id, yes: Yes = False) -> None:
    """Let a paused announcement go on."""
    run(_do(settings_or_exit(), RESUME, announcement, yes))


def cancel(announcement: Id, yes: Yes = False) -> None:
    """Call off what has not gone out yet."""
    run(_do(settings_or_exit(), CANCEL, announcement, yes))


def retry(announcement: Id, yes: Yes = False) -> None:
    """Try again what failed."""
    run(_do(settings_or_exit(), RETRY, announcement, yes))


def resend(announcement: Id, yes: Yes = False) -> None:
    """Send again what may or may not have arrived; some people may get it twice."""
    run(_do(settings_or_exit(), RESEND, announcement, yes))


def reschedule(
    announcement: Id,
    at: Annotated[str, typer.Option(help="When, such as 2023-03-20 10:00 in the workstream's zone.")],
    yes: Yes = False,
) -> None:
    """Move an announcement that has not gone out yet."""
    run(_reschedule(settings_or_exit(), announcement, at, yes))


async def _reschedule(settings: Settings, id_: int, at: str, yes: bool) -> None:
    async with opened(settings) as database, database.read() as session:
        due_at = instant_in(at, await zone_of(session, await look_at(session, id_)))

    def says(standing: Standing, now: datetime) -> str:
        return rescheduling(standing, due_at, now)

    async def does(session: AsyncSession, id_: int, now: datetime) -> str:
        return await reschedule_announcement(session, id_, due_at, now)

    await _do(settings, Deed(says, does), id_, yes)


async def _do(settings: Settings, deed: Deed, id_: int, yes: bool) -> None:
    clock = SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            out.print(deed.says(await look_at(session, id_), clock.now()))
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            done = await deed.does(session, id_, clock.now())
        out.print(done)
