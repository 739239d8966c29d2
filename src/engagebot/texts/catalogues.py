"""Languages that the bot speaks: gettext catalogues, read from their .po files into memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"
"""The language in which the templates themselves are written."""
DOMAIN = "engagebot"
LOCALES = {"en": "en_GB"}
"""Where a language is written in more than one way: days before months, 24 hours."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language with its words and its ways to write dates, numbers and lists."""

    code: str
    locale: Locale
    translations: NullTranslations

    @property
    def rtl(self) -> bool:
        return self.locale.text_direction == "rtl"


def read_tongues(folders: Iterable[Path]) -> dict[str, Tongue]:
    """By language code, the source language first. A string is taken from the first folder that translates it."""
    found: dict[str, list[Path]] = {SOURCE: []}
    for folder in folders:
        for file in sorted(folder.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po")):
            found.setdefault(file.parent.parent.name, []).append(file)
    return {code: _tongue(code, files) for code, files in found.items()}


def _tongue(code: str, files: list[Path]) -> Tongue:
    translations = NullTranslations()
    for file in reversed(files):
        better = _read(file)
        better.add_fallback(translations)
        translations = better
    return Tongue(code, Locale.parse(LOCALES.get(code, code)), translations)


def _read(file: Path) -> Translations:
    """Strings that are marked fuzzy count as missing."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=file.parent.parent.name, domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def nearest(tongues: dict[str, Tongue], language: str) -> Tongue:
    """For `pt-BR`: that language, else `pt`, else the source language."""
    for code in (language, language.split("-", maxsplit=1)[0]):
        if code in tongues:
            return tongues[code]
    return tongues[SOURCE]
