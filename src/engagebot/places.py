"""Where our own files lie: beside the code in an installed package, at the top of a clone."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    """Raises FileNotFoundError, naming both places, if the installation is incomplete."""
    places = (_PACKAGE / name, _PACKAGE.parent.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The folder {name} is missing: looked for {places[0]} and {places[1]}.")


def messages_folder() -> Path:
    return _folder("messages")


def migrations_folder() -> Path:
    return _folder("migrations")


def examples_folder() -> Path:
    return _folder("examples")
