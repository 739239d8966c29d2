"""Texts by language: one text in the file's default language, or a mapping such as `{en: ..., fr: ...}`."""

from collections.abc import Sequence

from engagebot.domain.base import Localised
from engagebot.workfile.mistakes import did_you_mean
from engagebot.workfile.section import Section
from engagebot.workfile.tree import Blank, Fields, Node, Text, kind_of

LANGUAGES = {
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ru": "Russian",
    "zh": "Chinese",
}
"""Those in which the bot's own texts come. More can be added to them: docs/languages.md."""


def localised(section: Section, key: str, languages: Sequence[str], limit: int, long: bool = False) -> Localised:
    """The default language first; what is not translated is left out."""
    return maybe_localised(section, key, languages, limit, long, required=True) or {languages[0]: ""}


def titles_by_key(section: Section, languages: Sequence[str], limit: int) -> dict[str, Localised]:
    """A mapping whose every value is a text."""
    return {key: localised(section, key, languages, limit) for key in section.proper_keys()}


def maybe_localised(
    section: Section,
    key: str,
    languages: Sequence[str],
    limit: int,
    long: bool = False,
    required: bool = False,
) -> Localised | None:
    node = section.node(key, required)
    if node is None:
        return None
    texts = _by_language(section, key, node, languages)
    checked = {
        language: section.checked(key, text.value, limit, text.line, long, f" in {_named(language)}")
        for language, text in texts.items()
    }
    return {language: checked[language] for language in languages if language in checked}


def _by_language(section: Section, key: str, node: Node, languages: Sequence[str]) -> dict[str, Text]:
    if isinstance(node, Text):
        return {languages[0]: node}
    if not isinstance(node, Fields):
        section.mistake(key, f"should be a text, or a text by language, not {kind_of(node)}.", node.line)
        return {}
    texts = {}
    for language, entry in node.entries.items():
        if language not in languages:
            hint = did_you_mean(language, languages)
            named = f"is not one of this file's languages ({', '.join(languages)})"
            section.mistake(key, f'"{language}" {named}.{hint}', entry.line)
        elif isinstance(entry.node, Text):
            texts[language] = entry.node
        elif not isinstance(entry.node, Blank):
            section.mistake(key, f"{language} should be one text, not {kind_of(entry.node)}.", entry.line)
    if languages[0] not in texts:
        section.mistake(key, f"has no text in {_named(languages[0])}, the file's default language.")
    return texts


def _named(language: str) -> str:
    return LANGUAGES.get(language, language)
