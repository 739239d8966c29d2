"""Languages by the names that people have for them."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError

from engagebot.texts.folding import folded


def language_named(typed: str, codes: Iterable[str]) -> str | None:
    """Which of these languages is meant by `zh`, `中文`, `Chinese` or `chinois`; None if none of them is."""
    codes, wanted = tuple(codes), folded(typed).removesuffix(".")
    return next((code for code in codes if wanted in _names(code, codes)), None)


def _names(code: str, codes: Iterable[str]) -> set[str]:
    try:
        language = Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return {code.lower()}
    return {code.lower(), *(folded(language.get_display_name(other) or code) for other in _known(codes))}


def _known(codes: Iterable[str]) -> Iterable[Locale]:
    for code in codes:
        try:
            yield Locale.parse(code, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
