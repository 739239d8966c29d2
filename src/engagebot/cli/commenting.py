"""`comments list`, `dispose` and `merge`: what people wrote, and what the secretariat does with it."""

import getpass
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.cli.controlling import Yes
from engagebot.domain.base import Localised
from engagebot.domain.clock import SystemClock
from engagebot.domain.comment import CommentKind, Outcome
from engagebot.domain.suppression import MINIMUM
from engagebot.domain.workstream import Workstream
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.texts.texts import Texts
from engagebot.use_cases.comment_matrix import Submitted, comments_of
from engagebot.use_cases.dispose_comment import Disposed, Filing, dispose, disposing
from engagebot.use_cases.merge_comments import merge, merging
from engagebot.use_cases.refused import Refused

Which = Annotated[str | None, typer.Option("--workstream", help="Which workstream, if there are several.")]
Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="As `engagebot comments list` lists them.")]
By = Annotated[str | None, typer.Option(help="Who files it; the name of your account here if left out.")]
COLUMNS = ("id", "on", "no.", "type", "comment", "group", "disposition")


def register(app: typer.Typer) -> None:
    comments = typer.Typer(help="What people wrote, and what became of it.", no_args_is_help=True)
    comments.command("list")(list_comments)
    comments.command("dispose")(dispose_comments)
    comments.command("merge")(merge_comments)
    app.add_typer(comments, name="comments")


def list_comments(
    on: Annotated[str | None, typer.Argument(metavar="ROUND|EVENT", help="Only those on it, by its key.")] = None,
    kind: Annotated[CommentKind | None, typer.Option("--type", help="Only this type.")] = None,
    waiting: Annotated[bool, typer.Option("--open", help="Only those without a disposition.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    workstream: Which = None,
) -> None:
    """List the comments in the order of what they are on."""
    run(_list(settings_or_exit(), on, kind, waiting, as_json, workstream))


async def _list(
    settings: Settings, on: str | None, kind: CommentKind | None, waiting: bool, as_json: bool, key: str | None
) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        lines = await comments_of(session, workstream)
    wanted = [
        line
        for line in lines
        if on in (None, line.on) and kind in (None, line.kind) and not (waiting and (line.outcome or line.merged_into))
    ]
    if as_json:
        out.print_json(json.dumps([asdict(line) for line in wanted], ensure_ascii=False))
        return
    table = Table(*COLUMNS)
    for line in wanted:
        table.add_row(*_row(line))
    out.print(table)
    out.print(f"No group: fewer than {MINIMUM} of its people commented there.")


def _row(line: Submitted) -> list[str]:
    number = "" if line.item is None else str(line.item)
    if line.paragraph is not None:
        number += f" §{line.paragraph}"
    parts = (line.text, line.proposed and f"Wording: {line.proposed}", line.rationale and f"Why: {line.rationale}")
    return [str(line.id), line.on, number, line.kind, "\n".join(filter(None, parts)), line.group or "", _state(line)]


def _state(line: Submitted) -> str:
    merged = f"merged into {line.merged_into}" if line.merged_into else ""
    return ", ".join(filter(None, (line.outcome, merged)))


def dispose_comments(
    comments: Ids,
    outcome: Annotated[Outcome, typer.Option("--as", help="What the secretariat did with them.")],
    reason: Annotated[
        list[str] | None, typer.Option(help="Why; in further languages as fr=..., each with its own --reason.")
    ] = None,
    by: By = None,
    yes: Yes = False,
    workstream: Which = None,
) -> None:
    """File what was done with comments and why, and tell their authors in the chat."""
    run(_dispose(settings_or_exit(), comments, outcome, reason or [], by, yes, workstream))


async def _dispose(
    settings: Settings, ids: list[int], outcome: Outcome, reasons: list[str], by: str | None, yes: bool, key: str | None
) -> None:
    texts, clock = _texts(settings), SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            workstream = await the_workstream(session, key)
            filing = Filing(outcome, _reason(workstream, reasons), by or getpass.getuser())
            would = await disposing(session, workstream, ids, filing)
        out.print(f"This files “{outcome}” for {_comments(would)}, and tells {_people(would.people)}.")
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            done = await dispose(session, texts, workstream, ids, filing, clock.now())
    _tell(done)


def _reason(workstream: Workstream, reasons: Sequence[str]) -> Localised:
    """Without a language in front, it is in the workstream's first. Raises Refused for one given twice."""
    found: Localised = {}
    for one in reasons:
        code, sign, text = one.partition("=")
        language, text = (code, text) if sign and code in workstream.languages else (workstream.languages[0], one)
        if language in found:
            raise Refused(f"There are two reasons in {language!r}. Mark the language of the other, such as fr=...")
        if text.strip():
            found[language] = text.strip()
    return found


def merge_comments(
    comments: Ids,
    into: Annotated[int, typer.Option(help="The comment that stands for all of them.")],
    by: By = None,
    yes: Yes = False,
    workstream: Which = None,
) -> None:
    """Merge comments that say the same: each keeps its words, and one disposition answers them all."""
    run(_merge(settings_or_exit(), comments, into, by, yes, workstream))


async def _merge(settings: Settings, ids: list[int], into: int, by: str | None, yes: bool, key: str | None) -> None:
    texts, clock = _texts(settings), SystemClock()
    async with opened(settings) as database:
        async with database.read() as session:
            workstream = await the_workstream(session, key)
            for one in await merging(session, workstream, ids, into):
                out.print(f"Into {into} goes {one.comment.id}: {one.comment.text}", markup=False)
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            name = by or getpass.getuser()
            done = await merge(session, texts, workstream, ids, into, name, clock.now())
    out.print(f"Merged {_comments(done)} into {into}.")
    if done.people:
        out.print(f"It has a disposition, of which {_people(done.people)} will be told.")


def _texts(settings: Settings) -> Texts:
    return Texts(messages_folder(), settings.messages_folder, settings.retention_days)


def _tell(done: Disposed) -> None:
    out.print(f"Filed for {_comments(done)}; {_people(done.people)} will be told.")
    if done.people:
        out.print("It is sent by a running `engagebot serve`, to nobody at night.")


def _comments(done: Disposed) -> str:
    return "1 comment" if done.comments == 1 else f"{done.comments} comments"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
