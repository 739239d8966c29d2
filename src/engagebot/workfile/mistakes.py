"""What is wrong in a workstream file, and what is only worth knowing: each with its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Where = tuple[str, ...]
"""The keys on the way to a place in the file, the outermost first."""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """`line` counts from 1; `where` reads `events › intro-talk › starts`, empty for the file as a whole."""

    line: int
    where: str
    what: str

    def said_of(self, name: str) -> str:
        """As one line: `missing-migrants.yaml:42: events › intro-talk › starts: ...`."""
        place = f"{self.where}: " if self.where else ""
        return f"{name}:{self.line}: {place}{self.what}"


@dataclass(frozen=True, slots=True, order=True)
class Mistake(Remark):
    """What has to be mended before anything is loaded."""


@dataclass(frozen=True, slots=True, order=True)
class Note(Remark):
    """What loads all the same, such as an agenda that is shorter than its event."""


class WorkstreamMistakes(Exception):
    """Everything that is wrong in one workstream file; nothing of it was loaded."""

    def __init__(self, name: str, mistakes: Sequence[Mistake]) -> None:
        super().__init__(name, mistakes)
        self.name = name
        self.mistakes = sorted(mistakes)

    def lines(self) -> list[str]:
        return [mistake.said_of(self.name) for mistake in self.mistakes]

    def __str__(self) -> str:
        return "\n".join(self.lines())


class Notebook:
    """Collects remarks while a file is read, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.notes: list[Note] = []

    def mistake(self, line: int, where: Where, what: str) -> None:
        self.mistakes.append(Mistake(line, " › ".join(where), what))

    def note(self, line: int, where: Where, what: str) -> None:
        self.notes.append(Note(line, " › ".join(where), what))


class Unclear(Exception):
    """A value cannot be taken for what it should be; the message tells the person what to write."""


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """` Did you mean ...?` with a leading space, or nothing."""
    by_small_letters = {word.lower(): word for word in known}
    close = get_close_matches(typed.lower(), by_small_letters, n=1, cutoff=0.6)
    return f' Did you mean "{by_small_letters[close[0]]}"?' if close else ""
