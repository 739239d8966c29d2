"""Goes along a round's roll: each ballot is compared with the votes that led to it, and counted."""

from collections import Counter
from collections.abc import Sequence

from engagebot.domain.chain import Link
from engagebot.domain.method import ABSTAINED
from engagebot.domain.opening import Roll, on_roll
from engagebot.domain.receipts import receipt_key, receipt_line, receipt_of
from engagebot.domain.sheet import Filling
from engagebot.exports.spool import Spool
from engagebot.exports.values import BallotAnswer, RollEntry
from engagebot.storage.votes import Line


class Proof:
    """What is counted so far. Of a ballot only one hash, and a byte an item, are in memory."""

    def __init__(self, items: Sequence[int]) -> None:
        self.roll = Roll()
        self.entries = Spool(RollEntry)
        self.ballots = Spool(BallotAnswer)
        self.receipts: list[bytes] = []
        self.given_to: Counter[tuple[int, int]] = Counter()
        self.invited_by_group: Counter[str] = Counter()
        self.invited_by_region: Counter[str] = Counter()
        self.voted_by_group: Counter[str] = Counter()
        self.voted_by_region: Counter[str] = Counter()
        self.filling = Filling(items)

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
            self.filling.add(line.group, {link.item: link.value for link in counted if link.value is not None})
        for link in counted:
            self.given_to[link.item, link.version] += link.value != ABSTAINED
            self.ballots.append(BallotAnswer(link.pseudonym, link.item, link.version, link.value or 0))
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
