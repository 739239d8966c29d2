"""Writes a folder whole or not at all, and never over what is not ours."""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from engagebot.exports.read_me import FIRST_LINE

READ_ME = "README.txt"


class FolderInTheWay(Exception):
    """The folder that an export was to go to holds something that must not be lost."""


def write_folder(to: Path, files: Mapping[str, bytes], names: frozenset[str]) -> list[Path]:
    """Put `files` (with a README.txt) in the folder `to`, made if need be; an earlier bundle there is replaced.

    They are written beside it first, and the finished folder is moved into place. `names`: all that a bundle can
    hold. Raises FolderInTheWay for a folder with anything else in it, and OSError as the disk does.
    """
    to = to.absolute()
    refuse_foreign(to, names)
    to.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    fresh, old = (to.with_name(f".{to.name}.{mark}.{state}") for state in ("new", "old"))
    try:
        fresh.mkdir()
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        _move_into_place(fresh, to, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return [to / name for name in files]


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
    """Raises FolderInTheWay for what `write_folder` would not replace."""
    if not to.exists():
        return
    if not to.is_dir():
        raise FolderInTheWay(f"{to} is a file. Name a folder to export to.")
    found = sorted(entry.name for entry in to.iterdir())
    foreign = [name for name in found if name not in names]
    if foreign:
        raise FolderInTheWay(f"{to} holds {foreign[0]}, which no export wrote. Name an empty or a new folder.")
    if found and not _is_ours(to / READ_ME):
        raise FolderInTheWay(f"{to} was not written by an export. Name an empty or a new folder.")


def _is_ours(read_me: Path) -> bool:
    return read_me.is_file() and read_me.read_text("utf-8", errors="replace").startswith(FIRST_LINE)
