"""Writes a folder whole or not at all, and never over what is not ours."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engagebot.exports.read_me import FIRST_LINE

READ_ME = "README.txt"


class FolderInTheWay(Exception):
    """The folder that an export was to go to holds something that must not be lost."""


@contextmanager
def fresh_folder(to: Path, names: frozenset[str]) -> Iterator[Path]:
    """An empty folder beside `to`, for files (with a README.txt); at the end it is moved into the place of `to`, which
    is made if need be. An earlier bundle there is replaced. `names`: all that a bundle can hold.

    Raises FolderInTheWay for a folder with anything else in it, and OSError as the disk does.
    """
    refuse_foreign(to, names)
    to.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    fresh, old = (to.with_name(f".{to.name}.{mark}.{state}") for state in ("new", "old"))
    try:
        fresh.mkdir()
        yield fresh
        _move_into_place(fresh, to, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _move_into_place(fresh: Path, to: Path, old: Path) -> None:
    if not to.exists():
        fresh.rename(to)
        return
    to.rename(old)
    try:
        fresh.rename(to)
    except OSError:
        old.rename(to)
        raise


def refuse_foreign(to: Path, names: frozenset[str]) -> None:
    """Raises FolderInTheWay for what `fresh_folder` would not replace."""
    if not to.exists():
        return
    if not to.is_dir():
        raise FolderInTheWay(f"{to} is a file. Name a folder to export to.")
    found = sorted(
        path.relative_to(to).as_posix() for path in to.rglob("*") if not path.is_dir() or not any(path.iterdir())
    )
    foreign = [name for name in found if name not in names]
    if foreign:
        raise FolderInTheWay(f"{to} holds {foreign[0]}, which no export wrote. Name an empty or a new folder.")
    if found and not _is_ours(to / READ_ME):
        raise FolderInTheWay(f"{to} was not written by an export. Name an empty or a new folder.")


def _is_ours(read_me: Path) -> bool:
    return read_me.is_file() and read_me.read_text("utf-8", errors="replace").startswith(FIRST_LINE)
