"""Right-to-left text beside left-to-right: what has to be marked in the text itself, since no markup of either
platform says which way it runs.

A line takes the direction of its first letter that stands in no isolate, so a line that begins with a value would run
the wrong way. Source: https://www.unicode.org/reports/tr9/
"""

import unicodedata

RLM = "\u200f"
"""An invisible letter that runs from right to left."""
FSI, PDI = "\u2068", "\u2069"
"""Around a part that takes its direction from its own first letter, and gives none to what is around it."""


def isolated(text: str, rtl: bool) -> str:
    """A value set apart from the sentence around it, line by line, since a line ends an isolate. In a sentence from
    left to right only what runs the other way needs that."""
    if not rtl and not _has_rtl(text):
        return text
    first, *others = (f"{FSI}{line}{PDI}" if line else "" for line in text.split("\n"))
    return "\n".join([first, *(RLM + line if rtl and line else line for line in others)])


def _has_rtl(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)
