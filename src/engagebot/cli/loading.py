"""`load` and `invite`: the workstream, and who may come in."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from engagebot.cli.console import err, instant_in, opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.telling import tell_missing
from engagebot.domain.clock import SystemClock
from engagebot.domain.people import Invitation
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.storage.database import Database
from engagebot.storage.workstreams import workstream_by_id
from engagebot.texts.errors import BadTemplate
from engagebot.texts.texts import Texts
from engagebot.use_cases.invite import Invited, invite
from engagebot.use_cases.load_workstream import Changes, load_workstream
from engagebot.use_cases.translations import Missing, missing_translations
from engagebot.use_cases.unable_to_confirm import unable_to_confirm
from engagebot.workfile import WorkstreamFile, WorkstreamMistakes, read_workstream_file


def register(app: typer.Typer) -> None:
    app.command("load")(load)
    app.command("invite")(invite_people)


@dataclass(frozen=True, slots=True)
class Sure:
    """`yes`: nobody at the keyboard is asked; `editorial`: nobody who voted is."""

    yes: bool = False
    editorial: bool = False


Stored = tuple[Changes, list[Missing], list[str]]
"""What changed, which texts are missing, and which organisations nobody can confirm anything for."""


class _NotSure(Exception):
    """Nothing of it is stored yet, since people would be asked again."""

    def __init__(self, changes: Changes) -> None:
        super().__init__("Recommendations in open rounds have new texts")
        self.changes = changes


def load(
    file: Annotated[Path, typer.Argument(help="The workstream file (YAML).")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    editorial: Annotated[
        bool, typer.Option("--editorial", help="New texts in open rounds mean the same: nobody is asked to confirm.")
    ] = False,
) -> None:
    """Load a workstream file, or load it again after editing it: says what changed."""
    settings = settings_or_exit()
    run(_load(settings, file, Sure(yes, editorial)), BadTemplate)


async def _stored(database: Database, file: WorkstreamFile, sure: Sure) -> Stored:
    """Raises _NotSure."""
    async with database.begin() as session:
        changes = await load_workstream(session, file, SystemClock().now(), sure.editorial)
        if any(one.people for one in changes.reworded) and not sure.yes:
            raise _NotSure(changes)
        missing = await missing_translations(session, await workstream_by_id(session, changes.workstream_id))
        return changes, missing, await unable_to_confirm(session, changes.workstream_id)


def _ask(changes: Changes) -> None:
    out.print("Recommendations in open rounds have new texts:")
    for one in changes.reworded:
        out.print(f"round {one.round_key}: {one}", markup=False)
    if not typer.confirm("Do it?"):
        out.print("Nothing was changed. Where the new texts mean the same, load with --editorial.")
        raise typer.Exit(1)


async def _load(settings: Settings, path: Path, sure: Sure) -> None:
    try:
        spoken = Texts(messages_folder(), settings.messages_folder, settings.retention_days).languages
        file = read_workstream_file(path, spoken)
        async with opened(settings) as database:
            try:
                changes, missing, unable = await _stored(database, file, sure)
            except _NotSure as question:
                _ask(question.changes)
                changes, missing, unable = await _stored(database, file, replace(sure, yes=True))
    except WorkstreamMistakes as mistakes:
        err.print(str(mistakes), markup=False)
        raise typer.Exit(1) from None
    except OSError as error:
        err.print(f"Cannot read {path}: {error.strerror}.", markup=False, style="red")
        raise typer.Exit(1) from None
    for note in file.notes:
        out.print(note.said_of(path.name), markup=False, style="yellow")
    tell_missing(missing)
    for line in unable:
        out.print(line, markup=False, style="yellow")
    for line in list(changes.lines()) or ["Nothing changed."]:
        out.print(line, markup=False)


def invite_people(
    organisation: Annotated[str | None, typer.Option(help="Key of an organisation in the workstream file.")] = None,
    group: Annotated[str | None, typer.Option(help="Key of a group, where there is no organisation.")] = None,
    region: Annotated[str | None, typer.Option(help="Key of a region.")] = None,
    language: Annotated[str | None, typer.Option(help="Language to begin in, such as fr.")] = None,
    focal_point: Annotated[bool, typer.Option(help="They may confirm what the organisation answers.")] = False,
    people: Annotated[int | None, typer.Option(help="How many people may use it; any number if left out.")] = None,
    expires: Annotated[str | None, typer.Option(help="Until when, such as 2023-03-31 18:00.")] = None,
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Make an invitation: a code, and the links that carry it."""
    invited = Invited(organisation, group, region, language, people, focal_point)
    run(_invite(settings_or_exit(), invited, expires, workstream))


async def _invite(settings: Settings, invited: Invited, expires: str | None, key: str | None) -> None:
    from engagebot.cli.channels import telegram_username

    async with opened(settings) as database, database.begin() as session:
        workstream = await the_workstream(session, key)
        if expires is not None:
            invited = replace(invited, expires_at=instant_in(expires, workstream.zone))
        invitation = await invite(session, workstream, invited, SystemClock().now())
    username = await telegram_username(settings)
    out.print(f"Code: {invitation.code}")
    out.print(f"For: {_whom(invitation, workstream.zone)}", markup=False)
    if username:
        out.print(f"Telegram: https://t.me/{username}?start={invitation.code}")
    if settings.slack_bot_token is not None:
        out.print("Slack: open the app's messages and write the code.")


def _whom(invitation: Invitation, zone: str) -> str:
    """`group states, region africa, in fr, for 20 people, until 2027-03-31 18:00`."""
    parts = ["focal point"] if invitation.focal_point else []
    parts += [f"group {invitation.group}", f"region {invitation.region}" if invitation.region else ""]
    parts += [f"in {invitation.language}", f"for {invitation.people} people" if invitation.people else ""]
    if invitation.expires_at is not None:
        parts.append(f"until {invitation.expires_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}")
    return ", ".join(part for part in parts if part)
