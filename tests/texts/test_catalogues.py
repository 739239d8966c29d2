"""Every catalogue says all that the templates say, in the form that its language wants."""

import re
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.texts.samples import FOLDER

CATALOGUES = sorted(FOLDER.glob("locale/*/LC_MESSAGES/engagebot.po"))
QUOTES = "\"'«»“”„‘’「」"
ENDS = {".": ".", "。": ".", ":": ":", "：": ":", "?": "?", "？": "?", "؟": "?"}
"""Signs at the end of a text, by what they are in English."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _extracted() -> Catalog:
    with (FOLDER / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    wanted = Catalog()
    for _file, _line, text, _comments, context in extract_from_dir(FOLDER, methods, options):
        wanted.add(text, context=context)
    return wanted


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name)


def _language(file: Path) -> str:
    return file.parent.parent.name


def _translated(file: Path) -> Iterator[tuple[str, str]]:
    """Each source with each form of its translation; the plural's source for every form but the first."""
    for message in _read(file):
        if message.id:
            sources = _ids(message)
            for number, form in enumerate(_forms(message)):
                yield sources[min(number, len(sources) - 1)], form


def _keys(catalogue: Catalog) -> set[tuple[object, object]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def _forms(message: Message) -> tuple[str, ...]:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(str(form or "") for form in forms)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def test_the_six_languages_are_there() -> None:
    """English is the language of the templates themselves."""
    assert [_language(file) for file in CATALOGUES] == ["ar", "es", "fr", "ru", "zh"]


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_a_catalogue_has_exactly_the_strings_of_the_templates(file: Path) -> None:
    assert _keys(_read(file)) == _keys(_extracted())


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_every_string_is_translated_in_all_its_forms_and_none_is_fuzzy(file: Path) -> None:
    catalogue = _read(file)
    for message in catalogue:
        if message.id:
            assert all(_forms(message)), message.id
            assert not message.fuzzy, message.id
            assert len(_forms(message)) == (catalogue.num_plurals if message.pluralizable else 1)


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_a_translation_has_the_placeholders_of_its_source(file: Path) -> None:
    """One form of a plural may spell the number out."""
    for message in _read(file):
        wanted = set(PLACEHOLDER.findall(" ".join(_ids(message))))
        for form in _forms(message) if message.id else ():
            found = set(PLACEHOLDER.findall(form))
            missing = wanted - found - ({"num"} if message.pluralizable else set())
            assert not missing, message.id
            assert found <= wanted, message.id
            assert "%" not in PLACEHOLDER.sub("", form).replace("%%", ""), message.id


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_the_header_asks_for_a_native_readers_review(file: Path) -> None:
    assert "native reader" in file.read_text().split("msgid")[0]


@pytest.mark.parametrize("file", CATALOGUES, ids=_language)
def test_a_plural_has_the_forms_of_its_language_in_their_order(file: Path) -> None:
    """CLDR's categories, which gettext numbers: whatever two numbers share a category share a form, and only they."""
    catalogue, rule = _read(file), Locale(_language(file)).plural_form
    form = c2py(catalogue.plural_expr)
    pairs = {(rule(number), form(number)) for number in range(202)}
    assert len(pairs) == len({category for category, _ in pairs}) == catalogue.num_plurals


@pytest.mark.parametrize("file", CATALOGUES, ids=_language)
def test_a_translation_has_the_markup_and_the_marks_of_its_source(file: Path) -> None:
    for source, form in _translated(file):
        for sign in ("<", ">", "{", "}", "✓", "●", "○", "·", "…", "="):
            assert form.count(sign) == source.count(sign), form


@pytest.mark.parametrize("file", CATALOGUES, ids=_language)
def test_a_translation_ends_as_its_source_does(file: Path) -> None:
    for source, form in _translated(file):
        assert ENDS.get(form[-1]) == ENDS.get(source[-1]), form


@pytest.mark.parametrize("file", CATALOGUES, ids=_language)
def test_quotation_marks_and_apostrophes_are_the_languages_own(file: Path) -> None:
    marks = {"ar": "«»", "es": "«»", "fr": "«»’", "ru": "«»", "zh": "“”"}[_language(file)]
    for _source, form in _translated(file):
        assert set(form) & set(QUOTES) <= set(marks), form
        assert form.count("«") == form.count("»")


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_a_text_in_another_script_is_all_in_that_script(language: str) -> None:
    """But for the names of zones, which people have to type as they are."""
    for _source, form in _translated(FOLDER / f"locale/{language}/LC_MESSAGES/engagebot.po"):
        bare = PLACEHOLDER.sub("", form).replace("Africa/Nairobi", "").replace("Nairobi", "")
        assert not re.search("[A-Za-z٠-٩]", bare), form


def test_french_signs_are_not_torn_from_their_words() -> None:
    for _source, form in _translated(FOLDER / "locale/fr/LC_MESSAGES/engagebot.po"):
        assert not re.search(r" [:;!?»]|« ", form), form


def test_chinese_signs_are_full_width() -> None:
    for _source, form in _translated(FOLDER / "locale/zh/LC_MESSAGES/engagebot.po"):
        assert not re.search(r"[一-鿿][,:;?!()]|[,:;?!()][一-鿿]", form), form


def test_arabic_signs_are_arabic() -> None:
    for _source, form in _translated(FOLDER / "locale/ar/LC_MESSAGES/engagebot.po"):
        assert not re.search(r"[,;?]", form), form


def test_spanish_questions_are_opened() -> None:
    for _source, form in _translated(FOLDER / "locale/es/LC_MESSAGES/engagebot.po"):
        assert form.count("?") == form.count("¿"), form
