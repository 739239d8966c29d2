"""The French catalogue says all that the templates say."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.texts.samples import FOLDER

CATALOGUES = sorted(FOLDER.glob("locale/*/LC_MESSAGES/engagebot.po"))
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


def _keys(catalogue: Catalog) -> set[tuple[object, object]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def _forms(message: Message) -> tuple[str, ...]:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(str(form or "") for form in forms)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def test_french_is_there() -> None:
    assert [file.parent.parent.name for file in CATALOGUES] == ["fr"]


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


def test_french_signs_are_not_torn_from_their_words() -> None:
    for message in _read(FOLDER / "locale/fr/LC_MESSAGES/engagebot.po"):
        for form in _forms(message) if message.id else ():
            assert not re.search(r" [:;!?»]|« ", form), form
