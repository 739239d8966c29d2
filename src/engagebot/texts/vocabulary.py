"""What templates can use beside their values: `words`, dates and lists in the reader's language, and gettext."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from engagebot.domain import actions
from engagebot.texts import dates, words
from engagebot.texts.catalogues import Tongue
from engagebot.texts.own import foreign_language, own
from engagebot.texts.reader import Reader


def _tongue(context: Context) -> Tongue:
    tongue = context["tongue"]
    assert isinstance(tongue, Tongue)  # noqa: S101 - `Texts` puts it there
    return tongue


def _reader(context: Context) -> Reader:
    reader = context["reader"]
    assert isinstance(reader, Reader)  # noqa: S101 - `Texts` puts it there
    return reader


@pass_context
def _gettext(context: Context, message: str, **values: object) -> Markup:
    return _filled(_tongue(context).translations.gettext(message), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, num: int, **values: object) -> Markup:
    return _filled(_tongue(context).translations.ngettext(one, many, num), {"num": num, **values})


@pass_context
def _pgettext(context: Context, use: str, message: str, **values: object) -> Markup:
    return _filled(str(_tongue(context).translations.pgettext(use, message)), values)


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    """A translation is the bot's own text; what stands in for its placeholders is not."""
    return Markup(text) % {name: words.literal(value) for name, value in values.items()}  # noqa: S704


@pass_context
def _own(context: Context, text: Mapping[str, str] | str) -> str:
    """Where it is in another language, that is noted: `Texts` says so below the message."""
    language = _reader(context).language
    foreign = foreign_language(text, language)
    if foreign is not None and foreign != _tongue(context).code:
        context["foreign"].append(foreign)
    return own(text, language)


@pass_context
def _proper(context: Context, name: Mapping[str, str] | str) -> str:
    """A proper name, which needs no note where it is in another language."""
    return own(name, _reader(context).language)


@pass_context
def _day(context: Context, at: datetime, zone: str) -> str:
    return dates.day(at, zone, _tongue(context).locale)


def _days_later(at: datetime, days: int) -> datetime:
    return at + timedelta(days=days)


@pass_context
def _clock(context: Context, at: datetime, zone: str) -> str:
    return dates.clock(at, zone, _tongue(context).locale)


@pass_context
def _quiet_start(context: Context, quiet: str) -> str:
    return dates.quiet_times(quiet, _tongue(context).locale)[0]


@pass_context
def _quiet_end(context: Context, quiet: str) -> str:
    return dates.quiet_times(quiet, _tongue(context).locale)[1]


@pass_context
def _city(context: Context, zone: str) -> str:
    return dates.city(zone, _tongue(context).locale)


@pass_context
def _duration(context: Context, minutes: int) -> str:
    return dates.duration(minutes, _tongue(context).locale)


@pass_context
def _decimal(context: Context, number: float) -> str:
    return format_decimal(number, "#,##0.0", locale=_tongue(context).locale)


@pass_context
def _percent(context: Context, share: float) -> str:
    """`share` from 0 to 1."""
    return format_percent(share, locale=_tongue(context).locale)


@pass_context
def _together(context: Context, names: Iterable[str]) -> str:
    """`English, French and Spanish`."""
    return format_list([str(name) for name in names], locale=_tongue(context).locale)


@pass_context
def _language_name(context: Context, code: str) -> str:
    """In the reader's language; the code itself where it is none."""
    return _name(code, _tongue(context).locale)


def _endonym(code: str) -> str:
    """A language by its own name: `Français`, `العربية`."""
    name = _name(code, None)
    return name[:1].upper() + name[1:]


def _name(code: str, locale: Locale | None) -> str:
    try:
        language = Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return code
    return language.get_display_name(locale or language) or code


def command_word(name: str, tongue: Tongue) -> str:
    """What one writes for a command in that language; its name where there is no word."""
    return str(tongue.translations.pgettext(COMMAND_WORD, name))


@pass_context
def _command_word(context: Context, name: str) -> str:
    return command_word(name, _tongue(context))


@pass_context
def _command(context: Context, name: str) -> Markup:
    return words.command(name, command_word(name, _tongue(context)), _reader(context).platform)


def furnish(environment: Environment) -> None:
    """Put the vocabulary into an environment."""
    environment.globals.update(
        {name: getattr(words, name) for name in WORDS},
        act=actions,
        command=_command,
        command_word=_command_word,
        gettext=_gettext,
        ngettext=_ngettext,
        pgettext=_pgettext,
        same_clocks=dates.same_clocks,
        same_day=dates.same_day,
    )
    environment.filters.update(
        bar=words.bar,
        city=_city,
        clock=_clock,
        day=_day,
        days_later=_days_later,
        decimal=_decimal,
        duration=_duration,
        endonym=_endonym,
        language_name=_language_name,
        offset=dates.offset,
        own=_own,
        percent=_percent,
        proper=_proper,
        quiet_end=_quiet_end,
        quiet_start=_quiet_start,
        short=words.short,
        together=_together,
    )


COMMAND_WORD = "word for a command"
"""The context of these words in the catalogues; `_command_words.j2` lists them."""
WORDS = ("bold", "italic", "code", "circled", "quote", "link", "button", "choice", "url_button", "row", "grid", "opens")
