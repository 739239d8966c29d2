"""Errors of the database get into logs: they do not repeat what people wrote, nor who they are."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate

TWICE = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "first", None
def upgrade() -> None:
    op.create_table("notes", sa.Column("note", sa.String, primary_key=True))
    for _ in range(2):
        op.get_bind().execute(sa.text("INSERT INTO notes VALUES (:note)"), {"note": "my comment"})
"""


async def test_a_statement_that_is_refused_does_not_say_with_which_values(empty_url: str) -> None:
    database = Database(empty_url)
    write = text("INSERT INTO notes VALUES (:note)")
    async with database.begin() as session:
        await session.execute(text("CREATE TABLE notes (note TEXT PRIMARY KEY)"))
        await session.execute(write, {"note": "my comment"})
        with pytest.raises(IntegrityError) as refused:
            await session.execute(write, {"note": "my comment"})
    await database.close()
    assert "INSERT INTO notes" in str(refused.value)
    assert "my comment" not in str(refused.value)


async def test_nor_does_a_migration(empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text((migrations_folder() / "env.py").read_text())
    (tmp_path / "versions" / "first.py").write_text(TWICE)
    with pytest.raises(IntegrityError) as refused:
        await migrate(empty_url, tmp_path)
    assert "INSERT INTO notes" in str(refused.value)
    assert "my comment" not in str(refused.value)
