"""What all commands share: settings, the database, and errors told in a sentence instead of a traceback."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
import uvloop
from rich.console import Console
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import ChannelRefused
from engagebot.domain.workstream import Workstream
from engagebot.exports.folder import FolderInTheWay
from engagebot.log import set_up_logging
from engagebot.places import migrations_folder
from engagebot.settings import Settings, WrongSettings, read_settings
from engagebot.storage.database import Conflict, Database
from engagebot.storage.migrating import migrate
from engagebot.storage.postgres import DriverMissing
from engagebot.storage.workstreams import all_workstreams, workstream_by_key
from engagebot.texts.errors import TooLong
from engagebot.use_cases.refused import Refused

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

TOLD = (Refused, FolderInTheWay, ChannelRefused, TooLong, WrongSettings, OperationalError, DriverMissing)
"""Errors whose message is for the person at the keyboard."""


def run(work: Coroutine[None, None, None], *told: type[Exception]) -> None:
    """Run a command to its end; what it refuses is told (`told` besides the usual), and the exit code is 1."""
    known: tuple[type[Exception], ...] = (*TOLD, *told)
    try:
        uvloop.run(work)
    except known as error:
        err.print(_words(error), markup=False, style="red")
        raise typer.Exit(1) from None


def _words(error: Exception) -> str:
    match error:
        case Conflict():
            return "Somebody else changed the same at that very moment, so nothing was changed. Try again."
        case OperationalError():
            where = "See where ENGAGEBOT_DATABASE_URL leads, and who may write there."
            return f"The database does not do it: {error.orig}. {where}"
        case _:
            return str(error)


def settings_or_exit() -> Settings:
    try:
        settings = read_settings()
    except WrongSettings as error:
        err.print("Some settings are wrong:", style="red")
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None
    set_up_logging(settings.log_format, settings.log_level, settings.secrets())
    return settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, brought to the newest schema first. Raises Refused where it cannot be opened."""
    url = make_url(settings.database_url)
    _must_have_its_folder(url)
    try:
        await migrate(settings.database_url, migrations_folder())
    except (OperationalError, OSError) as error:
        why = error.orig if isinstance(error, OperationalError) else error
        raise Refused(f"The database {url.render_as_string()} cannot be opened: {why}.") from error
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def _must_have_its_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).absolute().parent.is_dir():
        raise Refused(f"The database {url.database} cannot be opened: there is no such folder. Make it first.")


async def the_workstream(session: AsyncSession, key: str | None) -> Workstream:
    """The one named, or the only one there is. Raises Refused."""
    there = await all_workstreams(session)
    if key is not None:
        found = await workstream_by_key(session, key)
        if found is None:
            raise Refused(f"There is no workstream {key}; there are: {', '.join(w.key for w in there) or 'none'}.")
        return found
    if not there:
        raise Refused("No workstream is loaded yet. Start with: engagebot load FILE")
    if len(there) > 1:
        raise Refused(f"Say which workstream, with --workstream: {', '.join(w.key for w in there)}.")
    return there[0]


def instant_in(text: str, zone: str) -> datetime:
    """`2023-03-20 10:00` on the clocks of an IANA zone. Raises Refused."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"I cannot read the instant {text!r}. Write it like 2023-03-20 10:00.") from None
    if ":" not in text:
        raise Refused(f"At what time on {text}? Write it like {local:%Y-%m-%d} 18:00.")
    return local if local.tzinfo is not None else local.replace(tzinfo=ZoneInfo(zone))
