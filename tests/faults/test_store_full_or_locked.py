"""SQLite's file is locked by another program, or there is no room for it to grow: nothing is acknowledged that is not
stored, people are answered afterwards, and all goes on by itself."""

import asyncio
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.databases import database_of
from tests.faults.nursery import Child
from tests.faults.town import Town, town

pytestmark = pytest.mark.only_on("sqlite")

SEED = 20230412
PAGE = 4096


@contextmanager
def locked(url: str) -> Iterator[None]:
    with closing(sqlite3.connect(database_of(url), isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def nothing_is_heard(place: Town, seconds: float) -> None:
    """All that while nobody is told so, nor is anything stored."""
    await place.folk.check_kept()
    told, votes = place.acknowledged(), await place.folk.votes()
    await asyncio.sleep(seconds)
    assert (place.acknowledged(), await place.folk.votes()) == (told, votes)


@pytest.mark.parametrize(("seconds", "calls_us"), [(3, False), (3, True), (60, False)])
async def test_locked_by_another_program(url: str, tmp_path: Path, seconds: int, calls_us: bool) -> None:
    async with town(url, tmp_path, SEED, calls_us=calls_us) as place:
        await place.votes_go_on(10)
        with locked(url):
            await nothing_is_heard(place, seconds)
        await place.all_is_well()


@contextmanager
def no_file_may_grow(program: Child, url: str) -> Iterator[None]:
    """Any machine's way: the system lets the program write to no file beyond the size of its write-ahead log. That
    may have room left inside, but is not begun again from the front as long as somebody reads."""
    before = resource.prlimit(program.process, resource.RLIMIT_FSIZE)
    with closing(sqlite3.connect(database_of(url), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vote_events").fetchone()
        size = Path(f"{database_of(url)}-wal").stat().st_size
        resource.prlimit(program.process, resource.RLIMIT_FSIZE, (size, before[1]))
        yield
        resource.prlimit(program.process, resource.RLIMIT_FSIZE, before)


async def nothing_more_fits(place: Town) -> None:
    async with asyncio.timeout(60):
        before = -1
        while before != (before := await place.folk.votes()):  # noqa: ASYNC110 - it is another process that works
            await asyncio.sleep(1)


async def test_no_file_may_grow(url: str, tmp_path: Path) -> None:
    async with town(url, tmp_path, SEED, calls_us=False) as place:
        await place.votes_go_on(10)
        with no_file_may_grow(place.program, url):
            await nothing_more_fits(place)
            await nothing_is_heard(place, 2)
        await place.all_is_well()


@contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    """Some memory as a file system of its own; only root may make one, and not in every container."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", at], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"this machine does not let us mount: {made.stderr.decode().strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(PAGE))
    yield
    ballast.unlink()


async def test_the_disk_is_full(url: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk") as disk:
        shutil.copy(database_of(url), disk / "engagebot.sqlite")
        async with town(f"sqlite+aiosqlite:///{disk}/engagebot.sqlite", tmp_path, SEED, calls_us=True) as place:
            await place.votes_go_on(10)
            with filled(disk):
                await nothing_is_heard(place, 2)
            await place.all_is_well()
