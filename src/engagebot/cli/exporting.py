"""`export`: a round's tally, ballots, comments and delivery report as files."""

from pathlib import Path
from typing import Annotated

import typer

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.domain.clock import SystemClock
from engagebot.exports.bundle import write_bundle
from engagebot.settings import Settings
from engagebot.use_cases.export_round import export_round


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    round_key: Annotated[str, typer.Argument(metavar="ROUND", help="Key of the round in the workstream file.")],
    to: Annotated[Path, typer.Option(help="A folder; it must be new or hold an earlier export.")],
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Write a round's results into a folder. A round that is still open gives provisional ones."""
    run(_export(settings_or_exit(), round_key, to, workstream))


async def _export(settings: Settings, round_key: str, to: Path, key: str | None) -> None:
    async with opened(settings) as database, database.begin() as session:
        workstream = await the_workstream(session, key)
        data = await export_round(session, workstream, round_key, SystemClock().now())
    for path in write_bundle(data, to):
        out.print(str(path), markup=False)
