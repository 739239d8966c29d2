"""`cancel-event`: an event does not take place, or does so after all."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.controlling import Yes
from engagebot.domain.audience import Audience
from engagebot.domain.clock import SystemClock
from engagebot.domain.event import Event
from engagebot.settings import Settings
from engagebot.storage.audience import count_recipients
from engagebot.storage.events import event_by_key, events_of
from engagebot.use_cases.change_event import cancel_event, restore_event
from engagebot.use_cases.refused import Refused


def register(app: typer.Typer) -> None:
    app.command("cancel-event")(cancel)


def cancel(
    event: Annotated[str, typer.Argument(help="Key of the event in the workstream file.")],
    undo: Annotated[bool, typer.Option("--undo", help="It takes place after all.")] = False,
    yes: Yes = False,
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Cancel an event: whoever was told of it is told that it does not take place."""
    run(_cancel(settings_or_exit(), event, undo, yes, workstream))


async def _cancel(settings: Settings, key: str, undo: bool, yes: bool, workstream: str | None) -> None:
    async with opened(settings) as database:
        async with database.read() as session:
            event = await _event(session, key, undo, workstream)
            told = await count_recipients(session, Audience(told=event.id), event.workstream_id)
        what = "takes place after all" if undo else "is cancelled"
        out.print(f"{key} {what}; {told} people who were told of it hear of that.")
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            event = await _event(session, key, undo, workstream)
            await (restore_event if undo else cancel_event)(session, event, SystemClock().now())
        out.print("Done. It is sent by a running `engagebot serve`.")


async def _event(session: AsyncSession, key: str, undo: bool, workstream_key: str | None) -> Event:
    """Raises Refused where there is nothing to do."""
    workstream = await the_workstream(session, workstream_key)
    event = await event_by_key(session, workstream.id, key)
    if event is None or event.withdrawn:
        known = ", ".join(e.key for e in await events_of(session, workstream.id)) or "none"
        raise Refused(f"There is no event {key} in {workstream.key}; there are: {known}.")
    if event.cancelled is not undo:
        raise Refused(f"The event {key} is {'not cancelled' if undo else 'cancelled already'}.")
    return event
