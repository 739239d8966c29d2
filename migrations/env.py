"""How Alembic runs here: on the connection that storage/migrating.py hands over, or on the URL in the environment."""

import asyncio
import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from engagebot.domain.base import Instant
from engagebot.domain.schema import metadata


def spell_out(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration stands by itself: it names SQLAlchemy's types, not ours, which may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=False,
        transaction_per_migration=False,
        render_item=spell_out,
    )
    context.run_migrations()


async def run_on_url() -> None:
    """For `alembic revision --autogenerate` on a developer's machine."""
    engine = create_async_engine(os.environ["ENGAGEBOT_DATABASE_URL"])
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    asyncio.run(run_on_url())
