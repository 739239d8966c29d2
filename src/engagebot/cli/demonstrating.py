"""What `demo` does: plays on the sandbox, attended or not, and shows how it went."""

import asyncio
import signal
from pathlib import Path

import typer
import uvloop
from rich.table import Table

from engagebot.cli.console import err, out
from engagebot.demo.interactive import Interactive, play
from engagebot.demo.person import NothingCame
from engagebot.demo.timing import NeverSettled
from engagebot.demo.unattended import Outcome, documents_beside, play_unattended
from engagebot.exports.folder import FolderInTheWay


def attended(how: Interactive) -> None:
    async def until_stopped() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await play(how, stop, lambda line: out.print(line, markup=False, soft_wrap=True))

    uvloop.run(until_stopped())


def unattended(to: Path) -> None:
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
    if (beside := documents_beside(to)).is_dir():
        out.print(f"The report, the charts and the comments, for people: {beside}/", markup=False, soft_wrap=True)


def _show_turnout(outcome: Outcome) -> None:
    table = Table("group", "invited", "voted", title="Turnout by group (under 5 people: not shown)")
    for row in outcome.turnout:
        table.add_row(row.cell, _cell(row.invited), _cell(row.voted))
    out.print(table)


def _cell(value: int | None) -> str:
    return "·" if value is None else str(value)
