"""Checks a round's bundle, with nothing but Python 3.9: python3 verify.py [FOLDER|ZIP] [--receipt CODE] [--seal CODE]

Recomputes hashes, chain, ballots (the last vote on an item counts) and tally; see README. It ends with 1 on a fault."""

import argparse
import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from itertools import chain, permutations, zip_longest
from pathlib import Path
from statistics import quantiles
from typing import Any, Callable, Collection, Iterable, Iterator, Optional, Sequence

WORDS, ORDERED, OWN = {"None": "", "True": "yes", "False": "no"}, ("rating", "ranking"), "not-for-publication/"
Row = dict[str, Any]


class Files(dict[str, bytes]):
    """A bundle's files by their names. `at` is the place that is being looked at."""

    def load(self, path: Path) -> Iterator[str]:
        """Names every file that is not as the manifest has it. What is not for publication has its own manifest."""
        self.at = str(path)
        if path.is_dir():
            self.update({f.relative_to(path).as_posix(): f.read_bytes() for f in path.rglob("*") if f.is_file()})
        else:
            with zipfile.ZipFile(path) as archive:
                self.update({name.partition("/")[2]: archive.read(name) for name in archive.namelist()})
        for folder, own in (("", "manifest.json"), (OWN, OWN + "manifest.json"))[: 1 + (OWN in "".join(self))]:
            manifest, there = json.loads(self.read(own)), {n for n in self if n.startswith(OWN) == bool(folder)} - {own}
            told = {folder + name: of for name, of in manifest["files"].items()}
            found = {n: {"sha256": hashlib.sha256(self[n]).hexdigest(), "size": len(self[n])} for n in there}
            for name in sorted(name for name in there | set(told) if told.get(name) != found.get(name)):
                what = "is missing" if name not in there else f"is not {'as ' * (name in told)}in {own}"
                yield f"{name}: the file {what}"
            if self[own] != (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode():
                yield f"{own}: the file was changed"

    def read(self, name: str) -> bytes:
        self.at = name if name in self else f"{name}: the file is missing"
        return self[name]

    def lines(self, name: str) -> Iterator[Row]:
        for number, line in enumerate(io.BytesIO(self.read(name)), 1):
            self.at = f"{name}, line {number}"
            yield json.loads(line)

    def compare(self, name: str, expected: Iterable[Row], told: Iterable[Row] = ()) -> None:
        """What is expected in a row's columns is told there; with an apostrophe where spreadsheets would compute it."""
        told = csv.DictReader(io.StringIO(self.read(name).decode("utf-8-sig"), newline="")) if name in self else told
        for number, (found, row) in enumerate(zip_longest(told, expected, fillvalue=Row()), 1):
            self.at = f"{name}, row {number}"
            for column in row or found:
                both = (round(c, 6) if isinstance(c, float) else c for c in (found.get(column), row.get(column)))
                there, follows = (WORDS.get(repr(cell), str(cell)) for cell in both)
                must(there in (follows, "'" + follows), f"{column} is {there!r}, not {follows!r}")


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


class Votes:
    """The chain from the opening to its end, and the ballots to which it leads. An answer of 0 is an abstention."""

    def __init__(self, files: Files, seal: str = "") -> None:
        self.opening = json.loads(files.read("opening.json"))
        self.known = {i["number"]: {k: i[k] for k in ("number", "item", "version")} for i in self.opening["items"]}
        self.now, self.texts = dict(self.known), {(i["number"], i["version"]): i["text"] for i in self.opening["items"]}
        self.method, self.least, options = (self.opening.get(key) for key in ("method", "threshold", "options"))
        self.most = (options or {}).get("k", (options or {}).get("total", len(self.known)))
        self.places = self.method == "ranking" or (options or {}).get("ordered") is True
        self.highest = self.most if self.places or self.method == "points" else 5 if self.method == "rating" else 1
        self.first = self.head = digest(self.opening)
        self.sealed, possible = 0 if seal == for_people(self.head) else None, {None, *range(self.highest + 1)}
        self.cast, self.last, self.to, given = 0, dict[str, str](), dict[Any, Row](), dict[str, dict[int, Any]]()
        for length, link in enumerate(files.lines("votes.jsonl"), 1):
            told, voter, item, version = link.pop("hash"), str(link.get("pseudonym")), link["item"], link["version"]
            must(link["sequence"] == length, "another vote belongs here: one was dropped, added or moved")
            self.head = digest({**link, "round": self.opening["round"], "previous": self.head})
            must(told == self.head, f"vote {length} does not match its hash: it, or one before it, was changed")
            fits = ((item, version) in self.texts) != ("text" in link) and link.get("value") in possible
            must(fits, "not an answer to its item")
            if "text" in link:  # the item is put to the vote in this version from here on
                self.now[item], self.texts[item, version] = {**self.now[item], "version": version}, link["text"]
            else:
                given.setdefault(voter, {})[item], self.cast, self.last[voter] = link["value"], self.cast + 1, told
                self.to |= {(voter, item): {"version": version}} if len(self.texts) > len(self.known) else {}
            self.sealed = self.cast if seal and for_people(told) == seal else self.sealed
        standing = ((voter, {n: v for n, v in sorted(own.items()) if v is not None}) for voter, own in given.items())
        self.ballots = {voter: own for voter, own in sorted(standing) if own}
        had = (sum(v if self.method == "points" else v > 0 for v in own.values()) for own in self.ballots.values())
        must(max(had, default=0) <= self.most, "a ballot gives more than it may")

    def counted(self, ballots: Collection[dict[int, int]]) -> tuple[dict[int, Row], Counter[Any]]:
        """Of each item how often each value was given, and what follows; and how many put one before another."""
        given, before, rows = Counter(pair for own in ballots for pair in own.items()), Counter[Any](), dict[int, Row]()
        for own in ballots if self.method == "ranking" else ():
            place = {n: own.get(n, self.most + 1) for n in self.known if own.get(n) != 0}
            for one, other in permutations(place, 2):  # what is left out is last; a tie is half a point of Borda's
                before[one, other] += place[one] < place[other]
                before[one] += (place[one] < place[other]) + (place[one] <= place[other])
        for n in self.known:
            gave = [given[n, value] for value in range(self.highest + 1)]
            answers, judging, sums = sum(gave[1:]), len(ballots) - gave[0], sum(v * m for v, m in enumerate(gave))
            rows[n] = row = Row(answers=answers, abstained=gave[0], blank=judging - answers)
            row.update((f"gave_{v}", m) for v, m in enumerate(gave) if v and (self.places or self.method == "rating"))
            if self.places or self.method == "points":  # of k places, the first gives k points
                half, places = before[n] / 2 if before[n] % 2 else before[n] // 2, (self.most + 1) * answers - sums
                row["points"] = half if self.method == "ranking" else places if self.places else sums
            if self.method in ORDERED:
                two = [v for v, m in enumerate(gave) for _ in range(m * (v > 0) * (1 + (answers == 1)))]  # or more
                spread = [sums / answers, *quantiles(two, method="inclusive")] if answers else [None] * 4
                row.update(zip(("mean", "lower_quartile", "median", "upper_quartile"), spread))
            if self.method != "ranking":
                ways = {"rating": (sum(gave[4:]), answers), "points": (sums, sum(v * m for (_, v), m in given.items()))}
                high, of = ways.get(self.method, (answers, judging))
                row["share_4_5" if self.method == "rating" else "share"] = high / of if of else None
                row["supported"] = high / of >= self.least if of and self.least is not None else None
        return rows, before

    def tally(self) -> list[Row]:
        """Each item with its figures and its place, which equal ones share; that of a ranking by Schulze's method."""
        rows, before = self.counted(self.ballots.values())
        self.pairs = {pair: before[pair] for pair in permutations(rows, 2) if self.method == "ranking"}
        score: dict[int, Any] = {n: row.get("points", row.get("mean", row["answers"])) for n, row in rows.items()}
        asked = [n for n, row in rows.items() if row["answers"] or (row["blank"] and self.method not in ORDERED)]
        place = {n: 1 + sum(score[other] > score[n] for other in asked) for n in asked}
        if self.method == "ranking":
            path = {pair: times * (times > before[pair[::-1]]) for pair, times in self.pairs.items()}
            for over, a, b in permutations(rows, 3):
                path[a, b] = max(path[a, b], min(path[a, over], path[over, b]))
            place = {n: 1 + sum(path[o, n] > path[n, o] for o in rows if o != n) for n in asked}
        tied = {n for n in place if list(place.values()).count(place[n]) > 1}
        about = {n: {**self.now[n], "place": place.get(n), "tied": n in tied} for n in rows}
        return [{**about[n], **rows[n]} for n in sorted(rows, key=lambda n: (n not in place, place.get(n), n))]


def checks(files: Files, receipt: str, seal: str) -> Iterator[str]:
    """What holds, a line each. Raises ValueError for the first that does not."""
    votes, told = Votes(files, seal), json.loads(files.read("tally.json"))
    facts, opening, texts = told["round"], votes.opening, {row["number"]: row["text"] for row in told["tally"]}
    terms = {"votes": votes.cast, "head": votes.head, **{k: opening[k] for k in ("method", "anonymity", "threshold")}}
    must({**facts, **terms} == facts, "its last hash or its terms are not those of votes.jsonl and opening.json")
    must(all(texts.get(n) in votes.texts[n, i["version"]].values() for n, i in votes.now.items()), "not its last text")
    yield f"{votes.cast} votes in an unbroken chain, from seal {for_people(votes.first)} to {for_people(votes.head)}"
    answers = ((voter, n, {"value": value}) for voter, own in votes.ballots.items() for n, value in own.items())
    ballots = ({"pseudonym": v, **votes.known[n], **votes.to.get((v, n), {}), **answer} for v, n, answer in answers)
    files.compare("ballots.csv", ballots)
    files.compare("tally.json, tally", votes.tally(), told["tally"])
    pairs = ({"number": one, "other_number": other, "before": n} for (one, other), n in votes.pairs.items())
    files.compare("tally.json, pairs", pairs, (row for row in told.get("pairs", ()) if row["by"] == "all"))
    files.compare("tally.json, turnout", [{"by": "all", "voted": len(votes.ballots)}], told["turnout"][:1])
    for name in ("tally", "tally-by-group", "turnout", "pairs", "versions", "quorum"):
        files.compare(f"{name}.csv", told.get(name.replace("tally-", "").replace("-", "_"), ()))
    yield "all counts, shares and places of all voters follow from the ballots, and the tables are those of tally.json"
    listed = files.read("receipts.txt").decode().splitlines()
    must(sorted(set(listed)) == listed and len(listed) == len(votes.ballots), "not one line for each ballot, in order")
    yield f"{len(votes.ballots)} ballots, as the last votes on each item lead to them, and {len(listed)} receipts"
    must(not receipt or hashlib.sha256(receipt.encode()).hexdigest() in listed, f"no ballot has the receipt {receipt}")
    must(not seal or votes.sealed is not None, f"the seal {seal} is not one of this chain")
    yield from [f"the ballot with the receipt {receipt} is counted"] if receipt else ()
    yield from [f"the seal {seal} is that of this chain after {votes.sealed} votes"] if seal else ()


def run(given: Optional[Sequence[str]], folder: Path, also: Callable[[Files], Iterable[str]] = lambda files: ()) -> int:
    parser = argparse.ArgumentParser(description="Checks a round's bundle.")
    parser.add_argument("bundle", nargs="?", type=Path, default=folder, help="the folder, or the zip")
    for name, told in {"--receipt": "is the ballot counted?", "--seal": "is it one of this chain?"}.items():
        parser.add_argument(name, type=str.upper, default="", help=told)
    asked, files, wrong = parser.parse_args(given), Files(), list[str]()
    try:
        wrong += files.load(asked.bundle)
        for line in chain(checks(files, asked.receipt, asked.seal), also(files)):
            print("holds:", line)
    except Exception as error:
        wrong.append(f"{files.at}: {error if isinstance(error, ValueError) else repr(error)}")
    print(*(f"WRONG: {line}\n" for line in wrong), sep="", end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(run(None, Path(__file__).parent))
