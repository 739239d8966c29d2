"""`set-aside` and `replay`: updates that could not be handled, and another try for them."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from engagebot.chat.handler import Chat
from engagebot.chat.replaying import Replaying
from engagebot.cli.console import opened, out, run, settings_or_exit
from engagebot.domain.clock import SystemClock
from engagebot.domain.inbox import SetAside
from engagebot.log import hide_tokens
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.storage.database import Database
from engagebot.storage.set_aside import all_set_aside, set_aside_by_key
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused


def register(app: typer.Typer) -> None:
    app.command("set-aside")(list_set_aside)
    app.command("replay")(replay)


def list_set_aside() -> None:
    """List what came in and could not be handled, with the error."""
    run(_list(settings_or_exit()))


async def _list(settings: Settings) -> None:
    async with opened(settings) as database, database.read() as session:
        kept = await all_set_aside(session)
    if not kept:
        out.print("Nothing is set aside.")
        return
    table = Table("key", "came (UTC)", "kind", "error")
    for one in kept:
        table.add_row(one.key, f"{one.at:%Y-%m-%d %H:%M}", str(one.incoming.get("kind")), hide_tokens(one.error))
    out.print(table)
    out.print("Try one again with: engagebot replay KEY")


def replay(
    key: Annotated[str | None, typer.Argument(help="As `engagebot set-aside` lists it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them, in the order in which they came.")] = False,
) -> None:
    """Handle again what was set aside. What works goes from the list, and has its effect once."""
    run(_replay(settings_or_exit(), key, every))


async def _replay(settings: Settings, key: str | None, every: bool) -> None:
    from engagebot.platforms.reading_again import read_again  # the platforms' libraries take a second to load

    async with opened(settings) as database:
        kept = await _chosen(database, key, every)
        texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
        chat = Chat(database, texts, SystemClock(), lambda _: None, organisers=settings.organisers)
        replaying = Replaying(database, chat, read_again)
        broken = 0
        for one in kept:
            done = await replaying.replay(one)
            broken += done.error is not None
            out.print(_sentence(done.key, done.error, done.gone), markup=False)
    if broken:
        raise Refused(f"{broken} of {len(kept)} broke again and stay where they are.")


async def _chosen(database: Database, key: str | None, every: bool) -> Sequence[SetAside]:
    if (key is None) != every:
        raise Refused("Say which one, by its key, or --all. `engagebot set-aside` lists them.")
    async with database.read() as session:
        if key is None:
            return await all_set_aside(session)
        found = await set_aside_by_key(session, key)
    if found is None:
        raise Refused(f"Nothing is set aside under {key}. `engagebot set-aside` lists what is.")
    return [found]


def _sentence(key: str, error: str | None, gone: bool) -> str:
    if gone:
        return f"{key}: somebody else has played it meanwhile."
    return f"{key}: done." if error is None else f"{key}: broke again. {hide_tokens(error)}"
