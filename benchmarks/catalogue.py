"""All benchmarks, in the order in which they run. A new one is entered here."""

from collections.abc import Sequence

from benchmarks import counting, expanding, idle, limits, outbox, sending, tallying, verifying
from benchmarks.acks import measuring as acks
from benchmarks.figures import Benchmark

BENCHMARKS: Sequence[Benchmark] = (
    Benchmark(sending.NAMES, sending.measure),
    Benchmark(outbox.NAMES, outbox.measure),
    Benchmark(expanding.NAMES, expanding.measure),
    Benchmark(limits.NAMES, limits.measure),
    Benchmark(acks.NAMES, acks.measure),
    Benchmark(idle.NAMES, idle.measure),
    Benchmark(counting.NAMES, counting.measure),
    Benchmark(tallying.NAMES, tallying.measure),
    Benchmark(verifying.NAMES, verifying.measure),
)
