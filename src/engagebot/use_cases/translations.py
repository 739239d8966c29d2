"""What a workstream's own texts still lack, language by language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.workstream import Workstream
from engagebot.storage.localised import localised_texts
from engagebot.texts.own import foreign_language


@dataclass(frozen=True, slots=True)
class Missing:
    """Texts that a reader of `language` gets in another one. `where`: their places; `of`: how many texts there are."""

    language: str
    of: int
    where: tuple[str, ...]

    def said(self, shown: int) -> str:
        """`es: 12 of 48 texts missing: events.launch.title, ... and 10 more`, with at most `shown` places."""
        named, more = self.where[:shown], len(self.where) - shown
        rest = f" and {more} more" if more > 0 else ""
        return f"{self.language}: {len(self.where)} of {self.of} texts missing: {', '.join(named)}{rest}"


async def missing_translations(session: AsyncSession, workstream: Workstream) -> list[Missing]:
    """Of all that the workstream file says, in the order of its languages; complete ones are left out."""
    return missing_in(await localised_texts(session, workstream), workstream.languages)


def missing_in(texts: Mapping[str, Localised], languages: Iterable[str]) -> list[Missing]:
    found = []
    for language in languages:
        where = tuple(name for name, text in texts.items() if foreign_language(text, language) is not None)
        if where:
            found.append(Missing(language, len(texts), where))
    return found
