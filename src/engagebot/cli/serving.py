"""`serve`: receive, send and keep time until told to stop."""

import typer

from engagebot.cli.console import run, settings_or_exit


def register(app: typer.Typer) -> None:
    app.command("serve")(serve_until_stopped)


def serve_until_stopped() -> None:
    """Run the bot: everything on one process, until it is stopped with Ctrl-C or SIGTERM."""
    from engagebot.app import PartEnded  # the platforms' libraries take a second to load
    from engagebot.serving import CannotListen, serve

    run(serve(settings_or_exit()), CannotListen, PartEnded)
