"""What a bundle holds is checked by the programs in it, with nothing but Python; any change is found and named."""

import csv
import hashlib
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagebot.domain.chain import Link
from engagebot.domain.digests import Json, for_people
from engagebot.domain.receipts import receipt_of
from engagebot.exports.bundle import MANIFEST, NAMED, NAMES, PRIVATE, PUBLISHED, SOMETIMES, manifests, write_bundle
from engagebot.exports.checking import path_of
from engagebot.exports.values import CommentLine, NamedBallot, RoundExport
from tests.exports.built import Person, export_of, files_of, hash_of, pseudonym, secret

PEOPLE = [
    *[Person("states", "africa", {1: 5, 2: 4, 3: 2}, [(1, 1), (4, 2), (4, None)]) for _ in range(7)],
    *[Person("civil", "asia", {1: 4, 2: 4}) for _ in range(6)],
    *[Person("un", "asia", {1: 1}) for _ in range(3)],
    *[Person("academia", "asia", {1: 3, 3: 3}) for _ in range(6)],
    Person("media", "", {}, [(1, 3), (1, None)]),
    *[Person("media", "africa") for _ in range(5)],
]
THERE = NAMES - SOMETIMES
COMMENTS = [CommentLine(1, "civil", "=1+1"), CommentLine(2, None, "needed\nnow")]
RUN = {name: runpy.run_path(str(path_of(name)))["run"] for name in ("verify.py", "verify_all.py")}
Found = tuple[int, str]
Check = Callable[..., Found]


@pytest.fixture(scope="module")
def data() -> RoundExport:
    return export_of(PEOPLE, comments=COMMENTS)


