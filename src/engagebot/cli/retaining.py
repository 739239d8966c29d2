"""`retention`: when the people of each workstream are forgotten, and how many were."""

from datetime import timedelta

import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.cli.console import opened, out, run, settings_or_exit
from engagebot.cli.telling import when
from engagebot.domain.workstream import Workstream
from engagebot.settings import Settings
from engagebot.storage.retention import end_of, people_in
from engagebot.storage.workstreams import all_workstreams


def register(app: typer.Typer) -> None:
    app.command("retention")(retention)


def retention() -> None:
    """Show when the people of each workstream are forgotten, and how many were."""
    run(_retention(settings_or_exit()))


async def _retention(settings: Settings) -> None:
    async with opened(settings) as database, database.read() as session:
        rows = [await _row(session, found, settings.retention_days) for found in await all_workstreams(session)]
    table = Table("workstream", "ends", "forgotten from", "people now", "forgotten so far", "last")
    for row in rows:
        table.add_row(*row)
    out.print(table if rows else "No workstream is loaded yet. Start with: engagebot load FILE")
    out.print(
        f"People are forgotten {settings.retention_days} days after the end (ENGAGEBOT_RETENTION_DAYS), or after they "
        "joined if that was later. Export what you need before: comments, practices, marks and answers to events go "
        "with them."
    )


async def _row(session: AsyncSession, found: Workstream, days: int) -> list[str]:
    end = await end_of(session, found)
    return [
        found.key,
        when(end, found.zone) if end else "not known",
        when(end + timedelta(days=days), found.zone) if end else "",
        str(await people_in(session, found.id)),
        str(found.people_erased),
        when(found.erased_at, found.zone) if found.erased_at else "",
    ]
