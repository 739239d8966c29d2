"""Moments as people write them: `1 day before start`, `30 minutes after end`, `2023-03-20 10:00`."""

import re
from datetime import timedelta

from engagebot.domain.moments import Anchor, When
from engagebot.workfile.instants import FULL, instant, written
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.unclear_times import Place

EXACT = {"minute": 1, "hour": 60}
"""In minutes; days and weeks are those of the calendar."""
DAYS = {"day": 1, "week": 7}
MOST = timedelta(days=60)
FORM = re.compile(r"(\d{1,4}) (minute|hour|day|week)s? (before|after) (?:the )?([a-z]+)", re.ASCII)


def offset(text: str, anchors: tuple[Anchor, ...]) -> When:
    """Relative to one of the anchors. Raises Unclear."""
    example = f"1 day before {anchors[0]}"
    found = FORM.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise Unclear(f'"{text}" is not understood; write it like "{example}", or as a time like 2023-03-20 10:00.')
    if found[4] not in anchors:
        raise Unclear(f'"{text}": it has to be before or after the {" or the ".join(anchors)}.')
    count = int(found[1]) * (-1 if found[3] == "before" else 1)
    days, minutes = count * DAYS.get(found[2], 0), count * EXACT.get(found[2], 0)
    if not timedelta(minutes=1) <= abs(timedelta(days=days, minutes=minutes)) <= MOST:
        raise Unclear(f'"{text}": it has to be from 1 minute to 60 days.')
    return When(Anchor(found[4]), days, minutes)


def moment(text: str, anchors: tuple[Anchor, ...], place: Place | None) -> When:
    """Relative, or a time on the clocks of `place` (None where that is mistaken already). Raises Unclear."""
    if place is None or FULL.fullmatch(text.strip()) is None:
        return offset(text, anchors)
    return When(Anchor.FIXED, at=instant(written(text), place, None))