@pytest.fixture
def bundle(data: RoundExport, tmp_path: Path) -> Path:
    write_bundle(data, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs a program, and says how it ended and what it printed."""

    def checked(path: Path, *more: str, program: str = "verify_all.py") -> Found:
        capsys.readouterr()
        code = RUN[program]([str(path), *more], path)
        return code, capsys.readouterr().out

    return checked


def sealed_again(bundle: Path) -> None:
    """What a forger does who knows of the manifests."""
    files: dict[str, Json] = {}
    for path in sorted(path for path in bundle.rglob("*") if path.is_file() and path.name != MANIFEST):
        content = path.read_bytes()
        told: Json = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        files[path.relative_to(bundle).as_posix()] = told
    for name, content in manifests(files).items():
        (bundle / name).write_bytes(content)


def rewritten(path: Path, change: Callable[[list[str]], None]) -> None:
    lines = path.read_text("utf-8").splitlines()
    change(lines)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_a_bundle_as_it_was_written_holds(bundle: Path, check: Check) -> None:
    code, told = check(bundle)
    assert (code, "WRONG" in told) == (0, False)
    for said in ("votes in an unbroken chain", "22 ballots", "22 receipts", "28 lines on the roll", "withheld is"):
        assert said in told


def test_what_is_published_tells_nothing_of_the_files_that_are_not(data: RoundExport, tmp_path: Path) -> None:
    """A named round whose file can be guessed, and one that is not, differ in nothing that anybody sees."""
    write_bundle(data, tmp_path / "plain")
    write_bundle(replace(data, named=(NamedBallot(pseudonym(0), "norland", "Norland"),)), tmp_path / "named")
    assert (tmp_path / "named" / NAMED).exists()
    assert (tmp_path / "named.zip").read_bytes() == (tmp_path / "plain.zip").read_bytes()
    listed = json.loads((tmp_path / "named" / PRIVATE / MANIFEST).read_text("utf-8"))["files"]
    assert listed["named.csv"]["sha256"] == hashlib.sha256((tmp_path / "named" / NAMED).read_bytes()).hexdigest()


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("python", ["python3.9", sys.executable])
def test_the_program_in_it_needs_nothing_but_python(bundle: Path, tmp_path: Path, python: str, form: str) -> None:
    if subprocess.run([python, "--version"], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no {python} here")
    if form == "zip":
        with ZipFile(tmp_path / "out.zip") as archive:
            archive.extractall(tmp_path / "taken")
        bundle = tmp_path / "taken" / "priorities"
    keep = {name: value for name, value in os.environ.items() if name.startswith("PYENV") or name == "PATH"}
    command = [python, "-I", str(bundle / "verify.py")]
    ended = subprocess.run(command, env=keep, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "22 ballots" in ended.stdout
    if form == "folder":
        command = [python, "-I", str(bundle / PRIVATE / "verify_all.py")]
        ended = subprocess.run(command, env=keep, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert "28 lines on the roll" in ended.stdout
    assert {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()} <= NAMES


def test_the_zip_holds_what_may_be_published_and_no_more(bundle: Path, check: Check) -> None:
    archive = bundle.with_name("out.zip")
    with ZipFile(archive) as names:
        assert {name.partition("/")[2] for name in names.namelist()} == PUBLISHED - SOMETIMES
    assert check(archive, program="verify.py")[0] == 0


@pytest.mark.parametrize("name", sorted(THERE))
def test_a_changed_byte_in_any_file_is_found_and_the_file_named(bundle: Path, check: Check, name: str) -> None:
    content = bytearray((bundle / name).read_bytes())
    for at in (0, len(content) // 2, len(content) - 1):
        changed = bytearray(content)
        changed[at] ^= 1
        (bundle / name).write_bytes(changed)
        code, told = check(bundle)
        assert code == 1
        assert f"WRONG: {name}" in told or (Path(name).name == MANIFEST and f"in {name}\n" in told)


@pytest.mark.parametrize("name", sorted(THERE - {"verify.py", MANIFEST}))
def test_a_missing_file_and_one_too_many_are_named(bundle: Path, check: Check, name: str) -> None:
    (bundle / "notes.txt").write_text("mine")
    (bundle / name).unlink()
    code, told = check(bundle)
    assert code == 1
    assert f"WRONG: {name}: the file is missing" in told
    assert "WRONG: notes.txt: the file is not in manifest.json" in told


@pytest.mark.parametrize("damage", [b"", b"no zip at all"])
def test_what_is_no_bundle_is_told(tmp_path: Path, check: Check, damage: bytes) -> None:
    (tmp_path / "some.zip").write_bytes(damage)
    for path in (tmp_path / "some.zip", tmp_path / "nothing", tmp_path):
        code, told = check(path, program="verify.py")
        assert (code, told.count("WRONG")) == (1, 1)


def test_a_byte_changed_in_the_zip_is_found(bundle: Path, check: Check) -> None:
    archive = bundle.with_name("out.zip")
    with ZipFile(archive) as names:
        entry = names.getinfo("priorities/votes.jsonl")
    content = bytearray(archive.read_bytes())
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 1
    archive.write_bytes(content)
    assert check(archive, program="verify.py")[0] == 1


FIELDS: dict[str, object] = {
    "sequence": 99,
    "pseudonym": "V-ELSE",
    "item": 4,
    "version": 2,
    "value": 3,
    "time": "0" * 64,
    "hash": "0" * 64,
}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_a_vote_is_bound_also_if_the_manifest_is_made_anew(
    bundle: Path, check: Check, field: str
) -> None:
    def change(lines: list[str]) -> None:
        lines[4] = json.dumps({**json.loads(lines[4]), field: FIELDS[field]})

    rewritten(bundle / "votes.jsonl", change)
    sealed_again(bundle)
    code, told = check(bundle)
    assert code == 1
    assert "WRONG: votes.jsonl, line 5: " in told


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: lines.pop(4), 5),
        (lambda lines: lines.insert(4, lines[3]), 5),
        (lambda lines: lines.insert(4, lines.pop(5)), 5),
        (lambda lines: lines.__setitem__(4, "{"), 5),
        (lambda lines: lines.__setitem__(4, "{}"), 5),
    ],
)
def test_a_dropped_added_or_moved_vote_is_named(
    bundle: Path, check: Check, change: Callable[[list[str]], None], line: int
) -> None:
    rewritten(bundle / "votes.jsonl", change)
    sealed_again(bundle)
    code, told = check(bundle)
    assert code == 1
    assert f"WRONG: votes.jsonl, line {line}: " in told


@pytest.mark.parametrize("keep", [-1, -3])
def test_votes_cut_off_at_the_end_are_found(bundle: Path, check: Check, keep: int) -> None:
    rewritten(bundle / "votes.jsonl", lambda lines: lines.__delitem__(slice(keep, None)))
    sealed_again(bundle)
    assert check(bundle)[0] == 1


def test_a_chain_that_was_made_anew_has_another_seal_than_was_told(
    bundle: Path, check: Check, data: RoundExport
) -> None:
    votes, previous = [], data.chain.opening
    for vote in data.votes:
        changed = Link(vote.sequence, vote.pseudonym, vote.item, 1, 5 if vote.value else None, vote.time, "")
        previous = hash_of(changed, previous)
        votes.append(json.dumps({**json.loads(json.dumps(changed, default=_fields)), "hash": previous}))
    (bundle / "votes.jsonl").write_text("".join(f"{line}\n" for line in votes))
    code, told = check(bundle, "--seal", for_people(data.chain.head))
    assert code == 1
    assert "tally.json: its last hash or its terms are not those" in told


def _fields(vote: Link) -> dict[str, object]:
    return {name: getattr(vote, name) for name in FIELDS}


def cells_of(name: str) -> list[tuple[int, str]]:
    """Rows and columns with a figure."""
    files = files_of(export_of(PEOPLE, comments=COMMENTS))
    rows = list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
    return [(at, column) for at in (0, len(rows) - 1, len(rows) // 2) for column in rows[0]]


@pytest.mark.parametrize("name", ["tally.csv", "tally-by-group.csv", "turnout.csv", "ballots.csv"])
def test_a_changed_cell_of_a_table_is_found_and_the_row_named(bundle: Path, check: Check, name: str) -> None:
    path = bundle / name
    text = path.read_text("utf-8-sig")
    for at, column in cells_of(name):
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        rows[at][column] = "777"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        sealed_again(bundle)
        code, told = check(bundle, program="verify.py")
        assert code == 1, (at, column)
        assert f"WRONG: {name}, row {at + 1}: {column} is '777'" in told


@pytest.mark.parametrize("name", ["tally.csv", "tally-by-group.csv", "turnout.csv", "ballots.csv", "receipts.txt"])
def test_a_dropped_and_a_doubled_row_are_found(bundle: Path, check: Check, name: str) -> None:
    whole = (bundle / name).read_text("utf-8")
    for change in (lambda lines: lines.pop(2), lambda lines: lines.insert(2, lines[2]), lambda lines: lines.pop()):
        (bundle / name).write_text(whole, "utf-8")
        rewritten(bundle / name, change)
        sealed_again(bundle)
        code, told = check(bundle, program="verify.py")
        assert code == 1
        assert f"WRONG: {name}" in told


TABLES = ("tally", "by_group", "turnout")


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_figure_in_the_tally_for_programs_is_found(bundle: Path, check: Check, table: str) -> None:
    path = bundle / "tally.json"
    whole = json.loads(path.read_text("utf-8"))
    for at, row in enumerate(whole[table]):
        for column in sorted(row):
            changed = json.loads(json.dumps(whole))
            changed[table][at][column] = 7 if row[column] != 7 else 8
            path.write_text(json.dumps(changed))
            sealed_again(bundle)
            code, told = check(bundle)
            assert code == 1, (at, column)
            assert "WRONG: t" in told


def test_terms_and_texts_of_the_opening_are_bound(bundle: Path, check: Check) -> None:
    path = bundle / "opening.json"
    whole = json.loads(path.read_text("utf-8"))
    for changed in (
        {**whole, "threshold": 0.6},
        {**whole, "opened_at": "2023-05-02T07:00:00.000000Z"},
        {**whole, "items": [{**item, "text": {"en": "Another text"}} for item in whole["items"]]},
        {**whole, "roll": "0" * 64},
        {**whole, "invited": 27},
    ):
        path.write_text(json.dumps(changed))
        sealed_again(bundle)
        assert check(bundle)[0] == 1


ROLL_FIELDS = {"group": "un", "region": "europe", "salt": "0", "receipt_key": "00", "merged": True, "pseudonym": "V-X"}


@pytest.mark.parametrize("field", sorted(ROLL_FIELDS))
def test_a_changed_line_on_the_roll_is_found(bundle: Path, check: Check, field: str) -> None:
    def change(lines: list[str]) -> None:
        lines[0] = json.dumps({**json.loads(lines[0]), field: ROLL_FIELDS[field]})

    rewritten(bundle / PRIVATE / "roll.jsonl", change)
    sealed_again(bundle)
    assert check(bundle)[0] == 1


@pytest.mark.parametrize("field", ["at", "salt", "sequence"])
def test_an_instant_that_is_not_the_one_of_its_vote_is_found(bundle: Path, check: Check, field: str) -> None:
    def change(lines: list[str]) -> None:
        lines[2] = json.dumps({**json.loads(lines[2]), field: json.loads(lines[3])[field]})

    rewritten(bundle / PRIVATE / "times.jsonl", change)
    sealed_again(bundle)
    code, told = check(bundle)
    assert code == 1
    assert "times.jsonl, line 3: this is not the instant" in told


def test_a_vote_that_came_at_the_closing_is_found(bundle: Path, check: Check) -> None:
    """The last vote came 50 seconds and a bit after the opening: as if the round had closed just then."""
    path = bundle / "tally.json"
    whole = json.loads(path.read_text("utf-8"))
    last = json.loads((bundle / PRIVATE / "times.jsonl").read_text().splitlines()[-1])["at"]
    whole["round"]["closes_at"] = last[:19] + "Z"
    path.write_text(json.dumps(whole))
    sealed_again(bundle)
    code, told = check(bundle)
    assert code == 1
    assert "the round was not open then" in told


def test_a_receipt_is_found_however_it_is_typed_and_no_other(bundle: Path, check: Check, data: RoundExport) -> None:
    last = {vote.pseudonym: vote.hash for vote in data.votes}
    mine = receipt_of(secret(3), last[pseudonym(3)])
    for typed in (mine, mine.lower()):
        code, told = check(bundle.with_name("out.zip"), "--receipt", typed, program="verify.py")
        assert code == 0
        assert f"the ballot with the receipt {mine} is counted" in told
    first = next(vote.hash for vote in data.votes if vote.pseudonym == pseudonym(3))
    for other in (receipt_of(secret(3), first), receipt_of(secret(4), last[pseudonym(3)]), "7K3M"):
        code, told = check(bundle, "--receipt", other)
        assert code == 1
        assert "no ballot has the receipt" in told


def test_a_receipt_appears_nowhere_in_what_is_published(bundle: Path, data: RoundExport) -> None:
    last = {vote.pseudonym: vote.hash for vote in data.votes}
    receipts = {receipt_of(secret(n), last[pseudonym(n)]) for n, person in enumerate(PEOPLE) if person.answers}
    for name in PUBLISHED - SOMETIMES:
        content = (bundle / name).read_bytes()
        assert not any(receipt.encode() in content for receipt in receipts), name
        assert not any(secret(n).encode() in content for n in range(3, len(PEOPLE))), name


def test_a_seal_is_found_where_it_stands(bundle: Path, check: Check, data: RoundExport) -> None:
    votes = list(data.votes)
    for seal, after in ((data.chain.opening, 0), (votes[8].hash, 9), (data.chain.head, len(votes))):
        code, told = check(bundle, "--seal", for_people(seal).lower())
        assert code == 0
        assert f"is that of this chain after {after} votes" in told
    assert check(bundle, "--seal", for_people("0" * 64))[0] == 1


LATE = [Person("states", "africa", {1: 5, 2: 4}, [(1, 1)], late=True) for _ in range(4)]


@pytest.fixture
def reworded(tmp_path: Path) -> Path:
    write_bundle(export_of([*PEOPLE, *LATE], reworded={1: "Rescue at sea and on land"}), tmp_path / "reworded")
    return tmp_path / "reworded"


def test_new_texts_and_the_answers_given_to_them_are_checked(reworded: Path, check: Check) -> None:
    code, told = check(reworded)
    assert (code, "WRONG" in told) == (0, False)
    assert check(reworded.with_name("reworded.zip"), program="verify.py")[0] == 0
    rows = list(csv.DictReader(io.StringIO((reworded / "versions.csv").read_text("utf-8-sig"))))
    assert [(row["version"], row["answers"]) for row in rows] == [("1", "22"), ("2", "4")]


@pytest.mark.parametrize("field", ["text", "version", "editorial", "at"])
def test_a_new_text_that_was_changed_is_found(reworded: Path, check: Check, field: str) -> None:
    other = {"text": {"en": "Rescue"}, "version": 3, "editorial": True, "at": "2023-05-03T08:00:00.000000Z"}

    def change(lines: list[str]) -> None:
        at = next(at for at, line in enumerate(lines) if '"text"' in line)
        lines[at] = json.dumps({**json.loads(lines[at]), field: other[field]})

    rewritten(reworded / "votes.jsonl", change)
    sealed_again(reworded)
    code, told = check(reworded, program="verify.py")
    assert code == 1
    assert "does not match its hash" in told


@pytest.mark.parametrize(
    ("column", "other"),
    [("since", "2023-05-03T08:00:00.000000Z"), ("editorial", True), ("text", "Another"), ("answers", 1)],
)
@pytest.mark.parametrize("row", [0, 1])
def test_what_is_told_of_the_texts_is_that_of_the_chain(
    reworded: Path, check: Check, row: int, column: str, other: object
) -> None:
    told = json.loads((reworded / "tally.json").read_text("utf-8"))
    told["versions"][row][column] = other
    (reworded / "tally.json").write_text(json.dumps(told), "utf-8")
    with (reworded / "versions.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(told["versions"][0]))
        writer.writeheader()
        words = {"None": "", "True": "yes", "False": "no"}
        writer.writerows({key: words.get(str(cell), cell) for key, cell in line.items()} for line in told["versions"])
    sealed_again(reworded)
    code, said = check(reworded)
    assert code == 1
    assert f"WRONG: tally.json, versions, row {row + 1}: {column} is" in said


def test_an_answer_moved_to_another_text_is_found(reworded: Path, check: Check) -> None:
    for name in ("ballots.csv", "versions.csv"):
        kept = (reworded / name).read_bytes()
        (reworded / name).write_bytes(kept.replace(b",rec-1,2,", b",rec-1,1,", 1))
        sealed_again(reworded)
        assert check(reworded, program="verify.py")[0] == 1
        (reworded / name).write_bytes(kept)


people = st.lists(
    st.builds(
        Person,
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["north", "south", ""]),
        st.dictionaries(st.integers(1, 3), st.integers(1, 5)),
        st.lists(st.tuples(st.integers(1, 3), st.none() | st.integers(1, 5)), max_size=3).map(
            lambda before: [*before, *((item, None) for item in {item for item, _ in before})]
        ),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people)
def test_what_was_exported_holds_whatever_was_voted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cast: list[Person]
) -> None:
    write_bundle(export_of(cast, ["one", "two", "three"]), tmp_path / "out")
    code = RUN["verify_all.py"]([str(tmp_path / "out")], tmp_path)
    assert (code, capsys.readouterr().out.count("WRONG")) == (0, 0)


def test_the_program_can_be_read_in_one_sitting() -> None:
    assert len(path_of("verify.py").read_text().splitlines()) < 200
