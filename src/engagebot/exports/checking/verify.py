"""Checks a round's bundle, with nothing but Python 3.9: python3 verify.py [FOLDER|ZIP] [--receipt CODE] [--seal CODE]

Recomputes each file's hash, the chain of votes, the ballots (the last vote on an item counts) and the tally. Ends with
1 if anything does not hold, and says what and where. README.txt says what it proves, and what verify_all.py adds.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import statistics
import zipfile
from fractions import Fraction
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Sequence

WORDS = {"None": "", "True": "yes", "False": "no"}
GAVE = ["gave_1", "gave_2", "gave_3", "gave_4", "gave_5"]
FIGURES = ["mean", "lower_quartile", "median", "upper_quartile", "share_4_5", "share_4_5_from", "share_4_5_to"]
Row = dict[str, Any]


class Files(dict[str, bytes]):
    """A bundle's files by their names. `at` is the place that is being looked at."""

    def load(self, path: Path) -> None:
        self.at = str(path)
        if path.is_dir():
            self.update({f.relative_to(path).as_posix(): f.read_bytes() for f in path.rglob("*") if f.is_file()})
        else:
            with zipfile.ZipFile(path) as archive:
                self.update({name.partition("/")[2]: archive.read(name) for name in archive.namelist()})

    def read(self, name: str) -> bytes:
        self.at = name
        return self[name]

    def lines(self, name: str) -> Iterator[Row]:
        for number, line in enumerate(io.BytesIO(self.read(name)), 1):
            self.at = f"{name}, line {number}"
            yield json.loads(line)

    def table(self, name: str) -> Iterator[Row]:
        return csv.DictReader(io.StringIO(self.read(name).decode("utf-8-sig"), newline=""))


