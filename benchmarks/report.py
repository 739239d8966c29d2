"""The figures as a file for programs, and as a table for eyes."""

import json
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure


def write(path: Path, figures: Iterable[Figure], machine: dict[str, object]) -> None:
    """One entry a figure, beside `machine`. Figures that were not measured this time are left out."""
    entries = {figure.name: figure.entry() for figure in figures}
    path.write_text(json.dumps({"machine": machine, **entries}, indent=2, ensure_ascii=False) + "\n")


def show(figures: Iterable[Figure]) -> None:
    table = Table("figure", "value", "unit", "ours", "yardstick", "spread", "reach", "")
    for figure in figures:
        reach = "" if figure.reach is None else str(figure.reach)
        met = "" if figure.reach is None else "met" if figure.reach.met_by(figure.value) else "MISSED"
        spread = f"{_short(figure.spread[0])} … {_short(figure.spread[1])}"
        row = (figure.name, _short(figure.value), figure.unit, _short(figure.ours), _short(figure.yardstick), spread)
        table.add_row(*row, reach, met)
    Console(width=140).print(table)
    for figure in figures:
        if figure.note:
            Console(width=140).print(f"{figure.name}: {figure.note}", highlight=False)


def _short(value: float | None) -> str:
    return "" if value is None else f"{float(f'{value:.4g}'):,}" if abs(value) < 1000 else f"{value:,.0f}"
