"""`mandate` and `mandates`: an organisation votes for another one in a round, and which ones do."""

import getpass
from typing import Annotated

import typer
from rich.table import Table

from engagebot.cli.commenting import By, Which
from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.representing import RoundKey
from engagebot.domain.clock import SystemClock
from engagebot.settings import Settings
from engagebot.use_cases.give_mandate import give_mandate, revoke_mandate
from engagebot.use_cases.list_mandates import filed_mandates

Giver = Annotated[str, typer.Argument(metavar="FROM", help="Key of the organisation that gives it.")]
Holder = Annotated[str, typer.Argument(metavar="TO", help="Key of the organisation that votes for it.")]
Reason = Annotated[str, typer.Option(help="Why, such as the letter by which it came; kept with it.")]


def register(app: typer.Typer) -> None:
    app.command("mandate")(mandate)
    app.command("mandates")(mandates)


def mandate(
    round_key: RoundKey,
    giver: Giver,
    holder: Holder,
    reason: Reason,
    revoke: Annotated[bool, typer.Option("--revoke", help="It does so no more; its votes are taken back.")] = False,
    by: By = None,
    workstream: Which = None,
) -> None:
    """File that an organisation votes for another one in a round of organisations, until that one votes itself."""
    run(_mandate(settings_or_exit(), round_key, (giver, holder), reason, revoke, by or getpass.getuser(), workstream))


async def _mandate(
    settings: Settings, round_key: str, keys: tuple[str, str], reason: str, revoke: bool, by: str, key: str | None
) -> None:
    giver, holder = keys
    async with opened(settings) as database, database.begin() as session:
        workstream = await the_workstream(session, key)
        file = revoke_mandate if revoke else give_mandate
        taken_back = await file(session, workstream, round_key, keys, reason, by, SystemClock().now())
    if not revoke:
        out.print(f"{holder} votes for {giver} in round {round_key} from now on; {giver}'s own vote goes before it.")
    elif taken_back:
        out.print(f"{holder} votes for {giver} no more, and what it voted is taken back.")
    else:
        out.print(f"{holder} votes for {giver} no more; nothing that it voted counts.")


def mandates(round_key: RoundKey, workstream: Which = None) -> None:
    """List who votes for whom in a round, and who did."""
    run(_mandates(settings_or_exit(), round_key, workstream))


async def _mandates(settings: Settings, round_key: str, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        found = await filed_mandates(session, await the_workstream(session, key), round_key)
    if not found:
        out.print(f"No mandates were filed for round {round_key}.")
        return
    table = Table("from", "to", "state", "given", "reason", "by", "revoked", "why")
    for one in found:
        revoked = "" if one.revoked_at is None else f"{one.revoked_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(
            *(one.giver, one.holder, one.state, f"{one.given_at:%Y-%m-%d %H:%M} UTC", one.reason, one.by),
            *(revoked, one.revoked_why or ""),
        )
    out.print(table)
