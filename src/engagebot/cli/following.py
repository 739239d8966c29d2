"""`announcements`, `progress` and `report`: what is on its way, and what became of it."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.telling import FAILURES, figures, state_of, tell_alarms, when, zone_of
from engagebot.domain.announcement import AnnouncementState
from engagebot.domain.outbox import DeliveryState
from engagebot.settings import Settings
from engagebot.storage.corrections import correction_progress
from engagebot.storage.database import Database
from engagebot.storage.delivery_report import Redirected, redirected, report_of
from engagebot.storage.reminders import missed
from engagebot.storage.standing import Standing, standings
from engagebot.use_cases.follow_announcement import figures_of, follow_announcement
from engagebot.use_cases.standing import look_at

Id = Annotated[int, typer.Argument(metavar="ID", help="As `engagebot announcements` lists it.")]


def register(app: typer.Typer) -> None:
    app.command("announcements")(announcements)
    app.command("progress")(progress)
    app.command("report")(report)


def announcements(
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """List the announcements: what, when, and how many messages are where."""
    run(_announcements(settings_or_exit(), workstream))


async def _announcements(settings: Settings, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        found = await standings(session, workstream.id)
        lost = await missed(session, workstream.id)
        await tell_alarms(session)
    if not found and not lost:
        out.print("Nothing was announced yet. Begin with: engagebot announce EVENT")
        return
    table = Table("id", "what", title=f"{workstream.key}, times of {workstream.zone}")
    for name in ("when", "state", "people"):
        table.add_column(name, no_wrap=True)
    table.add_column("messages")
    for standing in found:
        table.add_row(*_row(standing, workstream.zone))
    for line in lost:
        table.add_row("", f"{line.kind} {line.about}", when(line.due_at, workstream.zone), "missed", "", line.reason)
    out.print(table)


def _row(standing: Standing, zone: str) -> list[str]:
    announcement = standing.announcement
    recipients = "" if announcement.recipients is None else str(announcement.recipients)
    messages = figures(standing) if recipients else ""
    what = f"{announcement.kind} {standing.about}"
    return [str(announcement.id), what, when(announcement.due_at, zone), state_of(standing), recipients, messages]


def progress(
    announcement: Id,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until all of it has gone out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a line of JSON whenever it changes.")] = False,
) -> None:
    """Show how far an announcement has come."""
    show = _progress_in_lines if as_json else _progress
    run(show(settings_or_exit(), announcement, follow))


async def _progress(settings: Settings, id_: int, follow: bool) -> None:
    async with opened(settings) as database:
        bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=out)
        with bar:
            task = bar.add_task("")
            async for standing in _standings(database, id_, follow):
                total = standing.announcement.recipients
                bar.update(task, total=total or 0, completed=_ended(standing), description=figures(standing))
        async with database.read() as session:
            out.print(_sentence(standing, await zone_of(session, standing)))
            await tell_alarms(session)


async def _progress_in_lines(settings: Settings, id_: int, follow: bool) -> None:
    async with opened(settings) as database:
        async for standing in _standings(database, id_, follow):
            typer.echo(json.dumps(asdict(figures_of(standing)), ensure_ascii=False))


async def _standings(database: Database, id_: int, follow: bool) -> AsyncIterator[Standing]:
    async with aclosing(follow_announcement(database, id_)) as standings:
        async for standing in standings:
            yield standing
            if not follow:
                break


def _ended(standing: Standing) -> int:
    return standing.sent + standing.count(*FAILURES)


def _sentence(standing: Standing, zone: str) -> str:
    announcement = standing.announcement
    match AnnouncementState(announcement.state):
        case AnnouncementState.SCHEDULED:
            return f"It goes out at {when(announcement.due_at, zone)} ({zone})."
        case AnnouncementState.PAUSED:
            return f"It is paused: {figures(standing)}. Go on with: engagebot resume {announcement.id}"
        case AnnouncementState.CANCELLED:
            return f"It was cancelled: {figures(standing)}."
        case AnnouncementState.SENT:
            return f"{'On its way' if standing.goes_on else 'Done'}: {figures(standing)}."


def report(announcement: Id) -> None:
    """Show what became of an announcement's messages, by platform, state and reason."""
    run(_report(settings_or_exit(), announcement))


async def _report(settings: Settings, id_: int) -> None:
    async with opened(settings) as database, database.read() as session:
        standing = await look_at(session, id_)
        lines = await report_of(session, id_)
        edits = await correction_progress(session, id_)
        elsewhere = await redirected(session, id_)
        await tell_alarms(session)
    announcement = standing.announcement
    table = Table("platform", "state", "reason", "messages", title=f"{announcement.kind} {standing.about}")
    for line in lines:
        table.add_row(line.platform, str(line.state), line.reason or "", str(line.messages))
    out.print(table if lines else f"No message has been written yet: it is {announcement.state}.")
    for one in elsewhere:
        out.print(_told(one))
    if edits:
        out.print(f"Corrections: {_counted(edits)}.")


def _told(one: Redirected) -> str:
    first, lane = (name.partition(":")[0] for name in (one.first, one.lane))
    people = "1 person was" if one.messages == 1 else f"{one.messages} people were"
    return f"{people} not to be had on {first}, and written to on {lane} instead."


def _counted(counts: dict[DeliveryState, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
