"""How many of each group have to vote: one figure for all of them, or figures by group."""

import re

from engagebot.domain.quorum import Need, Quorum
from engagebot.workfile.context import Context
from engagebot.workfile.section import Named, Section
from engagebot.workfile.tree import Fields

SHARE = re.compile(r"0?\.[0-9]{1,4}|1\.0{1,4}")
NUMBER = re.compile(r"[1-9][0-9]{0,6}")
WANTED = "write a share such as 0.5, or a number of voters such as 5; either for all groups, or by group."


def read_quorum(section: Section, context: Context) -> Quorum | None:
    """None for nothing, and after a mistake."""
    entry = section.fields.entries.get("quorum")
    if entry is None or not isinstance(entry.node, Fields):
        need = _need(section, "quorum")
        return None if need is None else Quorum(every=need)
    by_group = section.inside("quorum")
    if by_group is None:
        return None
    names = [Named(found.line, key) for key, found in by_group.fields.entries.items()]
    known = section.known("quorum", names, context.groups, "one of this file's groups")
    needs = {key: _need(by_group, key) for key in by_group.fields.entries}
    found = sorted((key, need) for key in known if (need := needs[key]) is not None)
    return Quorum(groups=tuple(found)) if found else None


def _need(section: Section, key: str) -> Need | None:
    typed = section.scalar(key)
    if typed is None:
        return None
    if NUMBER.fullmatch(typed):
        return int(typed)
    if SHARE.fullmatch(typed) and float(typed) > 0:
        return float(typed)
    section.mistake(key, f'"{typed}" is not understood: {WANTED}')
    return None
