"""`export`: a round's tally, ballots, comments and delivery report as files; `verify`: whether they hold."""

import runpy
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from engagebot.cli.console import opened, out, run, settings_or_exit, the_workstream
from engagebot.exports.bundle import MANIFEST, PRIVATE, look_first, write_bundle
from engagebot.exports.checking import path_of
from engagebot.settings import Settings
from engagebot.use_cases.export_round import export_round


def register(app: typer.Typer) -> None:
    app.command("export")(export)
    app.command("verify")(verify)


def export(
    round_key: Annotated[str, typer.Argument(metavar="ROUND", help="Key of the round in the workstream file.")],
    to: Annotated[Path, typer.Option(help="A folder; it must be new or hold an earlier export.")],
    workstream: Annotated[str | None, typer.Option(help="Which workstream, if there are several.")] = None,
) -> None:
    """Write a round's results into a folder. A round that is still open gives provisional ones."""
    run(_export(settings_or_exit(), round_key, to, workstream))


async def _export(settings: Settings, round_key: str, to: Path, key: str | None) -> None:
    look_first(to)
    async with opened(settings) as database, database.snapshot() as session:
        workstream = await the_workstream(session, key)
        data = await export_round(session, workstream, round_key)
    _tell(write_bundle(data, to))


def _tell(paths: Sequence[Path]) -> None:
    *files, archive = paths
    for path in paths:
        out.print(str(path), markup=False)
    (manifest,) = (path for path in files if path.name == MANIFEST and path.parent.name != PRIVATE)
    fingerprint = sha256(manifest.read_bytes()).hexdigest()
    out.print(f"Publish {archive.name}: verify.py in it checks it. The SHA-256 of its {MANIFEST}:", markup=False)
    out.print(fingerprint, markup=False)


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help="A round's bundle.")],
    receipt: Annotated[str, typer.Option(help="Is the ballot with this receipt counted?")] = "",
    seal: Annotated[str, typer.Option(help="Was this seal, as it was told, one of this chain?")] = "",
) -> None:
    """Check a round's bundle: each file, the votes' chain, the ballots, the tally. Ends with 1 if one does not hold."""
    name = "verify_all.py" if (bundle / PRIVATE).is_dir() else "verify.py"
    checking = runpy.run_path(str(path_of(name)))
    arguments = [str(bundle), *(("--receipt", receipt) if receipt else ()), *(("--seal", seal) if seal else ())]
    raise typer.Exit(checking["run"](arguments, bundle))
