"""The programs that go into every bundle and check it there. They import nothing of engagebot."""

from pathlib import Path


def path_of(name: str) -> Path:
    return Path(__file__).with_name(name)


def program(name: str) -> bytes:
    """What stands in the file."""
    return path_of(name).read_bytes()
