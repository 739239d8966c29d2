"""Invitation codes: short enough to read out, too many to guess."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the signs that look alike: 0 O, 1 I L."""
LENGTH = 10
"""31^10 codes, about 50 bits: guessing one at a message a second takes longer than any consultation."""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_code(typed: str) -> str:
    """As people type it: in small letters, with spaces or dashes, after the word `join` or `code`."""
    words = typed.upper().replace("-", " ").split()
    if words and words[0] in ("JOIN", "CODE", "START", "/START"):
        words = words[1:]
    return "".join(words)


def looks_like_code(typed: str) -> bool:
    """Whether a text can have been meant as a code: one word of some length, or a few with a digit among them."""
    code = clean_code(typed)
    if not 4 <= len(code) <= 40:
        return False
    return any(sign.isdigit() for sign in code) or (len(code) >= LENGTH and " " not in typed.strip())
