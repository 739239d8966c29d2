"""Hears which command a person means by a word, in any language, on either platform.

The whole line has to be that word, but for politeness and signs around it: `Stop, please!` is a command, and `Stop the
boats` is a sentence.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from engagebot.channel import Commanded, Intent, Said
from engagebot.chat.words import AROUND, COMMANDS, POLITE, POLITE_UNSPACED, WORDS
from engagebot.domain.quiet import typed_hours
from engagebot.texts import folding
from engagebot.texts.cities import zone_meant
from engagebot.texts.languages import language_named
from engagebot.texts.texts import Texts

LONGEST = 80
"""Characters of a line that may be a command."""
NAME_WORDS = 3
"""So many words at most has the name of a command that something follows."""


class Hearing:
    """`words`: pairs of a command and a word for it, beside the commands themselves and the words that we know."""

    def __init__(self, words: Iterable[tuple[str, str]], languages: Iterable[str]) -> None:
        self._languages = tuple(languages)
        known = ((name, word) for name, listed in WORDS.items() for word in listed)
        self._commands = {folded(word): name for name, word in (*known, *words, *zip(COMMANDS, COMMANDS, strict=True))}
        self._commands |= {"hello": "hello", "cancel": "cancel"}

    def meant(self, intent: Intent) -> Intent:
        """A line of text, or a command by a name that we do not have, as the command that is meant by it."""
        match intent:
            case Said(text):
                return self.command(text) or intent
            case Commanded(name, argument) if name not in (*COMMANDS, "hello", "cancel"):
                return self.command(f"{name} {argument}") or intent
            case _:
                return intent

    def command(self, text: str) -> Commanded | None:
        """The command that a whole line of text is, if it is one. Capitals, accents and invisible marks make no
        difference."""
        if len(text) > LONGEST:
            return None
        name = next((self._commands[line] for line in _plainer(folded(text)) if line in self._commands), None)
        return Commanded(name) if name is not None else self._with_argument(text.split())

    def _with_argument(self, words: list[str]) -> Commanded | None:
        """`Language: français`, where what follows the word can be understood: all else is a sentence."""
        for count in range(1, min(NAME_WORDS, len(words) - 1) + 1):
            name, argument = self._commands.get(folded(" ".join(words[:count]))), " ".join(words[count:])
            if name is not None and self._takes(name, argument):
                return Commanded(name, argument)
        return None

    def _takes(self, name: str, argument: str) -> bool:
        match name:
            case "language":
                return language_named(argument, self._languages) is not None
            case "timezone":
                return any(zone_meant(argument, language) is not None for language in self._languages)
            case "quiet":
                return typed_hours(argument) is not None
            case _:
                return False


def hearing(texts: Texts) -> Hearing:
    """With the words of all catalogues."""
    words = [(name, texts.command_word(name, language)) for language in texts.languages for name in COMMANDS]
    return Hearing(words, texts.languages)


def _plainer(line: str) -> Iterator[str]:
    """The line, and what is left of it as one polite phrase after the other is taken away."""
    shorter = ""
    while line not in ("", shorter):
        yield line
        shorter, line = line, _polite().sub("", line, count=1).strip(AROUND)


def folded(text: str) -> str:
    """`Arrêter !` as `arreter`."""
    line = folding.folded(text).replace("’", "'")
    return line.strip(AROUND) or ("?" if line.strip("?؟") != line else "")


@cache
def _polite() -> re.Pattern[str]:
    """A polite phrase at the beginning or the end of a line."""
    spaced = "|".join(sorted((re.escape(folded(phrase)) for phrase in POLITE), key=len, reverse=True))
    unspaced = "|".join(sorted(map(re.escape, POLITE_UNSPACED), key=len, reverse=True))
    sign = f"[{re.escape(AROUND)}]"
    return re.compile(f"^(?:{spaced}){sign}+|^(?:{unspaced})|{sign}+(?:{spaced})$|(?:{unspaced})$")
