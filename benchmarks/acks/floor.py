"""What the disk alone takes: a bare loop that commits one row at a time, as durably as the votes are."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from benchmarks.figures import Figure, Plan

NAME = "ack.floor_ms"
ROW = "x" * 800


def floor(plan: Plan, folder: Path) -> Iterable[Figure]:
    """The 99th percentile of a commit's time; no acknowledgement of a stored vote can be quicker at its slowest."""
    with closing(sqlite3.connect(folder / "floor.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, row TEXT)")
        runs = [_commits(connection, plan.pick(2_000, 500)) for _ in range(plan.runs)]
    slowest = [1000 * quantiles(run, n=100)[98] for run in runs]
    note = f"the 99th percentile of single commits; their median is {1000 * median(runs[0]):.2f} ms"
    yield Figure(NAME, median(slowest), "milliseconds", len(runs), (min(slowest), max(slowest)), note=note)


def _commits(connection: sqlite3.Connection, count: int) -> list[float]:
    taken: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (row) VALUES (?)", (ROW,))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - began)
    return taken