def must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def digest(value: Any) -> str:
    """SHA-256 of JSON with sorted keys, without spaces, in UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def for_people(found: str) -> str:
    """The first 80 bits of a hash in Crockford's base 32, four signs by four."""
    signs = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(found[:20], 16) >> at & 31] for at in range(75, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def check_files(files: Files) -> Iterator[str]:
    """Names every file that is not as the manifest has it."""
    manifest, there = json.loads(files.read("manifest.json")), set(files) - {"manifest.json"}
    whole = any("/" in name for name in there)  # not only what is published
    told = {name: value for name, value in manifest["files"].items() if whole or "/" not in name}
    found = {name: {"sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])} for name in there}
    for name in sorted(name for name in there | set(told) if told.get(name) != found.get(name)):
        what = "is missing" if name not in there else "was changed" if name in told else "is not in manifest.json"
        yield f"{name}: the file {what}"
    if files["manifest.json"] != (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode():
        yield "manifest.json: the file was changed"


class Votes:
    """The chain from the opening to its end, and the ballots to which it leads."""

    def __init__(self, files: Files, seal: str = "") -> None:
        self.opening = json.loads(files.read("opening.json"))
        self.items = {item["number"]: item for item in self.opening["items"]}
        self.known = {n: {"item": item["item"], "version": item["version"]} for n, item in self.items.items()}
        self.first, values = digest(self.opening), {None, *range(self.opening.get("highest", 5) + 1)}
        self.head, self.sealed = self.first, 0 if seal == for_people(self.first) else None
        self.length, self.last, given = 0, dict[str, str](), dict[str, dict[int, Any]]()
        for self.length, vote in enumerate(files.lines("votes.jsonl"), 1):
            told, version = vote.pop("hash"), self.known[vote["item"]]["version"]
            must(vote["sequence"] == self.length, "another vote belongs here: one was dropped, added or moved")
            found = digest({**vote, "round": self.opening["round"], "previous": self.head})
            must(told == found, f"vote {self.length} does not match its hash: it, or one before it, was changed")
            must(vote["version"] == version and vote["value"] in values, "not an answer to its item")
            given.setdefault(vote["pseudonym"], {})[vote["item"]] = vote["value"]
            self.head = self.last[vote["pseudonym"]] = told
            self.sealed = self.length if seal and for_people(told) == seal else self.sealed
        standing = {
            voter: {n: v for n, v in sorted(own.items()) if v is not None} for voter, own in sorted(given.items())
        }
        self.ballots = {voter: own for voter, own in standing.items() if own}

    def answers(self) -> Iterator[Row]:
        for voter, own in self.ballots.items():
            for n, value in own.items():
                yield {"pseudonym": voter, "number": n, **self.known[n], "value": value}


def figures(given: Sequence[int], voters: int, threshold: float | None) -> Row:
    """What follows from how often 1 to 5 was given; README.txt has the definitions."""
    n, high, z = sum(given), sum(given[3:]), 1.959963984540054
    row: Row = {"answers": n, "blank": voters - n, **dict(zip(GAVE, given)), **dict.fromkeys([*FIGURES, "supported"])}
    if n:
        order = [value for value, times in enumerate(given, 1) for _ in range(times)]
        quartiles = statistics.quantiles(order, n=4, method="inclusive") if n > 1 else [float(order[0])] * 3
        share, scale = high / n, 1 + z * z / n
        centre, reach = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
        ends = (centre - reach) / scale if high else 0.0, (centre + reach) / scale if high < n else 1.0
        row.update(zip(FIGURES, (round(figure, 6) for figure in (sum(order) / n, *quartiles, share, *ends))))
        row["supported"] = None if threshold is None else share >= threshold
    return row


def tally(votes: Votes) -> list[Row]:
    """Each item with its figures and its place by the mean, which equal ones share."""
    given, rows = {n: [0] * 5 for n in votes.items}, list[Row]()
    for answer in (one for one in votes.answers() if one["value"]):
        given[answer["number"]][answer["value"] - 1] += 1
    means = {n: Fraction(sum(v * c for v, c in enumerate(row, 1)), sum(row)) for n, row in given.items() if sum(row)}
    for n, known in votes.known.items():
        place = 1 + sum(mean > means[n] for mean in means.values()) if n in means else None
        row = {"number": n, **known, "place": place, "tied": list(means.values()).count(means.get(n, Fraction())) > 1}
        rows.append({**row, **figures(given[n], len(votes.ballots), votes.opening["threshold"])})
    return sorted(rows, key=lambda row: (row["place"] is None, row["place"], row["number"]))


def by_group(told: list[Row], threshold: float | None) -> Iterator[Row]:
    """What follows from each shown row's own counts, since no ballot says of which group it is."""
    for row in told:
        found = figures([row[gave] or 0 for gave in GAVE], (row["answers"] or 0) + (row["blank"] or 0), threshold)
        yield {"number": row["number"], "group": row["group"], **(dict.fromkeys(found) if row["withheld"] else found)}


def check_rows(files: Files, name: str, told: Iterable[Row], expected: Iterable[Row]) -> None:
    """What is expected in a row's columns is told there; with an apostrophe where spreadsheets would compute it."""
    for number, (found, row) in enumerate(zip_longest(told, expected, fillvalue=dict[str, Any]()), 1):
        files.at = f"{name}, row {number}"
        for column in row or found:
            there, follows = (WORDS.get(repr(cells.get(column)), str(cells.get(column))) for cells in (found, row))
            must(there in (follows, "'" + follows), f"{column} is {there!r}, not {follows!r}")


def checks(files: Files, receipt: str, seal: str) -> Iterator[str]:
    """What holds, a line each. Raises ValueError for the first that does not."""
    votes, told = Votes(files, seal), json.loads(files.read("tally.json"))
    facts, opening, texts = told["round"], votes.opening, {row["number"]: row["text"] for row in told["tally"]}
    terms = {"votes": votes.length, "head": votes.head, **{k: opening[k] for k in ("method", "anonymity", "threshold")}}
    must({**facts, **terms} == facts, "its last hash or its terms are not those of votes.jsonl and opening.json")
    must(all(text in votes.items[n]["text"].values() for n, text in texts.items()), "a text is not the opening's")
    yield f"{votes.length} votes in an unbroken chain, from seal {for_people(votes.first)} to {for_people(votes.head)}"
    check_rows(files, "ballots.csv", files.table("ballots.csv"), votes.answers())
    yield f"{len(votes.ballots)} ballots, as the last votes on each item lead to them"
    check_rows(files, "tally.json", told["tally"], tally(votes) if opening["method"] == "rating" else [])
    check_rows(files, "tally.json, by group", told["by_group"], by_group(told["by_group"], opening["threshold"]))
    check_rows(files, "tally.json, turnout", told["turnout"][:1], [{"by": "all", "voted": len(votes.ballots)}])
    for table, name in {"tally": "tally.csv", "by_group": "tally-by-group.csv", "turnout": "turnout.csv"}.items():
        check_rows(files, name, files.table(name), told[table])
    yield "every figure of all voters follows from the ballots; each of a group follows from the group's own counts"
    listed = files.read("receipts.txt").decode().splitlines()
    must(sorted(set(listed)) == listed and len(listed) == len(votes.ballots), "not one line for each ballot, in order")
    yield f"{len(listed)} receipts, one for each ballot"
    if receipt:
        must(hashlib.sha256(receipt.encode()).hexdigest() in listed, f"no counted ballot has the receipt {receipt}")
        yield f"the ballot with the receipt {receipt} is counted"
    if seal:
        must(votes.sealed is not None, f"the seal {seal} is not one of this chain")
        yield f"the seal {seal} is that of this chain after {votes.sealed} votes"


def run(arguments: Sequence[str] | None, folder: Path, also: Callable[[Files], Iterator[str]] | None = None) -> int:
    """Checks, and says what it found. `also`: further checks."""
    parser = argparse.ArgumentParser(description="Checks a round's bundle.")
    parser.add_argument("bundle", nargs="?", type=Path, default=folder, help="the folder, or the zip")
    for name, asked in {"--receipt": "is the ballot counted?", "--seal": "is it one of this chain?"}.items():
        parser.add_argument(name, type=str.upper, default="", help=asked)
    given, files, wrong = parser.parse_args(arguments), Files(), list[str]()
    try:
        files.load(given.bundle)
        wrong += check_files(files)
        for line in chain(checks(files, given.receipt, given.seal), also(files) if also else ()):
            print("holds:", line)
    except Exception as error:
        wrong.append(f"{files.at}: {error if isinstance(error, ValueError) else repr(error)}")
    print(*(f"WRONG: {line}\n" for line in wrong), sep="", end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(run(None, Path(__file__).parent))
