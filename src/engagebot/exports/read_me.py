"""The read-me of a bundle: what is what, how the figures are defined, what is withheld and why."""

from datetime import datetime
from zoneinfo import ZoneInfo

from engagebot.exports.values import RoundExport

FIRST_LINE = "engagebot export of a round"
"""By this line a folder is known as ours, in whatever language the rest is."""

FILES = (
    ("tally.xlsx", "all of the tables below as sheets, for reading"),
    ("tally.csv", "each recommendation's figures, the highest place first"),
    ("tally-by-group.csv", "the same for each group of stakeholders"),
    ("turnout.csv", "how many were invited and voted, by group and by region"),
    ("tally.json", "these three in one file, for programs"),
    ("ballots.csv, ballots.json", "every counted answer under the voter's pseudonym"),
    ("votes.json", "every accepted vote in order, each with its hash"),
    ("comments.csv", "what people wrote; in the order of the recommendations, not of time"),
    ("events.csv", "each event's answers and marks"),
    ("event-comments.csv", "the lines that people wrote about an event; by the alphabet, not by time"),
    ("delivery-report.csv", "what became of each announcement's messages; a working paper, not for publication"),
    ("events.ics", "the workstream's events, for calendars"),
)

DEFINITIONS = (
    "Counted is the last accepted answer of each voter to each recommendation.",
    "Left blank: voters without an answer to the recommendation. They are in no other figure.",
    "Mean: the sum of the answers (1 to 5) over their number.",
    "Median and quartiles: by linear interpolation between the two nearest answers (Hyndman and Fan 1996, "
    "definition 7).",
    "Share of 4-5: answers of 4 or 5 over all answers; 95% from / to is its Wilson interval (Wilson 1927).",
    "Supported: the share of 4-5 is at or above the threshold that was fixed at opening.",
    "Place: by the mean. Equal means share a place, and no tie is broken.",
)

WITHHELD = (
    "Figures of groups and regions with fewer than five people are withheld (left empty). So that they cannot "
    "be computed from the total, at least two are withheld together, with at least five people between them.",
    "A comment bears its group only where at least five people of that group commented. It bears no time, "
    "which could be matched with the time of a vote.",
    "Ballots bear neither group nor region. Publish the ballots and the figures by group together only after "
    "weighing that a patient reader may guess some ballot's group from them.",
)

CHAIN = (
    "Each hash in votes.json is the SHA-256 of the vote's fields and of the hash before it, as JSON with sorted "
    "keys, no spaces, in UTF-8: at, item, previous, pseudonym, round, sequence, value, version. The first follows "
    "the hash of opened_at and round.",
)


def read_me_lines(data: RoundExport) -> list[str]:
    """Paragraphs and lines; an empty line parts two of them."""
    return [FIRST_LINE, "", *_about(data), "", *_files(data), "", *_rules(data), "", *_chain(data)]


def _about(data: RoundExport) -> list[str]:
    facts, say = data.round, data.said
    lines = [
        f"{facts.title} ({facts.key})",
        facts.workstream,
        facts.question,
        "",
        f"{say('Method')}: {facts.method}",
        f"{say('Anonymity')}: {facts.anonymity}",
        f"{say('Threshold')}: {_percent(facts.threshold) or say('none')}",
        f"{say('Opened')}: {_told(facts.opened_at, facts.zone)}",
        f"{say('Closed')}: {_told(facts.closed_at, facts.zone)}"
        if facts.closed_at
        else f"{say('Closes')}: {_told(facts.closes_at, facts.zone)}",
        f"{say('Made')}: {_told(data.made_at, facts.zone)}",
    ]
    warning = say(
        "PROVISIONAL: the round is still open. Do not publish figures by group more than once before it closes: "
        "the difference would tell how the people between voted."
    )
    return [*lines, "", warning] if facts.provisional else lines


def _files(data: RoundExport) -> list[str]:
    left_out = () if data.events else ("events.ics",)
    width = max(len(name) for name, _ in FILES) + 2
    listed = [f"{name:<{width}}{data.said(what)}" for name, what in FILES if name not in left_out]
    return [data.said("The files"), *listed]


def _rules(data: RoundExport) -> list[str]:
    say = data.said
    return [
        say("How the figures are defined"),
        *(f"- {say(line)}" for line in DEFINITIONS),
        "",
        say("What is withheld"),
        *(f"- {say(line)}" for line in WITHHELD),
    ]


def _chain(data: RoundExport) -> list[str]:
    say = data.said
    return [
        say("The chain of votes"),
        *(say(line) for line in CHAIN),
        f"{say('Votes')}: {data.chain.length}",
        f"{say('First hash')}: {data.genesis}",
        f"{say('Last hash')}: {data.chain.head or data.genesis}",
    ]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:g}%"


def _told(moment: datetime, zone: str) -> str:
    """The zone's own clock, with its distance from UTC, which no abbreviation tells as plainly."""
    local = moment.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:]}, {zone})"
