"""`documents`: a round's report, charts and comment matrix for people, in the languages asked for."""

from pathlib import Path
from typing import Annotated

import typer

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.exports.papers import must_be_a_folder, papers, write_papers
from engagebot.exports.typeset import ReportsMissing, Typesetter
from engagebot.places import messages_folder
from engagebot.settings import Settings
from engagebot.texts.texts import Texts
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.refused import Refused


def register(app: typer.Typer) -> None:
    app.command("documents")(documents)


def documents(
    round_key: Annotated[str, typer.Argument(metavar="ROUND", help="Key of the round in the workstream file.")],
    to: Annotated[Path, typer.Option(help="A folder; files of the same names in it are replaced.")],
    language: Annotated[
        list[str] | None,
        typer.Option(help="Such as fr; can be given several times. The workstream's first if left out."),
    ] = None,
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Write a round's report (PDF, Word), its charts (SVG), its figures (Excel) and its comment matrix."""
    run(_documents(settings_or_exit(), round_key, to, language or [], workstream), ReportsMissing)


async def _documents(settings: Settings, round_key: str, to: Path, languages: list[str], key: str | None) -> None:
    texts, typesetter = Texts(messages_folder(), settings.messages_folder), Typesetter()
    must_be_a_folder(to)
    for language in languages:
        if language not in texts.languages:
            raise Refused(f"There are no texts in {language!r}; there are: {', '.join(texts.languages)}.")
    async with opened(settings) as database, database.snapshot() as session:
        workstream = await the_workstream(session, key)
        wanted = dict.fromkeys(languages or workstream.languages[:1])
        data = [
            await export_round(session, workstream, round_key, language, texts.words(language)) for language in wanted
        ]
    for one in data:
        for path in write_papers(papers(one, typesetter), to):
            out.print(str(path), markup=False)
