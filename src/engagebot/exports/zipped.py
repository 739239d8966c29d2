"""A zip that is the same for the same files: in a fixed order, without the times of this machine."""

import io
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engagebot.exports.folder import READ_ME, FolderInTheWay
from engagebot.exports.read_me import FIRST_LINE

ALIKE = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip can hold."""


class Archive:
    def __init__(self, to: Path) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, path: Path, name: str) -> None:
        entry = zipfile.ZipInfo(name, ALIKE)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        entry.file_size = path.stat().st_size
        with path.open("rb") as source, self._zip.open(entry, "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def close(self) -> None:
        self._zip.close()


def alike(content: bytes) -> bytes:
    """A zip that somebody else wrote, with its entries as they are, without the times of this machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            entry = zipfile.ZipInfo(name, ALIKE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, found.read(name))
    return out.getvalue()


@contextmanager
def fresh_zip(to: Path) -> Iterator[Archive]:
    """Written beside `to`, and moved into its place when it is whole."""
    refuse_foreign_zip(to)
    fresh = to.with_name(f".{to.name}.{secrets.token_hex(4)}.new")
    archive = Archive(fresh)
    try:
        yield archive
        archive.close()
        fresh.replace(to)
    finally:
        fresh.unlink(missing_ok=True)


def refuse_foreign_zip(to: Path) -> None:
    """Raises FolderInTheWay for a file that is not the zip of an earlier bundle."""
    if to.exists() and not _is_ours(to):
        raise FolderInTheWay(
            f"{to} was not written by an export, and the bundle's zip goes there. Name another folder."
        )


def _is_ours(to: Path) -> bool:
    try:
        with zipfile.ZipFile(to) as archive:
            read_me = next((name for name in archive.namelist() if name.endswith(f"/{READ_ME}")), None)
            return read_me is not None and archive.read(read_me).startswith(FIRST_LINE.encode())
    except (OSError, zipfile.BadZipFile):
        return False
