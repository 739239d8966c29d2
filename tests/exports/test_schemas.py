"""The bundle's JSON files are what docs/schemas says of them, whatever the method; and it says all of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from engagebot.domain.method import Method, Rules
from engagebot.exports.bundle import PRIVATE, write_bundle
from tests.exports.built import Person, export_of, files_of

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
RANKED = [
    *[Person("states", "africa", {1: 1, 2: 2, 3: 3}) for _ in range(6)],
    *[Person("civil", "asia", {1: 2, 2: 1, 3: 3, 4: 4}) for _ in range(7)],
    *[Person("un", "asia", {1: 1}) for _ in range(5)],
]
CHOSEN = [Person(person.group, person.region, {1: 1, 2: 1}) for person in RANKED]
ROUNDS = {
    Method.RATING: export_of(),
    Method.RANKING: export_of(RANKED, rules=Rules(Method.RANKING, 4)),
    Method.APPROVAL: export_of(CHOSEN, rules=Rules(Method.APPROVAL, 4)),
    Method.TOP_K: export_of(CHOSEN, rules=Rules(Method.TOP_K, 4, k=2)),
    Method.POINTS: export_of(CHOSEN, rules=Rules(Method.POINTS, 4, total=10)),
}


def schema(name: str) -> Draft202012Validator:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize("method", ROUNDS)
def test_the_files_of_each_method_are_as_the_schemas_say(method: Method) -> None:
    files = files_of(ROUNDS[method])
    schema("tally").validate(json.loads(files["tally.json"]))
    schema("opening").validate(json.loads(files["opening.json"]))
    votes = files["votes.jsonl"].splitlines()
    assert votes
    for line in votes:
        schema("vote").validate(json.loads(line))


@pytest.mark.parametrize("method", ROUNDS)
def test_a_figure_of_which_the_schema_does_not_know_is_refused(method: Method) -> None:
    for rows in ("tally", "by_group", "turnout"):
        tally = json.loads(files_of(ROUNDS[method])["tally.json"])
        tally[rows][0]["mood"] = 5
        with pytest.raises(ValidationError, match="mood"):
            schema("tally").validate(tally)


def test_new_texts_are_as_the_schemas_say() -> None:
    late = [Person("states", "africa", {1: 5}, late=True)]
    files = files_of(export_of([*RANKED, *late], rules=Rules(Method.RATING, 4), reworded={1: "Rescue"}))
    schema("tally").validate(json.loads(files["tally.json"]))
    lines = [json.loads(line) for line in files["votes.jsonl"].splitlines()]
    assert [line["version"] for line in lines if "text" in line] == [2]
    for line in lines:
        schema("vote").validate(line)


def test_the_manifests_are_as_their_schema_says(tmp_path: Path) -> None:
    write_bundle(export_of(), tmp_path / "bundle")
    for folder in (tmp_path / "bundle", tmp_path / "bundle" / PRIVATE):
        schema("manifest").validate(json.loads((folder / "manifest.json").read_text("utf-8")))
