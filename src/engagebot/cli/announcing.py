"""`announce`: look at it as both platforms show it, then send it now or at an instant."""

from datetime import datetime
from typing import Annotated

import typer
from rich.panel import Panel
from rich.text import Text

from engagebot.cli.console import instant_in, opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.telling import tell_missing
from engagebot.domain.clock import SystemClock
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.storage.events import event_by_key, events_of
from engagebot.texts.reading_back import shown
from engagebot.texts.texts import Texts
from engagebot.use_cases.announce_event import Preview, announce_event, check_announceable, preview_event
from engagebot.use_cases.refused import Refused


def register(app: typer.Typer) -> None:
    app.command("announce")(announce)


def announce(
    event: Annotated[str, typer.Argument(help="Key of the event in the workstream file.")],
    at: Annotated[str | None, typer.Option(help="When, such as 2023-03-20 10:00 in the workstream's zone.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Although it was announced before.")] = False,
    language: Annotated[str | None, typer.Option(help="Preview in this language only.")] = None,
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Announce an event to its audience."""
    settings = settings_or_exit()
    run(_announce(settings, event, at, preview, yes, again, language, workstream))


async def _announce(
    settings: Settings,
    key: str,
    at: str | None,
    only_preview: bool,
    yes: bool,
    again: bool,
    language: str | None,
    workstream_key: str | None,
) -> None:
    texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
    now = SystemClock().now()
    async with opened(settings) as database:
        async with database.read() as session:
            workstream = await the_workstream(session, workstream_key)
            event = await event_by_key(session, workstream.id, key)
            if event is None:
                known = ", ".join(e.key for e in await events_of(session, workstream.id))
                raise Refused(f"There is no event {key} in {workstream.key}; there are: {known}.")
            due_at = _due_at(at, workstream.zone, now)
            if language is not None and language not in workstream.languages:
                raise Refused(f"{workstream.key} speaks {', '.join(workstream.languages)}, not {language}.")
            show(await preview_event(session, texts, workstream, event), language)
            if not only_preview:
                await check_announceable(session, event, due_at, now, again)
        if only_preview:
            return
        when = f"at {due_at:%Y-%m-%d %H:%M %Z}" if at else "now"
        if not yes and not typer.confirm(f"Send it {when}?"):
            out.print("Nothing was sent.")
            return
        async with database.begin() as session:
            event = await event_by_key(session, workstream.id, key)
            if event is not None:
                await announce_event(session, event, due_at, now, again)
        out.print(f"On its way ({when})." if not at else f"It goes out {when}.")
        out.print("It is sent by a running `engagebot serve`.")


def _due_at(at: str | None, zone: str, now: datetime) -> datetime:
    due_at = instant_in(at, zone) if at else now
    if due_at < now:
        raise Refused(f"{due_at:%Y-%m-%d %H:%M %Z} is over. Name an instant to come, or leave --at out to send it now.")
    return due_at


def show(preview: Preview, language: str | None) -> None:
    for (platform, code), body in preview.bodies.items():
        if language in (None, code):
            out.print(Panel(Text(shown(platform, body)), title=f"{platform} · {code}", width=76))
    tell_missing([missing for missing in preview.missing if language in (None, missing.language)])
    out.print(f"It reaches {preview.reached} people.")
    if preview.later:
        out.print(f"{preview.later} of them prefer a weekly summary, and hear of it there unless it cannot wait.")
    if not preview.reached and not preview.unreached:
        out.print("Nobody of its audience has joined yet. Invite people with: engagebot invite")
    for reason, count in preview.unreached.items():
        out.print(f"{count} cannot be reached: {reason}.")
