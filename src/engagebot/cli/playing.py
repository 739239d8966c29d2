"""`demo`: the example workstream on the sandbox, to play with or to watch."""

from pathlib import Path
from typing import Annotated

import typer

from engagebot.log import set_up_logging


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    unattended: Annotated[bool, typer.Option("--unattended", help="Play everybody by itself, then check.")] = False,
    to: Annotated[Path | None, typer.Option(help="For --unattended: where to leave the files.")] = None,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its state, to go on later.")] = Path("demo-data"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier demo and begin again.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page; any free one if 0 or taken.")] = 0,
) -> None:
    """Play the real workstream on a local Telegram and a local Slack. Needs no token and no internet."""
    from engagebot.cli import demonstrating  # no other command needs the platforms' libraries to be loaded
    from engagebot.demo.interactive import Interactive

    if to is not None and not unattended:
        raise typer.BadParameter("It goes with --unattended.", param_hint="--to")
    set_up_logging("console", "warning")
    if unattended:
        demonstrating.unattended(to or Path("demo-output"))
    else:
        demonstrating.attended(Interactive(data, fresh, port))
