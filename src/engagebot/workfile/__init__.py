"""The workstream file: its form, its checks, and what it says once it is read. No database."""

from engagebot.workfile.mistakes import Mistake, Note, WorkstreamMistakes
from engagebot.workfile.model import WorkstreamFile
from engagebot.workfile.reading import read_workstream, read_workstream_file

__all__ = [
    "Mistake",
    "Note",
    "WorkstreamFile",
    "WorkstreamMistakes",
    "read_workstream",
    "read_workstream_file",
]
