"""What is taken out of a value before it is put into a text."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters and lone surrogates, which the platforms refuse, and the signs that turn the direction of
everything behind them; the harmless marks (U+200E, U+200F, U+061C) stay."""


def clean(value: str) -> str:
    """Every kind of line end becomes a newline, a tab a space; what cannot be shown goes."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", value).replace("\t", " "))
