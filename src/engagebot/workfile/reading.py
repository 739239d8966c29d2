"""Reads a whole workstream file, and tells every mistake in it at once."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from engagebot.domain.workstream import LabelKind
from engagebot.workfile import limits, model
from engagebot.workfile.consultation import read_recommendations, read_rounds
from engagebot.workfile.events import read_events
from engagebot.workfile.mandate import read_activities, read_labels, read_mandate, read_organisations
from engagebot.workfile.mistakes import Mistake, Notebook, WorkstreamMistakes
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Fields, grow, kind_of
from engagebot.workfile.wording import LANGUAGES


def read_workstream_file(path: Path, spoken: Collection[str] = LANGUAGES) -> model.WorkstreamFile:
    """Raises WorkstreamMistakes, and OSError where the file cannot be opened."""
    with path.open("rb") as file:
        # A character takes at most four bytes: what is longer than this is too long in any case.
        content = file.read(4 * limits.FILE + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mistake = Mistake(line, "", "This is not UTF-8 text. Save the file as UTF-8 (YAML, not Word or Excel).")
        raise WorkstreamMistakes(path.name, [mistake]) from None
    return read_workstream(text, path.name, spoken)


def read_workstream(text: str, name: str, spoken: Collection[str] = LANGUAGES) -> model.WorkstreamFile:
    """`name` stands in front of every line of a mistake; `spoken` are the languages that the bot speaks. Raises
    WorkstreamMistakes with all mistakes."""
    book = Notebook()
    root = grow(text, book)
    if isinstance(root, Fields):
        file = _read(Section(book, root), name, spoken)
    elif root is not None:
        book.mistake(root.line, (), f'The file should begin with "workstream:"; this is {kind_of(root)}.')
    if book.mistakes:
        raise WorkstreamMistakes(name, book.mistakes)
    return replace(file, notes=tuple(sorted(book.notes)))


def _read(root: Section, name: str, spoken: Collection[str]) -> model.WorkstreamFile:
    workstream, context = read_mandate(root, spoken)
    labels = read_labels(root, context)
    context = replace(
        context,
        groups=tuple(label.key for label in labels if label.kind is LabelKind.GROUP),
        regions=tuple(label.key for label in labels if label.kind is LabelKind.REGION),
    )
    recommendations, organisations = read_recommendations(root, context), read_organisations(root, context)
    file = model.WorkstreamFile(
        name=name,
        workstream=workstream,
        labels=labels,
        organisations=organisations,
        activities=read_activities(root, context),
        events=read_events(root, context),
        recommendations=recommendations,
        rounds=read_rounds(root, [one.key for one in recommendations], organisations, context),
        notes=(),
    )
    root.done()
    return file
