"""`reminders`, `remind` and `unremind`: what will speak at which moment, and what became of it."""

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.controlling import Yes
from engagebot.cli.telling import when
from engagebot.domain.clock import SystemClock
from engagebot.settings import Settings
from engagebot.storage.reminders import Reminding, in_force, missed
from engagebot.use_cases.remind import Wanted, add_reminder, plan_reminder, take_back

Which = Annotated[str | None, typer.Option("--workstream", help="Which workstream, if there are several.")]


def register(app: typer.Typer) -> None:
    app.command("reminders")(reminders)
    app.command("remind")(remind)
    app.command("unremind")(unremind)


def reminders(workstream: Which = None) -> None:
    """List the reminders, questions and nudges: when they speak, and what became of them."""
    run(_reminders(settings_or_exit(), workstream))


async def _reminders(settings: Settings, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        found = await in_force(session, workstream.id)
        lost = await missed(session, workstream.id)
    table = Table("id", "about", "what", "when", "state", "why", title=f"{workstream.key}, times of {workstream.zone}")
    for one in found:
        table.add_row(*_row(one, workstream.zone))
    out.print(table if found else "There are no reminders.")
    if lost:
        count = "1 was" if len(lost) == 1 else f"{len(lost)} were"
        out.print(f"{count} missed: nothing ran at the time.", style="red")


def _row(one: Reminding, zone: str) -> list[str]:
    rule, occurrence = one.rule, one.occurrence
    what = f"{rule.kind} {rule.when.spoken(one.zone or zone)}{' (by command)' if rule.by_hand else ''}"
    due_at = when(occurrence.due_at, zone)
    return [str(rule.id), one.about, what, due_at, occurrence.state, occurrence.reason or ""]


def remind(
    about: Annotated[str, typer.Argument(help="Key of an event or a round, or code of an activity.")],
    moment: Annotated[str, typer.Argument(help='Such as "2 hours before start", or "2023-03-20 10:00".')],
    whom: Annotated[str | None, typer.Option("--for", help="going, maybe, not-answered or all.")] = None,
    yes: Yes = False,
    workstream: Which = None,
) -> None:
    """Add a reminder to those that the workstream file has; it moves along with what it is about."""
    run(_remind(settings_or_exit(), about, moment, whom, yes, workstream))


async def _remind(settings: Settings, about: str, moment: str, whom: str | None, yes: bool, key: str | None) -> None:
    async def plan(session: AsyncSession) -> Wanted:
        workstream = await the_workstream(session, key)
        return await plan_reminder(session, workstream, about, moment, whom, SystemClock().now())

    async with opened(settings) as database:
        async with database.read() as session:
            wanted = await plan(session)
        people = "1 person" if wanted.reaches == 1 else f"{wanted.reaches} people"
        out.print(f"It goes out at {when(wanted.due_at, wanted.zone)} ({wanted.zone}), to {people} by now.")
        if not yes and not typer.confirm("Add it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            await add_reminder(session, await plan(session))
        out.print("Added. It is sent by a running `engagebot serve`.")


def unremind(
    reminder: Annotated[int, typer.Argument(metavar="ID", help="As `engagebot reminders` lists it.")],
    workstream: Which = None,
) -> None:
    """Take back a reminder that was added by command."""
    run(_unremind(settings_or_exit(), reminder, workstream))


async def _unremind(settings: Settings, reminder: int, key: str | None) -> None:
    async with opened(settings) as database, database.begin() as session:
        one = await take_back(session, await the_workstream(session, key), reminder)
    out.print(f"Taken back: {one.rule.kind} of {one.about}.")
