"""The benchmarks can be run, and say what they measured in the form that is promised. Not how fast we are."""

import json
from pathlib import Path

from benchmarks.__main__ import main
from benchmarks.figures import Reach, in_turns, ratio


def test_a_quick_run_yields_a_well_formed_entry(tmp_path: Path) -> None:
    main(["--quick", "--only", "outbox.items_per_s", "--to", str(tmp_path / "results.json")])
    results = json.loads((tmp_path / "results.json").read_text())
    entry = results["outbox.items_per_s"]
    assert set(entry) == {"value", "unit", "ours", "yardstick", "runs", "spread", "reach", "met", "note"}
    assert entry["unit"] == "items a second"
    assert entry["runs"] == 3
    assert 0 < entry["spread"][0] <= entry["value"] <= entry["spread"][1]
    assert {"cores", "python", "sqlite"} <= set(results["machine"])


def test_sides_are_measured_in_turns() -> None:
    calls: list[str] = []

    def side(name: str) -> float:
        calls.append(name)
        return len(calls)

    ours, yardstick = in_turns(2, lambda: side("ours"), lambda: side("yardstick"))
    assert calls == ["ours", "yardstick", "ours", "yardstick"]
    assert (ours, yardstick) == ([1, 3], [2, 4])


def test_a_ratio_is_that_of_the_medians_and_its_spread_that_of_the_turns() -> None:
    figure = ratio("some.figure", [30, 20, 10], [10, 10, 20], "things", Reach(at_least=2.5))
    assert (figure.value, figure.spread) == (2, (0.5, 3))
    assert figure.entry()["met"] is False
