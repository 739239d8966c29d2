"""`turnout` and `nudge`: who is missing among those who vote, and a message aimed at them."""

from typing import Annotated

import typer
from rich.table import Table

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.domain.clock import SystemClock
from engagebot.domain.publication import Turnout
from engagebot.domain.suppression import MINIMUM
from engagebot.settings import Settings
from engagebot.use_cases.representation import aim_nudge, representation, send_nudge

RoundKey = Annotated[str, typer.Argument(metavar="ROUND", help="Key of the round in the workstream file.")]
Which = Annotated[str | None, typer.Option(help="Which workstream, if there are several.")]


def register(app: typer.Typer) -> None:
    app.command("turnout")(turnout)
    app.command("nudge")(nudge)


def turnout(round_key: RoundKey, workstream: Which = None) -> None:
    """Show how many of those invited voted, by group and by region."""
    run(_turnout(settings_or_exit(), round_key, workstream))


async def _turnout(settings: Settings, round_key: str, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        found = await representation(session, workstream, round_key)
    out.print(f"{found.voted} of {found.invited} invited have voted.")
    for name, rows in (("group", found.by_group), ("region", found.by_region)):
        table = Table(name, "invited", "voted", "share")
        for row in rows:
            table.add_row(*_row(row))
        out.print(table)
    out.print(f"Empty: withheld, since fewer than {MINIMUM} people could be told apart by it.")


def _row(row: Turnout) -> list[str]:
    share = "" if row.share is None else f"{row.share:.0%}"
    return [row.cell or "not known", _figure(row.invited), _figure(row.voted), share]


def _figure(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def nudge(
    round_key: RoundKey,
    group: Annotated[list[str] | None, typer.Option(help="Only this group; can be given several times.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this region; can be given several times.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")] = False,
    workstream: Which = None,
) -> None:
    """Remind those who were invited to an open round and have not voted."""
    run(_nudge(settings_or_exit(), round_key, group or [], region or [], yes, workstream))


async def _nudge(
    settings: Settings, round_key: str, groups: list[str], regions: list[str], yes: bool, key: str | None
) -> None:
    clock = SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            workstream = await the_workstream(session, key)
            aimed = await aim_nudge(session, workstream, round_key, groups, regions, clock.now())
        people = f"{aimed.reached} people" if aimed.reached >= MINIMUM else f"fewer than {MINIMUM} people"
        out.print(f"It goes to {people} who were invited and have not voted.")
        if not yes and not typer.confirm("Send it now?"):
            out.print("Nothing was sent.")
            return
        async with database.begin() as session:
            now = clock.now()
            aimed = await aim_nudge(session, workstream, round_key, groups, regions, now)
            sent = await send_nudge(session, aimed, now)
    out.print(f"On its way, as announcement {sent.id}: engagebot progress {sent.id}")
    out.print("It is sent by a running `engagebot serve`.")
