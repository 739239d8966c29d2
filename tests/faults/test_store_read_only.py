"""A database that may not be written: `engagebot serve` says so and does not start; once it may, it does."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.databases import database_of
from tests.stories.platforms import is_ready, platforms
from tests.stories.programs import COMMAND, started, surroundings

pytestmark = pytest.mark.only_on("sqlite")

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
"""Root may write everywhere: it has to do without that right."""


async def refusal(where: Path, variables: dict[str, str]) -> tuple[int | None, str]:
    """The exit code, and what was said."""
    process = await asyncio.create_subprocess_exec(
        *AS_ANYBODY, *COMMAND, "serve", cwd=where, env=surroundings(variables), stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode, (out + err).decode()


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o755, 0o444)], ids=["folder", "file"])
async def test_serve_says_so(url: str, tmp_path: Path, folder_mode: int, file_mode: int) -> None:
    place = tmp_path / "kept"
    place.mkdir()
    file = place / "engagebot.sqlite"
    shutil.copy(database_of(url), file)
    async with platforms(calls_us=False) as sandbox:
        variables = sandbox.variables() | {"ENGAGEBOT_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
        file.chmod(file_mode)
        place.chmod(folder_mode)
        code, said = await refusal(tmp_path, variables)
        assert code == 1
        assert "The database does not do it: attempt to write a readonly database." in " ".join(said.split())
        assert "Traceback" not in said
        place.chmod(0o755)
        file.chmod(0o644)
        async with started("serve", where=tmp_path, variables=variables) as program:
            await is_ready(sandbox)
            assert await program.told_to_stop() == 0
