"""`move`: everything into another database, such as from SQLite to PostgreSQL."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy.engine import make_url

from engagebot.cli.console import out, run, settings_or_exit
from engagebot.cli.controlling import Yes
from engagebot.domain.clock import SystemClock
from engagebot.places import migrations_folder
from engagebot.settings import Settings, database_url
from engagebot.storage.moving.cannot import CannotMove
from engagebot.storage.moving.move import Move, Moved, carry, look
from engagebot.use_cases.refused import Refused


def register(app: typer.Typer) -> None:
    app.command("move")(move)


def move(
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="URL", help="The new, empty database; without it, ENGAGEBOT_MOVE_TO."),
    ] = None,
    while_running: Annotated[
        bool,
        typer.Option("--while-running", help="Also while the bot runs; what it does from now on will be missing."),
    ] = False,
    yes: Yes = False,
) -> None:
    """Copy everything into a new, empty database, and compare. The old one is left as it is."""
    settings = settings_or_exit()
    run(_move(settings, to, while_running, yes), CannotMove)


async def _move(settings: Settings, to: str | None, while_running: bool, yes: bool) -> None:
    wanted = Move(make_url(settings.database_url), make_url(_target(settings, to)), migrations_folder(), while_running)
    clock = SystemClock()
    rows = await look(wanted, clock.now())
    out.print(_told(rows))
    out.print(f"From {wanted.source.render_as_string()}\nto {wanted.target.render_as_string()}", markup=False)
    if not yes and not typer.confirm("Copy all of it?"):
        out.print("Nothing was moved.")
        return
    moved = await _carry(wanted, rows)
    out.print(_done(moved), markup=False)


def _target(settings: Settings, to: str | None) -> str:
    if to is None and settings.move_to is not None:
        return settings.move_to.get_secret_value()
    if to is None:
        raise Refused("Say where to, with --to or ENGAGEBOT_MOVE_TO: the URL of a new, empty database.")
    try:
        return database_url(to)
    except ValueError as error:
        raise Refused(f"--to: {error}") from None


def _told(rows: Mapping[str, int]) -> Table:
    table = Table("table", "rows")
    for name, count in rows.items():
        if count:
            table.add_row(name, str(count))
    return table


async def _carry(wanted: Move, rows: Mapping[str, int]) -> Moved:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=2 * sum(rows.values()))

        def on_rows(table: str, count: int) -> None:
            bar.update(task, advance=count, description=table)

        return await carry(wanted, SystemClock().now(), on_rows)


def _done(moved: Moved) -> str:
    rounds = "1 round" if moved.rounds == 1 else f"{moved.rounds} rounds"
    return (
        f"{moved.rows} rows are there, as they were; the votes of {rounds} were recomputed and hold.\n"
        "Next: set ENGAGEBOT_DATABASE_URL to the new database, then start `engagebot serve`.\n"
        "The old database was not changed. Never start the bot on it again: people would get messages twice."
    )
