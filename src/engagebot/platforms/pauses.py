"""Growing waits between tries."""

import random
from collections.abc import Iterator


def pauses(first: float = 0.5, most: float = 30.0) -> Iterator[float]:
    """Seconds to wait before each further try, without end: doubling up to `most`, each cut by up to half at
    random so that many who failed together do not come back together."""
    step = first
    while True:
        yield step * random.uniform(0.5, 1.0)
        step = min(step * 2, most)
