"""`demo`: the example workstream on the sandbox, to play with or to watch."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.table import Table

from engagebot.cli.console import err, out
from engagebot.demo.interactive import Interactive, play
from engagebot.demo.person import NothingCame
from engagebot.demo.timing import NeverSettled
from engagebot.demo.unattended import Outcome, play_unattended
from engagebot.exports.folder import FolderInTheWay
from engagebot.log import set_up_logging


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    unattended: Annotated[bool, typer.Option("--unattended", help="Play everybody by itself, then check.")] = False,
    to: Annotated[Path, typer.Option(help="Where --unattended leaves its files.")] = Path("demo-output"),
    data: Annotated[Path, typer.Option(help="Where the demo keeps its state, to go on later.")] = Path("demo-data"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier demo and begin again.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page; any free one if 0 or taken.")] = 0,
) -> None:
    """Play the real workstream on a local Telegram and a local Slack. Needs no token and no internet."""
    set_up_logging("console", "warning")
    if unattended:
        _unattended(to)
    else:
        _attended(Interactive(data, fresh, port))


def _attended(how: Interactive) -> None:
    async def until_stopped() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await play(how, stop, lambda line: out.print(line, markup=False, soft_wrap=True))

    uvloop.run(until_stopped())


def _unattended(to: Path) -> None:
    try:
        outcome = uvloop.run(play_unattended(to, out))
    except (NothingCame, NeverSettled, FolderInTheWay, ExceptionGroup) as error:
        err.print(f"The demo broke off. {_first_words(error)}", markup=False, style="red")
        raise typer.Exit(1) from None
    _show(outcome, to)
    raise typer.Exit(0 if outcome.right else 1)


def _first_words(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error)


def _show(outcome: Outcome, to: Path) -> None:
    table = Table("", "played", "recorded", title="What was played, and what engagebot recorded")
    for line in outcome.shown():
        table.add_row(line.label, str(line.played), str(line.recorded), style=None if line.right else "red")
    out.print(table)
    _show_turnout(outcome)
    wrong = [line for line in outcome.lines if not line.right]
    for line in wrong:
        seen = "" if line.seen is None else f", players saw {line.seen}"
        err.print(f"Wrong: {line.label}: played {line.played}, recorded {line.recorded}{seen}.", style="red")
    out.print(f"{len(outcome.lines)} figures compared, {len(wrong)} wrong, in {outcome.seconds:.1f} s. Files: {to}/")


def _show_turnout(outcome: Outcome) -> None:
    table = Table("group", "invited", "voted", title="Turnout by group (under 5 people: not shown)")
    for row in outcome.turnout:
        table.add_row(row.cell, _cell(row.invited), _cell(row.voted))
    out.print(table)


def _cell(value: int | None) -> str:
    return "·" if value is None else str(value)
