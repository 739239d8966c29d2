"""From a message's name and values to the finished text of a platform."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from engagebot.channel import Body, Platform
from engagebot.domain.people import RETENTION_DAYS
from engagebot.texts.catalogues import SOURCE, nearest, read_tongues
from engagebot.texts.errors import BadTemplate, OverLimit, TooLong, UnknownMessage
from engagebot.texts.parsing import parse
from engagebot.texts.plain import plain_text
from engagebot.texts.reader import Reader
from engagebot.texts.slack import home_body, slack_body
from engagebot.texts.telegram import telegram_body
from engagebot.texts.tree import Message
from engagebot.texts.vocabulary import command_word, furnish
from engagebot.texts.words import literal

NOTICE = 200
"""Characters of Telegram's answer to a pressed button."""
RENDERERS = {Platform.TELEGRAM: telegram_body, Platform.SLACK: slack_body}
REMEMBERED = 4096
"""Texts of each kind: a round of 50 items has 300 cards for each language and platform."""

Items = tuple[tuple[str, object], ...]


class Texts:
    """All messages in all languages. `overrides` is laid out like `folder`: a template there wins over the one of
    the same name, a translation over the same string's. `retention_days` is what is told people of how long they are
    remembered after the end.

    Raises BadTemplate when a template among the overrides cannot be read. All others are read when they are first
    used: to read them all takes half a second.
    """

    def __init__(self, folder: Path, overrides: Path | None = None, retention_days: int = RETENTION_DAYS) -> None:
        folders = [folder] if overrides is None else [overrides, folder]
        self._environment = _environment(folders)
        self._environment.globals["part"] = self._part
        self._environment.globals["retention_days"] = retention_days
        self._tongues = read_tongues(folders)
        for name in [] if overrides is None else sorted(overrides.glob("*.j2")):
            self._template(name.name)
        self._remembered_body = lru_cache(REMEMBERED)(self._body_of)
        self._remembered_part = lru_cache(REMEMBERED)(self._part_of)
        self._remembered_plain = lru_cache(REMEMBERED)(self._plain_of)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes, the source language first."""
        return tuple(self._tongues)

    def body(self, message: str, values: Mapping[str, object], reader: Reader, remember: bool = False) -> Body:
        """Finished for the reader's platform. Raises UnknownMessage, TooLong, and jinja2's UndefinedError for a
        value that the template needs and did not get.

        `remember`: the values are hashable, and what is equal to them gives the same text."""
        return (self._remembered_body if remember else self._body_of)(message, tuple(values.items()), reader)

    def _body_of(self, message: str, values: Items, reader: Reader) -> Body:
        tree = self._tree(message, dict(values), reader, noted=True)
        try:
            return RENDERERS[reader.platform](tree)
        except OverLimit as over:
            raise _too_long(message, reader, over) from None

    def plain(self, message: str, values: Mapping[str, object], reader: Reader, remember: bool = False) -> str:
        """A notice: bare text, to be escaped by whoever puts it into markup. Raises and remembers as `body` does."""
        return (self._remembered_plain if remember else self._plain_of)(message, tuple(values.items()), reader)

    def _plain_of(self, message: str, values: Items, reader: Reader) -> str:
        name = f"notice_{message}"
        text = plain_text(self._tree(name, dict(values), reader))
        if len(text) > NOTICE:
            raise _too_long(name, reader, OverLimit(len(text), NOTICE))
        return text

    def page(self, message: str, values: Mapping[str, object], reader: Reader) -> str:
        """A text of any length, for a file. Raises UnknownMessage, and UndefinedError as `body` does."""
        return plain_text(self._tree(message, values, reader, noted=True)) + "\n"

    def home(self, parts: Sequence[tuple[str, Mapping[str, object]]], reader: Reader) -> Body:
        """Slack's Home tab, of several messages with their values. Raises as `body` does."""
        foreign: list[str] = []
        markups = [self._markup(message, values, reader, foreign) for message, values in parts]
        if foreign:
            markups.append(self._markup("_not_translated", {"languages": dict.fromkeys(foreign)}, reader, []))
        rtl = nearest(self._tongues, reader.language).rtl
        try:
            return home_body([parse(markup, rtl) for markup in markups])
        except OverLimit as over:
            raise _too_long("home", reader, over) from None

    @pass_context
    def _part(self, context: Context, name: str, **values: object) -> Markup:
        """For templates: a template of its own, remembered by its values, which have to be hashable and hold no row."""
        markup, foreign = self._remembered_part(name, tuple(values.items()), context["reader"])
        context["foreign"].extend(foreign)
        return Markup(markup)  # noqa: S704 - a template's

    def _part_of(self, name: str, values: Items, reader: Reader) -> tuple[str, tuple[str, ...]]:
        foreign: list[str] = []
        return self._markup(name, dict(values), reader, foreign), tuple(foreign)

    def commands(self, language: str) -> list[tuple[str, str]]:
        """Each command, without its slash, and what it does: for Telegram's menu."""
        reader = Reader(language, "UTC", Platform.TELEGRAM)
        markup = self._markup("_commands", {}, reader, [])
        # Telegram shows a name and its description apart, so neither needs the marks of mixed directions.
        lines = [line.split(" ", 1) for line in plain_text(parse(markup)).split("\n")]
        return [(name, description) for name, description in lines]

    def command_word(self, name: str, language: str) -> str:
        """What one writes for a command in a language."""
        return command_word(name, nearest(self._tongues, language))

    def words(self, language: str) -> dict[str, str]:
        """The words of files, by what they are in English: what is not translated is left out."""
        mine, english = (self._file_words(code) for code in (language, SOURCE))
        return {word: said for word, said in zip(english, mine, strict=True) if said != word}

    def _file_words(self, language: str) -> list[str]:
        markup = self._markup("_file_words", {}, Reader(language, "UTC", Platform.TELEGRAM), [])
        return plain_text(parse(markup)).split("\n")

    def _tree(self, message: str, values: Mapping[str, object], reader: Reader, noted: bool = False) -> Message:
        """`noted`: with a line below that says in which other languages texts of it are."""
        foreign: list[str] = []
        markup = self._markup(message, values, reader, foreign)
        if foreign and noted:
            markup += "\n\n" + self._markup("_not_translated", {"languages": dict.fromkeys(foreign)}, reader, [])
        return parse(markup, nearest(self._tongues, reader.language).rtl)

    def _markup(self, message: str, values: Mapping[str, object], reader: Reader, foreign: list[str]) -> str:
        """`foreign` receives the languages of texts that are not in the reader's."""
        tongue = nearest(self._tongues, reader.language)
        template = self._template(f"{message}.j2")
        try:
            return template.render(values, reader=reader, tongue=tongue, foreign=foreign)
        except Exception as error:
            error.add_note(f"The message was {message}, in {tongue.code}.")
            raise

    def _template(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except TemplateNotFound as missing:
            raise UnknownMessage(name) from missing
        except TemplateSyntaxError as error:
            raise BadTemplate(error.filename or name, error.lineno, error.message) from error


def _environment(folders: list[Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=literal,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    furnish(environment)
    return environment


def _too_long(message: str, reader: Reader, over: OverLimit) -> TooLong:
    return TooLong(message, reader.language, reader.platform, over.length, over.limit, over.unit)
