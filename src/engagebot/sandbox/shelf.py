"""Where the sandbox keeps its world, so that it survives a killed process as the real platforms would."""

import json
import sqlite3
from pathlib import Path
from typing import Any


class Shelf:
    """Small JSON values by kind and key, each written through at once; in memory where `path` is None.

    `synchronous=OFF` outlives a killed process (the system holds the pages), not a power cut: enough for a sandbox.
    """

    def __init__(self, path: Path | None) -> None:
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._encode = json.JSONEncoder(ensure_ascii=False).encode
        self._db.execute("CREATE TABLE IF NOT EXISTS things (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))")

    def load(self, kind: str) -> dict[str, Any]:
        """Everything of a kind by key, in the order in which it was first put."""
        rows = self._db.execute("SELECT key, value FROM things WHERE kind = ? ORDER BY rowid", (kind,))
        return {key: json.loads(value) for key, value in rows}

    def put(self, kind: str, key: str, value: Any) -> None:
        self._db.execute(
            "INSERT INTO things VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
            (kind, key, self._encode(value)),
        )

    def drop(self, kind: str, key: str) -> None:
        self._db.execute("DELETE FROM things WHERE kind = ? AND key = ?", (kind, key))

    def close(self) -> None:
        self._db.close()
