"""Makes text safe for a cell: no formulas, no control characters."""

import re

TRIGGERS = tuple("=+-@＝＋－＠")
"""Signs (and their full-width forms) with which a spreadsheet takes a text for a formula."""
BREAKS = tuple("\t\r\n\0")
LONGEST = 32_767
"""Characters that an Excel cell holds; https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Without control characters, with newlines as `\\n`; half a character becomes the replacement sign."""
    return _LONE_SURROGATES.sub("\ufffd", _CONTROLS.sub("", _BREAKS.sub("\n", text)))


def neutral(text: str) -> str:
    """Clean, and with an apostrophe before it where a spreadsheet could take it for a formula, also if a program
    that reads it drops the blanks before. At most `LONGEST` characters."""
    kept = clean(text)
    if text.startswith(BREAKS) or kept.lstrip().startswith(TRIGGERS):
        kept = "'" + kept
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"
