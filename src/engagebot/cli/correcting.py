"""`correct` and `send-test`: an announcement's text, after it went out and before."""

import asyncio
from typing import Annotated

import typer

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.controlling import Yes
from engagebot.cli.following import Id
from engagebot.domain.clock import SystemClock
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.storage.database import Database
from engagebot.storage.events import event_by_key, events_of
from engagebot.texts.texts import Texts
from engagebot.use_cases.correct_announcement import (
    Correction,
    correct_announcement,
    correct_late,
    correcting,
)
from engagebot.use_cases.follow_announcement import EVERY_SECONDS
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.send_test import Trial, send_test
from engagebot.use_cases.standing import have, messages, were

PATIENCE_SECONDS = 35
"""A little longer than anybody holds a message that they are sending."""


def register(app: typer.Typer) -> None:
    app.command("correct")(correct)
    app.command("send-test")(send_a_test)


def correct(announcement: Id, yes: Yes = False) -> None:
    """Bring an announcement up to the workstream file as it is loaded now, also where it was sent already."""
    run(_correct(settings_or_exit(), announcement, yes))


async def _correct(settings: Settings, id_: int, yes: bool) -> None:
    texts, clock = Texts(messages_folder(), settings.messages_folder, settings.retention_days), SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            _tell(await correcting(session, id_, clock.now()))
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            done = await correct_announcement(session, texts, id_, clock.now())
        late = await _those_on_their_way(database, texts, id_, done)
        edits = "1 edit" if late.edits == 1 else f"{late.edits} edits"
        out.print(f"On their way: {edits}. Follow them with: engagebot report {id_}")
        if late.being_sent:
            count = len(late.being_sent)
            out.print(f"{messages(count)} {were(count)} being sent meanwhile; correct once more when they have ended.")


def _tell(correction: Correction) -> None:
    waiting = f"{messages(correction.rewritten)} that {have(correction.rewritten)} not gone out"
    out.print(f"This edits {messages(correction.edits)} that {were(correction.edits)} sent, and rewrites {waiting}.")
    for why, count in correction.left.items():
        out.print(f"Not possible for {messages(count)}: {why}.")


async def _those_on_their_way(database: Database, texts: Texts, id_: int, done: Correction) -> Correction:
    """What was claimed before the correction may carry the old text: edited as soon as it is known to be sent."""
    edits, left = done.edits, done.being_sent
    for _ in range(int(PATIENCE_SECONDS / EVERY_SECONDS)):
        if not left:
            break
        await asyncio.sleep(EVERY_SECONDS)
        async with database.begin() as session:
            late = await correct_late(session, texts, id_, left, SystemClock().now())
        edits, left = edits + late.edits, late.being_sent
    return Correction(edits, done.rewritten, done.left, left)


def send_a_test(
    event: Annotated[str, typer.Argument(help="Key of the event in the workstream file.")],
    to: Annotated[str, typer.Option(help="Your account (telegram:123456), or the code by which you joined.")],
    language: Annotated[str | None, typer.Option(help="In this language; your own if left out.")] = None,
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Send an event's announcement to yourself only."""
    run(_send_test(settings_or_exit(), event, to, language, workstream))


async def _send_test(settings: Settings, key: str, to: str, language: str | None, workstream_key: str | None) -> None:
    texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
    async with opened(settings) as database, database.begin() as session:
        workstream = await the_workstream(session, workstream_key)
        event = await event_by_key(session, workstream.id, key)
        if event is None:
            known = ", ".join(e.key for e in await events_of(session, workstream.id)) or "none"
            raise Refused(f"There is no event {key} in {workstream.key}; there are: {known}.")
        account = await send_test(session, texts, workstream, Trial(event, to, language), SystemClock().now())
    out.print(f"A test is on its way to {account.platform}:{account.user}.", markup=False)
    out.print("It is sent by a running `engagebot serve`.")
