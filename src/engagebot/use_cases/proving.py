"""Goes along a round's roll: each ballot is compared with the votes that led to it, and counted."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engagebot.domain.chain import Link
from engagebot.domain.opening import Roll, on_roll
from engagebot.domain.receipts import receipt_key, receipt_line, receipt_of
from engagebot.domain.tally import VALUES, Counts
from engagebot.exports.spool import Spool
from engagebot.exports.values import BallotAnswer, RollEntry
from engagebot.storage.votes import Line


class Proof:
    """What is counted so far. Only figures and one hash a ballot are in memory."""

    def __init__(self, items: Sequence[int]) -> None:
        self.items = items
        self.roll = Roll()
        self.entries = Spool(RollEntry)
        self.ballots = Spool(BallotAnswer)
        self.receipts: list[bytes] = []
        self.invited_by_group: Counter[str] = Counter()
        self.invited_by_region: Counter[str] = Counter()
        self.voted_by_group: Counter[str] = Counter()
        self.voted_by_region: Counter[str] = Counter()
        self._given: Counter[tuple[str, int, int]] = Counter()

    def add(self, line: Line, links: Sequence[Link]) -> bool:
        """Whether the ballot is what the voter's last votes on the items lead to."""
        counted = [link for link in links if link.value is not None]
        answers = {str(link.item): link.value for link in counted}
        receipt = receipt_of(line.secret, max(links, key=lambda link: link.sequence).hash) if counted else ""
        if (line.answers or {}, line.receipt or "") != (answers, receipt) or (line.merged and answers):
            return False
        self._enter(line)
        if not line.merged:
            self._invite(line, bool(answers))
        if receipt:
            self.receipts.append(bytes.fromhex(receipt_line(receipt)))
        for link in counted:
            self._count(line.group, link)
        return True

    def _enter(self, line: Line) -> None:
        entry = on_roll(line.pseudonym, line.group, line.region, line.secret)
        self.roll.add(entry)
        key = receipt_key(line.secret)
        self.entries.append(RollEntry(line.pseudonym, line.group, entry.region, line.merged, entry.salt, key))

    def _invite(self, line: Line, voted: bool) -> None:
        region = line.region or ""
        self.invited_by_group[line.group] += 1
        self.invited_by_region[region] += 1
        if voted:
            self.voted_by_group[line.group] += 1
            self.voted_by_region[region] += 1

    def _count(self, group: str, link: Link) -> None:
        value = link.value or 0
        self.ballots.append(BallotAnswer(link.pseudonym, link.item, link.version, value))
        self._given[group, link.item, value] += 1

    def counts(self, groups: Sequence[str]) -> Counts:
        """How often each value was given: an array of shape (groups, items, 5)."""
        given = [[[self._given[group, item, value] for value in VALUES] for item in self.items] for group in groups]
        return np.array(given, dtype=np.int64).reshape(len(groups), len(self.items), len(VALUES))
