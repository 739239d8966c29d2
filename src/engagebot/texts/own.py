"""Texts by language, brought by organisers: which one a reader gets."""

from collections.abc import Mapping


def own(text: Mapping[str, str] | str, language: str) -> str:
    """The text in `language` or its base language (`pt` for `pt-BR`), else the first there is."""
    if isinstance(text, str):
        return text
    return text.get(_chosen(text, language) or "", "")


def foreign_language(text: Mapping[str, str] | str, language: str) -> str | None:
    """The language in which a reader of `language` gets a text, where that is another one.

    What has no letters, such as a year, reads the same in every language.
    """
    if isinstance(text, str):
        return None
    code = _chosen(text, language)
    if code is None or code in _own_codes(language) or not any(sign.isalpha() for sign in text[code]):
        return None
    return code


def _chosen(text: Mapping[str, str], language: str) -> str | None:
    return next((code for code in _own_codes(language) if text.get(code)), next(iter(text), None))


def _own_codes(language: str) -> tuple[str, str]:
    return language, language.split("-", maxsplit=1)[0]
