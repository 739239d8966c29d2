"""The tally of a rating round with all its statistics, beside a bare scan of the same rows into arrays.

A ballot here is a voter's answer to one item: so many of them are counted. They are stored as engagebot stores them, a
row a voter with all of that voter's answers.
"""

import asyncio
import json
import math
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import duckdb
import numpy as np
import orjson
from sqlalchemy.engine import make_url

from benchmarks.figures import Figure, Plan, Reach, in_turns, plain, ratio
from benchmarks.house import MORNING, opened, sqlite_url
from engagebot.domain.counts import count
from engagebot.domain.method import Method, Rules
from engagebot.domain.publication import hidden_groups, turnout_of
from engagebot.domain.schema import metadata
from engagebot.domain.tally import tally_of
from engagebot.storage.rounds import turnout
from engagebot.storage.sheets import sheet_of
from tests.postgres import own_postgres, postgres_programs

NAMES = ("tally.vs_scan", "tally.vs_scan_postgresql", "tally.exponent", "tally.peak_mb")
ITEMS, GROUPS, DIFFERENT = 30, 15, 5000
"""`DIFFERENT`: so many ballots are drawn, and repeated."""
VOTER = ("id", "round_id", "pseudonym", "secret", "group", "merged")
BALLOT = ("voter_id", "round_id", "answers", "answered", "changed_at", "receipt")
ROWS = """
    SELECT v."group", b.answers FROM ballots b JOIN voters v ON b.voter_id = v.id
    WHERE b.round_id = 1 AND b.answered > 0 AND NOT v.merged
"""
SMALLEST_FITTED = 50_000
"""Below, what every tally costs whatever its size would make the growth look gentler than it is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """`answers` of them, in the database at `url`."""

    answers: int
    url: str

    @property
    def on_sqlite(self) -> bool:
        return make_url(self.url).drivername.startswith("sqlite")

    @property
    def path(self) -> str:
        return str(make_url(self.url).database)


def measure(plan: Plan) -> Iterable[Figure]:
    sizes = plan.pick((10_000, 100_000, 1_000_000, 10_000_000), (10_000, 100_000, 300_000))
    with tempfile.TemporaryDirectory(prefix="engagebot-bench-") as folder:
        stored = [asyncio.run(_filled(size, sqlite_url(Path(folder) / f"{size}.sqlite"))) for size in sizes]
        timed = [in_turns(_runs(plan, one), lambda: _ours(one), lambda: _scan(one)) for one in stored]  # noqa: B023
        largest = stored[-1]
        plain_counts = _in_duckdb(largest, Path(folder) / "answers.parquet")
        note = f"SQLite, CPU of one core. The tally and the scan: {_told(stored, timed)}. {plain_counts}"
        ours, scan = timed[-1]
        yield ratio("tally.vs_scan", ours, scan, "CPU seconds", Reach(at_most=3), note)
        yield from _on_postgres(plan)
        yield _exponent(stored, [ours for ours, _ in timed])
        yield _peak(largest)


def _runs(plan: Plan, one: Stored) -> int:
    return plan.pick(3 if one.answers <= 1_000_000 else 2, 2)


def _told(stored: Sequence[Stored], timed: Sequence[Sequence[Sequence[float]]]) -> str:
    return ", ".join(
        f"{one.answers:,} answers in {np.median(ours):.3g} and {np.median(scan):.3g} s"
        for one, (ours, scan) in zip(stored, timed, strict=True)
    )


def _exponent(stored: Sequence[Stored], timed: Sequence[Sequence[float]]) -> Figure:
    """The slope of the logarithm of the time over that of the size."""
    fitted = [(math.log(one.answers), runs) for one, runs in zip(stored, timed, strict=True)]
    fitted = [(size, runs) for size, runs in fitted if size >= math.log(SMALLEST_FITTED)]
    sizes = [size for size, _ in fitted]
    slopes = [
        float(np.polyfit(sizes, [math.log(pick(runs)) for _, runs in fitted], 1)[0]) for pick in (np.median, min, max)
    ]
    note = f"from {math.exp(sizes[0]):,.0f} to {stored[-1].answers:,} answers, SQLite"
    return plain("tally.exponent", sorted(slopes), "of time by size", Reach(at_most=1.05), note)


def _peak(one: Stored) -> Figure:
    """Of a Python of its own that does nothing but this tally."""
    command = [sys.executable, "-m", "benchmarks.counting", one.url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    note = f"{one.answers:,} answers; the whole process with Python and its libraries"
    return plain("tally.peak_mb", [float(told)], "MB", Reach(at_most=1000), note)


def _on_postgres(plan: Plan) -> Iterable[Figure]:
    if postgres_programs() is None:
        return
    with own_postgres() as server:
        one = asyncio.run(_filled(plan.pick(10_000_000, 100_000), server.new_database()))
        ours, scan = in_turns(2, lambda: _ours(one), lambda: _scan(one))
    note = f"{one.answers:,} answers, CPU of this process; the scan is asyncpg's own cursor over the same rows"
    yield ratio("tally.vs_scan_postgresql", ours, scan, "CPU seconds", Reach(at_most=3), note)


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _ours(one: Stored) -> float:
    return _timed(lambda: asyncio.run(_tallied(one.url)))


async def _tallied(url: str) -> None:
    """As when a round closes: all statistics, by group with what is withheld, and with the groups alike."""
    async with opened(url) as database, database.read() as session:
        sheet = await sheet_of(session, 1, range(1, ITEMS + 1))
        by_group = await turnout(session, 1)
        counts = count(sheet, Rules(Method.RATING, ITEMS))
        invited = {group: invited for group, (invited, _) in by_group.items()}
        voted = {group: voted for group, (_, voted) in by_group.items()}
        hidden = hidden_groups(counts, turnout_of(sheet.groups, invited, voted))
        assert len(tally_of(counts, 0.7, hidden)) == ITEMS  # noqa: S101 - else nothing was measured


def _scan(one: Stored) -> float:
    return _timed(lambda: _scanned(one) if one.on_sqlite else _fetched(one))


def _scanned(one: Stored) -> None:
    """The driver alone: each voter's group, each answer's item and value into arrays, and nothing counted."""
    with closing(sqlite3.connect(one.path)) as connection:
        _kept(connection.execute(ROWS))


def _fetched(one: Stored) -> None:
    async def rows() -> None:
        connection = await _connected(one.url)
        try:
            async with connection.transaction():
                kept = [(row[0], row[1]) async for row in connection.cursor(ROWS, prefetch=2000)]
            _kept(kept)
        finally:
            await connection.close()

    asyncio.run(rows())


def _kept(rows: Iterable[tuple[str, str]]) -> None:
    group, items, values, numbers = bytearray(), bytearray(), bytearray(), {str(n): n for n in range(1, ITEMS + 1)}
    groups: dict[str, int] = {}
    for name, text in rows:
        given = orjson.loads(text)
        group.append(groups.setdefault(name, len(groups)))
        items += bytes(map(numbers.__getitem__, given))
        values += bytes(given.values())
    arrays = [np.frombuffer(kept, np.uint8) for kept in (group, items, values)]
    assert len(arrays[1]) == len(arrays[2])  # noqa: S101 - so that they are made


def _in_duckdb(one: Stored, parquet: Path) -> str:
    """How long DuckDB takes for the plain counts, from a Parquet file with a row an answer; made before that."""
    voters = one.answers // ITEMS
    answers = {
        "group": np.repeat(np.arange(voters) % GROUPS, ITEMS).astype(np.uint8),
        "item": np.tile(np.arange(1, ITEMS + 1), voters).astype(np.uint8),
        "value": _drawn()[np.arange(voters) % DIFFERENT].reshape(-1).astype(np.uint8),
    }
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        database.execute(f"COPY (SELECT * FROM answers) TO '{parquet}' (FORMAT parquet)")  # noqa: S608 - our own path
        del answers
        counted = f"SELECT \"group\", item, value, count(*) FROM '{parquet}' GROUP BY ALL"  # noqa: S608
        took = _timed(lambda: database.execute(counted).fetchall())
    return f"DuckDB has their plain counts in {took:.3g} s, from a Parquet file with a row an answer, made before."


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _drawn() -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.random.default_rng(1).integers(1, 6, (DIFFERENT, ITEMS))


async def _filled(answers: int, url: str) -> Stored:
    """Everybody on the roll answered all items."""
    async with opened(url) as database, database.engine.begin() as made:
        await made.run_sync(metadata.create_all)
    voted = str(MORNING.replace(tzinfo=None)) if url.startswith("sqlite") else MORNING
    voters, texts = answers // ITEMS, [json.dumps(dict(enumerate(row, 1))) for row in _drawn().tolist()]
    roll = ((n, 1, f"V-{n}", "", f"group-{n % GROUPS}", False) for n in range(voters))
    ballots = ((n, 1, texts[n % DIFFERENT], ITEMS, voted, "r") for n in range(voters))
    one = Stored(voters * ITEMS, url)
    if not one.on_sqlite:
        await _copied(url, roll, ballots)
        return one
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.executemany(f"INSERT INTO voters ({_named(VOTER)}) VALUES (?, ?, ?, ?, ?, ?)", roll)  # noqa: S608
        connection.executemany(f"INSERT INTO ballots ({_named(BALLOT)}) VALUES (?, ?, ?, ?, ?, ?)", ballots)  # noqa: S608
    return one


async def _copied(url: str, roll: Iterable[tuple[object, ...]], ballots: Iterable[tuple[object, ...]]) -> None:
    """Without looking for the round and the people that they refer to, of whom there are none."""
    connection = await _connected(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.copy_records_to_table("voters", records=roll, columns=VOTER)
        await connection.copy_records_to_table("ballots", records=ballots, columns=BALLOT)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _connected(url: str) -> asyncpg.Connection:
    address = make_url(url)
    return await asyncpg.connect(
        host=address.query.get("host") or address.host, user=address.username, database=address.database
    )


if __name__ == "__main__":
    asyncio.run(_tallied(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201
