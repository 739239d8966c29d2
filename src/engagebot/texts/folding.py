"""Words as one compares them, however somebody writes them."""

import unicodedata


def folded(text: str) -> str:
    """`Arrêter  tout` as `arreter tout`: capitals, accents, vowel signs, the hamza on a letter and invisible marks make
    no difference."""
    kept = (sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join("".join(kept).casefold().split())
