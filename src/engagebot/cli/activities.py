"""`activity`: where an activity of the mandate stands."""

from typing import Annotated

import typer
from rich.table import Table

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.domain.clock import SystemClock
from engagebot.settings import Settings
from engagebot.storage.workstreams import activities_of
from engagebot.texts.own import own
from engagebot.use_cases.move_activity import followers_of, movable, move_activity
from engagebot.use_cases.refused import Refused

Code = Annotated[str | None, typer.Argument(help="Code of the activity, such as ii; all are shown if left out.")]
Status = Annotated[str | None, typer.Argument(help="yet-to-start, in-progress or done.")]
Which = Annotated[str | None, typer.Option(help="Which workstream, if there are several.")]


def register(app: typer.Typer) -> None:
    app.command("activity")(activity)


def activity(
    code: Code = None,
    status: Status = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workstream: Which = None,
) -> None:
    """Show the activities and where they stand, or move one of them and tell those who follow it."""
    settings = settings_or_exit()
    run(_show(settings, workstream) if code is None else _move(settings, code, status, yes, workstream))


async def _show(settings: Settings, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        table = Table("code", "activity", "timeline", "status", "followers")
        for one in await activities_of(session, workstream.id):
            said = own(one.title, "en"), own(one.timeline, "en"), one.status
            table.add_row(one.code, *said, str(await followers_of(session, one)))
    out.print(table)


async def _move(settings: Settings, code: str, status: str | None, yes: bool, key: str | None) -> None:
    if status is None:
        raise Refused(f"Say where activity {code} stands: yet-to-start, in-progress or done.")
    clock = SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            workstream = await the_workstream(session, key)
            found = await movable(session, workstream, code, status)
            followers = await followers_of(session, found)
        out.print(f"Activity {code}, {own(found.title, 'en')}: from {found.status} to {status}.", markup=False)
        out.print(f"{followers} {'person follows' if followers == 1 else 'people follow'} it.")
        if not yes and not typer.confirm("Move it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            found = await movable(session, workstream, code, status, hold=True)
            told = await move_activity(session, found, status, clock.now())
    out.print("Moved.")
    if told is not None:
        out.print(f"Those who follow it are told, by a running `engagebot serve`: engagebot progress {told.id}")
