"""python -m benchmarks [--quick] [--only NAME ...] [--to FILE]"""

import argparse
import fnmatch
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figures import Benchmark, Figure, Plan
from benchmarks.machine import machine
from benchmarks.report import show, write

RESULTS = Path(__file__).parent / "results.json"


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    wanted = [one for one in BENCHMARKS if _wanted(one, options.only)]
    if not wanted:
        known = ", ".join(name for one in BENCHMARKS for name in one.names)
        sys.exit(f"No benchmark has such a name. There are: {known}")
    plan, figures = Plan(options.quick), list[Figure]()
    for benchmark in wanted:
        began = time.monotonic()
        figures += benchmark.run(plan)
        print(f"{', '.join(benchmark.names)}: {time.monotonic() - began:.1f} s", file=sys.stderr)  # noqa: T201
    write(options.to, figures, machine())
    show(figures)


def _wanted(benchmark: Benchmark, patterns: Sequence[str] | None) -> bool:
    return not patterns or any(fnmatch.fnmatch(name, pattern) for name in benchmark.names for pattern in patterns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description="Measure ours beside a yardstick.")
    parser.add_argument("--quick", action="store_true", help="all figures, smaller and shakier, in under a minute")
    parser.add_argument("--only", action="append", metavar="NAME", help="these figures; patterns such as 'send.*'")
    parser.add_argument("--to", type=Path, default=RESULTS, metavar="FILE", help="where the results go")
    return parser


if __name__ == "__main__":
    main()
