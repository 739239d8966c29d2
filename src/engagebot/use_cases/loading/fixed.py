"""What the file may not touch any more: a round that people are answering, or have answered."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Round, RoundState
from engagebot.storage.contents import rounds_by_key
from engagebot.storage.rounds import items_of
from engagebot.use_cases.loading.changes import local
from engagebot.workfile import Mistake, WorkstreamMistakes, model

Refusal = tuple[str, str]
"""The file's key, and why it cannot change."""


async def check_fixed_rounds(session: AsyncSession, workstream_id: int, file: model.WorkstreamFile) -> None:
    """Raises WorkstreamMistakes with every line that would change a round in its course or after it.

    While a round is open, its closing may move to a later instant, its title and question may be translated into
    further languages, and recommendations may get new texts (rewording.py); nothing else. A closed round keeps
    everything.
    """
    mistakes: list[Mistake] = []
    filed = {held.key: held for held in file.rounds}
    for key, row in (await rounds_by_key(session, workstream_id)).items():
        if row.state in (RoundState.PLANNED, RoundState.MISSED):
            continue
        if key in filed:
            items = tuple(item.key for item in await items_of(session, row.id))
            mistakes += _mistakes(filed[key], _refusals(row, items, filed[key], file.workstream.zone))
        elif row.state == RoundState.OPEN:
            what = "This round is open: it cannot be taken out of the file before it has closed."
            mistakes.append(Mistake(1, f"rounds › {key}", what))
    if mistakes:
        raise WorkstreamMistakes(file.name, mistakes)


def _mistakes(filed: model.Round, refusals: Iterator[Refusal]) -> Iterator[Mistake]:
    for key, why in refusals:
        line = filed.lines.get(key, filed.lines[""])
        yield Mistake(line, f"rounds › {filed.key} › {key}", why)


def _refusals(row: Round, items: tuple[str, ...], filed: model.Round, zone: str) -> Iterator[Refusal]:
    state = "is open" if row.state == RoundState.OPEN else "has closed"
    stays = f'cannot change, since the round {state}. Put back "{{}}", or ask in a new round.'
    if (row.method, row.options) != (filed.method, filed.options):
        yield "method", stays.format(_method(row))
    if row.anonymity != filed.anonymity:
        yield "anonymity", stays.format(row.anonymity)
    if row.threshold != filed.threshold:
        yield "threshold", stays.format("none" if row.threshold is None else row.threshold)
    if row.agreed.live != filed.terms.live:
        yield "results", stays.format("live" if row.agreed.live else "at-closing")
    if row.agreed.follows != filed.terms.follows:
        yield "follows", stays.format(row.agreed.follows or "")
    if row.agreed.voters != filed.terms.voters:
        yield "voters", stays.format(row.agreed.voters)
    if row.agreed.quorum != filed.terms.quorum:
        quorum = row.agreed.quorum
        yield "quorum", stays.format("none" if quorum is None else quorum.to_json())
    if row.audience != filed.audience.to_json():
        yield "audience", f"cannot change, since the round {state}. Ask in a new round."
    if items != filed.items:
        yield "items", stays.format(f"[{', '.join(items)}]")
    if row.opens_at != filed.opens_at:
        yield "opens", stays.format(local(row.opens_at, zone))
    yield from _texts(row, filed, state)
    yield from _closing(row, filed, zone)


def _method(row: Round) -> str:
    """As the file has it."""
    numbers = ", ".join(f"{name}: {'yes' if value is True else value}" for name, value in row.options.items())
    return f"{{ {row.method}: {{ {numbers} }} }}" if numbers else row.method


def _texts(row: Round, filed: model.Round, state: str) -> Iterator[Refusal]:
    for key, old, new in (("title", row.title, filed.title), ("question", row.question, filed.question)):
        allowed = row.state == RoundState.OPEN and _only_added(old, new)
        if old != new and not allowed:
            yield key, f"cannot be reworded, since the round {state}. Put back the old text."


def _only_added(old: Localised, new: Localised) -> bool:
    return all(new.get(language) == text for language, text in old.items())


def _closing(row: Round, filed: model.Round, zone: str) -> Iterator[Refusal]:
    was = local(row.closes_at, zone)
    if row.state == RoundState.CLOSED and filed.closes_at != row.closes_at:
        yield "closes", f"cannot change, since the round has closed. Put back {was}."
    elif filed.closes_at < row.closes_at:
        yield "closes", f"can only move to later than {was}, which people were told, while the round is open."
