"""`practices`: what people told of, its review, and the files for those who publish it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.domain.clock import SystemClock
from engagebot.domain.people import Organisation
from engagebot.domain.practice import Practice, PracticeState, Step
from engagebot.exports.practices import practices_csv, practices_json
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.storage.practices import practices_sent
from engagebot.texts.own import own
from engagebot.texts.texts import Texts
from engagebot.use_cases.export_practices import export_practices
from engagebot.use_cases.review_practice import Verdict, review_practice, reviewable

Which = Annotated[str | None, typer.Option(help="Which workstream, if there are several.")]
Id = Annotated[int, typer.Argument(metavar="PRACTICE", help="Its number, as `practices list` shows it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def register(app: typer.Typer) -> None:
    practices = typer.Typer(no_args_is_help=True, help="Promising practices: list, accept, return, export.")
    practices.command("list")(list_practices)
    practices.command("accept")(accept)
    practices.command("return")(send_back)
    practices.command("export")(export)
    app.add_typer(practices, name="practices")


def list_practices(
    state: Annotated[list[PracticeState] | None, typer.Option(help="Only these; can be given several times.")] = None,
    workstream: Which = None,
) -> None:
    """Show what was sent, with its number and where it stands."""
    run(_list(settings_or_exit(), state or list(PracticeState), workstream))


async def _list(settings: Settings, states: list[PracticeState], key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        found = await practices_sent(session, workstream.id, states)
    table = Table("no.", "state", "practice", "from", "may be published", show_lines=True)
    for practice, organisation in found:
        table.add_row(*_row(practice, organisation))
    out.print(table if found else "Nobody has sent one.")


def _row(practice: Practice, organisation: Organisation | None) -> list[str]:
    said = practice.answers
    lines = [said.get(Step.TITLE), said.get(Step.PLACE), *(said.get(step) for step in Step if step in LATER)]
    note = f"\nSent back: {practice.note}" if practice.note else ""
    whose = own(organisation.name, "en") if organisation else practice.group
    told = "\n".join(line for line in lines if line) + note
    return [str(practice.id), practice.state, told, whose, "yes" if practice.publish else "no"]


LATER = (Step.DONE, Step.WHOM, Step.RESULT, Step.LINK)


def accept(practice: Id, yes: Yes = False, workstream: Which = None) -> None:
    """Take a practice for the mapping, and tell its author."""
    run(_review(settings_or_exit(), practice, Verdict(PracticeState.ACCEPTED), yes, workstream))


def send_back(
    practice: Id,
    note: Annotated[str, typer.Option(help="What is missing; its author is told, and can send it again.")] = "",
    yes: Yes = False,
    workstream: Which = None,
) -> None:
    """Send a practice back to its author, with a note."""
    run(_review(settings_or_exit(), practice, Verdict(PracticeState.RETURNED, note), yes, workstream))


async def _review(settings: Settings, practice: int, verdict: Verdict, yes: bool, key: str | None) -> None:
    texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
    async with opened(settings) as database:
        async with database.begin() as session:
            workstream = await the_workstream(session, key)
            found = await reviewable(session, workstream, practice, verdict)
            out.print(f"Practice {practice}, {found.answers[Step.TITLE]}: {verdict.state}.", markup=False)
        if not yes and not typer.confirm("Do it?"):
            out.print("Nothing was changed.")
            return
        async with database.begin() as session:
            told = await review_practice(session, texts, workstream, practice, verdict, SystemClock().now())
    out.print("Done. Its author will be told." if told else "Done. Its author cannot be told.")


def export(
    folder: Annotated[Path, typer.Argument(help="Where practices.csv and practices.json go.")],
    workstream: Which = None,
) -> None:
    """Write what was accepted and may be published, as csv and json."""
    run(_export(settings_or_exit(), folder, workstream), OSError)


async def _export(settings: Settings, folder: Path, key: str | None) -> None:
    async with opened(settings) as database, database.read() as session:
        workstream = await the_workstream(session, key)
        found = await export_practices(session, workstream)
    _write(folder, {"practices.csv": practices_csv(found), "practices.json": practices_json(workstream.key, found)})
    count = "1 practice" if len(found) == 1 else f"{len(found)} practices"
    out.print(f"{count} in {folder}/practices.csv and practices.json.", markup=False)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
