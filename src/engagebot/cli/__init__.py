"""The command line. Each command is a few lines: read the settings, call a use case, say what happened."""

import typer

from engagebot.cli import (
    activities,
    announcing,
    checking,
    commenting,
    controlling,
    correcting,
    documenting,
    events,
    exporting,
    following,
    loading,
    mandating,
    moving,
    playing,
    practices,
    reminding,
    replaying,
    representing,
    retaining,
    serving,
)

app = typer.Typer(
    name="engagebot",
    help="Announce, remind, gather feedback, prioritise by vote and export a tally, in Slack and in Telegram.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ROOMS = (
    *(loading, announcing, correcting, events, following, controlling, reminding, replaying, activities, practices),
    *(representing, mandating, commenting, exporting, documenting, retaining, serving, checking, moving, playing),
)
for commands in ROOMS:
    commands.register(app)


def main() -> None:
    app()
