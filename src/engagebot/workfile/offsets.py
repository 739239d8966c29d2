"""Reminders as people write them: `1 day before start`, `30 minutes after end`."""

import re

from engagebot.domain.announcement import Anchor
from engagebot.workfile.mistakes import Unclear

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}
MOST = 60 * MINUTES["day"]
FORM = re.compile(r"(\d{1,4}) (minute|hour|day|week)s? (before|after) (?:the )?([a-z]+)", re.ASCII)


def offset(text: str, anchors: tuple[Anchor, ...]) -> tuple[Anchor, int]:
    """The anchor, and minutes from it (negative before). Raises Unclear.

    A day is 24 hours also where the clocks change in between.
    """
    example = f"1 day before {anchors[0]}"
    found = FORM.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise Unclear(f'"{text}" is not understood; write it like "{example}".')
    if found[4] not in anchors:
        raise Unclear(f'"{text}": it has to be before or after the {" or the ".join(anchors)}.')
    minutes = int(found[1]) * MINUTES[found[2]]
    if not 1 <= minutes <= MOST:
        raise Unclear(f'"{text}": it has to be from 1 minute to 60 days.')
    return Anchor(found[4]), -minutes if found[3] == "before" else minutes
