"""Texts by language, brought by organisers: which one a reader gets."""

from collections.abc import Mapping


def own(text: Mapping[str, str] | str, language: str) -> str:
    """The text in `language` or its base language (`pt` for `pt-BR`), else the first there is."""
    if isinstance(text, str):
        return text
    for code in (language, language.split("-", maxsplit=1)[0]):
        if text.get(code):
            return text[code]
    return next(iter(text.values()), "")
