"""`check`: says what is wrong before anything starts."""

import sqlite3

import typer
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import ChannelRefused
from engagebot.cli.console import out, run, settings_or_exit
from engagebot.cli.telling import tell_alarms, tell_missing
from engagebot.places import messages_folder, migrations_folder
from engagebot.settings import Settings
from engagebot.storage.database import Database
from engagebot.storage.migrating import missing_migrations
from engagebot.storage.postgres_checks import server_version, troubles
from engagebot.storage.workstreams import all_workstreams
from engagebot.texts.errors import BadTemplate
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.translations import missing_translations

SAFE_SQLITE = (3, 51, 3)
"""Versions before it can corrupt a database in WAL mode in a rare case.
Source: https://sqlite.org/wal.html#walresetbug"""


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check() -> None:
    """Look at the settings, the database, the texts and the tokens, and say what is wrong."""
    run(_check(settings_or_exit()))


async def _check(settings: Settings) -> None:
    problems = [*await _database(settings), *await _platforms(settings)]
    if problems:
        raise Refused("\n".join(problems))
    out.print("All is well.")


async def _database(settings: Settings) -> list[str]:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        _tell_sqlite()
    database = Database(settings.database_url, settings.database_connections)
    try:
        behind = await missing_migrations(settings.database_url, migrations_folder())
        async with database.read() as session:
            wrong = [] if url.get_backend_name() == "sqlite" else await _postgres(session, url, migrated=not behind)
            if not behind:
                await tell_alarms(session)
                for workstream in await all_workstreams(session):
                    tell_missing(await missing_translations(session, workstream), shown=20)
    except (SQLAlchemyError, OSError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        return [f"The database {url.render_as_string()} cannot be opened: {why}."]
    finally:
        await database.close()
    if behind:
        out.print("Note: the database is not at the newest schema; the next command that opens it upgrades it.")
    return wrong


async def _postgres(session: AsyncSession, url: URL, *, migrated: bool) -> list[str]:
    out.print(f"database: {url.database} on PostgreSQL {await server_version(session)} answers.", markup=False)
    return [f"The database {url.database}: {trouble}" async for trouble in troubles(session, migrated=migrated)]


def _tell_sqlite() -> None:
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        out.print(
            f"Note: this Python has SQLite {sqlite3.sqlite_version}. Before 3.51.3 there is a rare fault that can "
            "damage a database that several processes write to; keep backups, or use PostgreSQL.",
            style="yellow",
        )


async def _platforms(settings: Settings) -> list[str]:
    from engagebot.wiring import channels_of  # the platforms' libraries take a second to load

    try:
        texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
    except BadTemplate as error:
        return [str(error)]
    channels = channels_of(settings, texts)
    if not channels:
        return ["No platform is set up: give ENGAGEBOT_TELEGRAM_TOKEN, or Slack's tokens, or both."]
    problems = []
    for channel in channels:
        try:
            await channel.start()
            out.print(f"{channel.platform}: {channel.lane} answers.")
        except ChannelRefused as refused:
            problems.append(f"{channel.platform}: {refused}")
        finally:
            await channel.stop()
    return problems
