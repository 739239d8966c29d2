"""All benchmarks, in the order in which they run. A new one is entered here."""

from collections.abc import Sequence

from benchmarks import expanding, outbox, sending, tallying
from benchmarks.figures import Benchmark

BENCHMARKS: Sequence[Benchmark] = (
    Benchmark(sending.NAMES, sending.measure),
    Benchmark(outbox.NAMES, outbox.measure),
    Benchmark(expanding.NAMES, expanding.measure),
    Benchmark(tallying.NAMES, tallying.measure),
)
