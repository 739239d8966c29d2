"""kill -9 at random instants while announcements go out: nothing is lost, and nothing arrives twice unasked."""

from pathlib import Path

from tests.databases import Databases
from tests.faults.kill_while_sending import AT_ONCE, PEOPLE, Figures, killed_again_and_again

TRIALS = {"sqlite": 50, "postgresql": 25}
SEED = 20230316


def check(figures: Figures, trials: int) -> None:
    assert figures.missing == []
    assert figures.duplicates == []
    assert (figures.trials, figures.messages) == (trials, trials * PEOPLE)
    assert figures.kills >= trials
    assert figures.sent + figures.unknown_arrived + figures.unknown_not_arrived == figures.messages
    # The kills came at telling moments: some messages were on their way, some claimed and not begun, some through.
    assert min(figures.unknown_arrived, figures.unknown_not_arrived, figures.sent, figures.resent) > 0


async def test_nothing_is_lost_or_doubled(
    database_kind: str, databases: Databases, migrated: str, tmp_path: Path
) -> None:
    urls = [databases.copy_of(migrated) for _ in range(AT_ONCE)]
    check(await killed_again_and_again(urls, tmp_path, TRIALS[database_kind], SEED), TRIALS[database_kind])
    for url in urls:
        databases.drop(url)
