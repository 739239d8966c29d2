"""`serve`: receive, send and keep time until told to stop."""

from typing import Annotated

import typer

from engagebot.cli.console import run, settings_or_exit
from engagebot.roles import Role


def register(app: typer.Typer) -> None:
    app.command("serve")(serve_until_stopped)


def serve_until_stopped(
    role: Annotated[
        Role | None, typer.Option(help="Where several processes share the work, the part of this one.")
    ] = None,
) -> None:
    """Run the bot until it is stopped with Ctrl-C or SIGTERM: everything on one process, or a part of it on each."""
    from engagebot.app import PartEnded  # the platforms' libraries take a second to load
    from engagebot.serving import CannotListen, serve

    settings = settings_or_exit()
    if role is not None:
        settings = settings.model_copy(update={"role": role})
    run(serve(settings), CannotListen, PartEnded)
