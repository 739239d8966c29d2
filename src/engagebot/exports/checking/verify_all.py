"""Checks all of a round's bundle: python3 not-for-publication/verify_all.py [FOLDER] [--receipt CODE] [--seal CODE]

What verify.py beside this folder checks, and what only the secretariat can: that the roll is the one of the opening,
that each ballot's receipt is listed, that every vote came in while the round was open, and the figures by group and
region with what is withheld of them. Needs Python 3.9 or newer, and verify.py.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import runpy
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator, Sequence

HERE = Path(__file__).resolve().parent
BESIDE = next(folder / "verify.py" for folder in (HERE, HERE.parent) if (folder / "verify.py").is_file())
verify = SimpleNamespace(**runpy.run_path(str(BESIDE)))
ROLL, TIMES = "not-for-publication/roll.jsonl", "not-for-publication/times.jsonl"
MINIMUM = 5
Row = dict[str, Any]


def check_roll(files: Any, votes: Any) -> list[Row]:
    """The lines that are invited. Nobody was put on the roll, taken off it or moved after the opening."""
    roll, receipts, commitments = list(files.lines(ROLL)), list[str](), hashlib.sha256()
    files.at = ROLL
    for line in roll:
        known = {key: line[key] for key in ("pseudonym", "group", "region", "salt")}
        commitments.update(verify.digest(known).encode())
        if line["pseudonym"] in votes.ballots:
            key, last = bytes.fromhex(line["receipt_key"]), votes.last[line["pseudonym"]]
            receipt = verify.for_people(hmac.new(key, last.encode(), hashlib.sha256).hexdigest())
            receipts.append(hashlib.sha256(receipt.encode()).hexdigest())
    verify.must(commitments.hexdigest() == votes.opening["roll"], "this is not the roll that the opening fixed")
    invited = [line for line in roll if not line["merged"]]
    on_it = {line["pseudonym"] for line in invited}
    verify.must(set(votes.ballots) <= on_it, "a ballot is of nobody on the roll")
    listed = files.read("receipts.txt").decode().splitlines()
    verify.must(sorted(receipts) == listed, "the receipts are not those of the ballots that count")
    return invited


def check_times(files: Any, votes: Any, closes_at: str) -> None:
    """Every vote was received while the round was open, at the instant to which the chain binds it; and every new text
    came then."""
    instants = files.lines(TIMES)
    for link in files.lines("votes.jsonl"):
        time: Row = link
        if "text" not in link:
            files.at = TIMES
            time = next(instants, {})
            bound = time.pop("sequence", 0) == link["sequence"] and verify.digest(time) == link["time"]
            verify.must(bound, "this is not the instant to which the vote is bound")
        verify.must(votes.opening["opened_at"] <= time["at"] < closes_at.rstrip("Z"), "the round was not open then")
    verify.must(next(instants, None) is None, "there are more instants than votes")


def withheld(people: dict[str, int], already: set[str]) -> set[str]:
    """The cells that may not be shown: those under five people, and then the smallest of the others until at least two
    are withheld, with at least five people between them, and more people than cells."""
    hidden = {cell for cell, count in people.items() if count < MINIMUM} | (already & set(people))
    for cell in sorted(people, key=lambda cell: (people[cell], cell)):
        if hidden and (len(hidden) < 2 or sum(people[one] for one in hidden) < max(MINIMUM, len(hidden) + 1)):
            hidden.add(cell)
    return hidden


def turnout(votes: Any, roll: list[Row], by: str) -> dict[str, Row]:
    """By cell, with what is withheld left empty."""
    invited = Counter(line[by] for line in roll)
    voting = Counter(line[by] for line in roll if line["pseudonym"] in votes.ballots)
    hidden = withheld(invited, set())
    unseen = withheld({cell: voting[cell] for cell in invited}, hidden)
    return {
        cell: {
            "by": by,
            "cell": cell,
            "invited": None if cell in hidden else invited[cell],
            "voted": None if cell in unseen else voting[cell],
            "missing": None if cell in hidden | unseen else invited[cell] - voting[cell],
            "share": None if cell in hidden | unseen else round(voting[cell] / invited[cell], 6),
            "withheld": cell in hidden | unseen,
        }
        for cell in invited
    }


def quorum(asked: Any, groups: dict[str, Row], whole: Row) -> dict[str, Row]:
    """By group, and those that are withheld as one under no name, where the same is asked of all."""
    needs = asked if isinstance(asked, dict) else dict.fromkeys(groups, asked)
    shown = {group: row for group, row in groups.items() if row["voted"] is not None}
    found = {group: judged(needs[group], groups[group], 1) for group in groups if group in needs}
    if not isinstance(asked, dict) and len(shown) < len(groups):
        rest = {key: whole[key] - sum(row[key] for row in shown.values()) for key in ("invited", "voted")}
        found[""] = judged(asked, rest, len(groups) - len(shown))
    return {group: {"group": group, **row} for group, row in found.items()}


def judged(need: Any, row: Row, groups: int) -> Row:
    """Whether so many voted as the quorum asks for: a number, or a share of those invited, which is rounded up."""
    if row["voted"] is None:
        return {"invited": row["invited"], "needed": None, "voted": None, "reached": None, "withheld": True}
    needed = need * groups if isinstance(need, int) else math.ceil(Fraction(str(need)) * row["invited"])
    told = {"invited": row["invited"], "needed": needed, "voted": row["voted"]}
    return {**told, "reached": row["voted"] >= needed, "withheld": False}


def hidden_groups(votes: Any, given: dict[str, dict[int, Row]], unseen: set[str]) -> set[str]:
    """The groups whose answers may not be shown, in any item. One that nobody judged hides nobody."""
    judging = {
        group: {n: row["answers"] + (votes.method != "rating") * row["blank"] for n, row in rows.items()}
        for group, rows in given.items()
    }
    asked = [n for n in votes.known if any(of[n] for of in judging.values())]
    return withheld({group: min((of[n] for n in asked), default=0) for group, of in judging.items()}, unseen)


def versions(files: Any, votes: Any, told: list[Row]) -> list[Row]:
    """Of the items that had several texts: which, since when, whether editorial, and how many of the answers that count
    were given to each. The text is told in one of its languages."""
    changes = {(link["item"], link["version"]): link for link in files.lines("votes.jsonl") if "text" in link}
    says = {(row["number"], row["version"]): row["text"] for row in told}
    given: Counter[Any] = Counter()
    for voter, own in votes.ballots.items():
        given.update((n, votes.to.get((voter, n), votes.known[n])["version"]) for n, value in own.items() if value)
    reworded = [(n, v) for n, v in sorted(votes.texts) if votes.now[n] != votes.known[n]]
    rows = []
    for n, version in reworded:
        link, texts = changes.get((n, version), {}), votes.texts[n, version].values()
        text = says[n, version] if says.get((n, version)) in texts else next(iter(texts))
        row = {"number": n, "version": version, "text": text, "answers": given[n, version]}
        rows.append({**row, "since": link.get("at"), "editorial": link.get("editorial", False)})
    return rows


def by_group(votes: Any, roll: list[Row], groups: dict[str, Row]) -> dict[tuple[int, str], Row]:
    """By item and group, with what is withheld left empty."""
    group_of = {line["pseudonym"]: line["group"] for line in roll}
    ballots: dict[str, list[Any]] = {group: [] for group in groups}
    for voter, own in votes.ballots.items():
        ballots[group_of[voter]].append(own)
    given = {group: votes.counted(own)[0] for group, own in ballots.items()}
    hidden = hidden_groups(votes, given, {group for group, row in groups.items() if row["voted"] is None})
    return {
        (n, group): {
            "number": n,
            "group": group,
            "withheld": group in hidden,
            **(dict.fromkeys(given[group][n]) if group in hidden else given[group][n]),
        }
        for n in votes.known
        for group in groups
    }


def checks(files: Any) -> Iterator[str]:
    """What holds besides, a line each. Raises ValueError for the first that does not."""
    votes, told = verify.Votes(files), json.loads(files.read("tally.json"))
    roll = check_roll(files, votes)
    yield f"{votes.opening['invited']} lines on the roll, as the opening fixed them, and the receipts of their ballots"
    check_times(files, votes, told["round"]["closes_at"])
    yield "every vote was received while the round was open"
    texts = told.get("versions", [])
    files.compare("tally.json, versions", versions(files, votes, texts), texts)
    cells = {by: turnout(votes, roll, by) for by in ("group", "region")}
    whole = {"by": "all", "cell": "", "invited": len(roll), "voted": len(votes.ballots)}
    order = [(row["by"], row["cell"]) for row in told["turnout"][1:]]
    files.at = "tally.json"
    once = len(order) == len(set(order)) == sum(map(len, cells.values()))
    verify.must(once, "the turnout has not one row for each cell")
    expected = [cells[by].get(cell, {"cell": None}) for by, cell in order]
    files.compare("tally.json, turnout", [whole, *expected], told["turnout"])
    judgements = quorum(votes.opening["quorum"], cells["group"], whole) if "quorum" in votes.opening else {}
    verdicts = told.get("quorum", [])
    verify.must(sorted(row["group"] for row in verdicts) == sorted(judgements), "the quorum is not told of each group")
    files.compare("tally.json, quorum", [judgements[row["group"]] for row in verdicts], verdicts)
    rows = by_group(votes, roll, cells["group"])
    named = [(row["number"], row["group"]) for row in told["by_group"]]
    once = len(named) == len(set(named)) == len(rows)
    verify.must(once, "the tally by group has not one row for each item and group")
    files.compare("tally.json, by group", [rows.get(name, {"group": None}) for name in named], told["by_group"])
    yield "the turnout and the figures by group follow from the roll, and what has to be withheld is"


def run(arguments: Sequence[str] | None, folder: Path) -> int:
    found: int = verify.run(arguments, folder, checks)
    return found


if __name__ == "__main__":
    sys.exit(run(None, HERE.parent))
