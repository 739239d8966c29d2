"""The read-me of a bundle: what is what, how the figures are defined, what is withheld and why."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from engagebot.domain.digests import for_people
from engagebot.exports.definitions import WITHHELD, definitions
from engagebot.exports.values import RoundExport

FIRST_LINE = "engagebot export of a round"
"""By this line a folder is known as ours, in whatever language the rest is."""

FILES = (
    ("verify.py", "checks the files, the chain, the ballots and the tally: python3 verify.py"),
    ("manifest.json", "each file's SHA-256 and size"),
    ("tally.xlsx", "the figures and the comments as sheets, for reading"),
    ("tally.csv", "each recommendation's figures, the highest place first"),
    ("tally-by-group.csv", "the same for each group of stakeholders"),
    ("turnout.csv", "how many were invited, voted and are missing, by group and by region"),
    (
        "quorum.csv",
        "how many of each group had to vote, and whether they did; withheld groups are judged as one, if at all",
    ),
    ("pairs.csv", "how many put one recommendation before another"),
    ("concordance.csv", "how much the rankings agree: Kendall's W"),
    ("versions.csv", "the texts that were changed while the round was open, and how many answers were given to each"),
    ("tally.json", "all these figures in one file, for programs"),
    ("ballots.csv", "every counted answer under the voter's pseudonym"),
    ("opening.json", "what was fixed when the round opened: terms, texts, and the roll as a hash"),
    ("votes.jsonl", "every accepted vote in order, each with its hash"),
    ("receipts.txt", "a line for each counted ballot: SHA-256 of its receipt, sorted"),
    ("comments.csv", "what people wrote; in the order of the recommendations, not of time"),
    ("events.csv", "each event's answers and marks"),
    ("event-comments.csv", "the lines that people wrote about an event; by the alphabet, not by time"),
    ("events.ics", "the workstream's events, for calendars"),
)
KEPT = (
    ("roll.jsonl", "each voter's group and region by pseudonym, and what opens the roll's hash and the receipts"),
    ("named.csv", "of which organisation each ballot is: everybody was told so before they voted, if it is there"),
    ("times.jsonl", "when each vote was received, and what opens its commitment"),
    ("delivery-report.csv", "what became of each announcement's messages"),
    (
        "mandates.csv",
        "which organisations voted for which, by whose leave, and why; publishing it can show whose a ballot is",
    ),
    ("verify_all.py", "checks these as well: python3 not-for-publication/verify_all.py"),
    ("manifest.json", "each file's SHA-256 and size"),
)
SOMETIMES_KEPT = (
    "named.csv is there only if the round is named to the secretariat, and mandates.csv only where any were filed. The "
    "files of this folder are listed in its own manifest.json and nowhere else, so that nobody can tell from what is "
    "published whether they hold what somebody guesses."
)


CHAIN = (
    "A hash here is the SHA-256, in hexadecimal, of JSON with sorted keys, no spaces, in UTF-8.",
    "The chain begins with the hash of opening.json. Each vote's hash is that of its fields in votes.jsonl (without "
    "the hash itself) with the round's key as round and the hash before it as previous.",
    "A seal is the first 80 bits of a hash in Crockford's base 32. Everybody invited was told the seal of the opening "
    "when the round opened, one with each reminder, and the last one with the results: python3 verify.py --seal CODE "
    "says after which vote it stands. What was voted before a seal was told cannot have been changed after it.",
    "No vote bears its time. In its place stands the hash of at (the instant) and salt (a random number), both known "
    "to the secretariat only, which can show them for one vote when it is questioned, without showing those of others. "
    "What the order still tells: whoever knows that one vote came just before or after another, or how many there were "
    "at some moment, can narrow down which it is.",
)

REWORDED = (
    "Texts were changed while the round was open: versions.csv says which and since when. Each change stands in "
    "votes.jsonl as a line with the new text, and every vote says to which version it was given. Whoever had answered "
    "on a text before was asked whether their answer stands, unless the change was editorial. An answer that nobody "
    "confirmed counts as it was given."
)

RECEIPTS = (
    "A receipt proves to its holder, and to whomever they show it, that a ballot given by this round to that person is "
    "counted and stands as it was when the receipt was shown: python3 verify.py --receipt CODE. A receipt from before "
    "a change is not found.",
    "What everybody can see is that the list has one line for each ballot. That each line is really that of a ballot "
    "only the secretariat can check and show, with verify_all.py; whoever misses their receipt asks it to.",
    "It does not tell the answers to anybody, and leads to no ballot: only the secretariat can say which ballot a "
    "receipt belongs to, from the secret that it is made with.",
    "So the receipt alone does not prove what the answers were recorded as. For that a voter looks up their ballot "
    "in ballots.csv, by the pseudonym that /myvotes shows to nobody else. Whoever is told it can read the answers.",
    "It does not prove that nobody else voted in that person's name, nor that all on the roll are real people: that "
    "rests on the secretariat and on the platforms. And it does not hinder anybody from looking over a shoulder.",
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
        f"{say('Method')}: {_method(data)}",
        f"{say('Anonymity')}: {facts.anonymity}",
        f"{say('Threshold')}: {_percent(facts.threshold) or say('none')}",
        f"{say('Opened')}: {_told(facts.opened_at, facts.zone)}",
        f"{say('Closed')}: {_told(facts.closed_at, facts.zone)}"
        if facts.closed_at
        else f"{say('Closes')}: {_told(facts.closes_at, facts.zone)}",
    ]
    warning = say(
        "PROVISIONAL: the round is still open. Do not publish figures by group more than once before it closes: "
        "the difference would tell how the people between voted."
    )
    return [*lines, "", warning] if facts.provisional else lines


def _files(data: RoundExport) -> list[str]:
    say = data.said
    absent = {
        *(() if data.events else ("events.ics",)),
        *(() if data.quorum else ("quorum.csv",)),
        *(() if data.versions else ("versions.csv",)),
        *(() if data.compared else ("pairs.csv", "concordance.csv")),
    }
    there = [(name, what) for name, what in FILES if name not in absent]
    return [
        say("The files"),
        *_listed(data, there),
        "",
        say("In the folder not-for-publication, for the secretariat only, and not in the zip"),
        *_listed(data, KEPT),
        say(SOMETIMES_KEPT),
    ]


def _listed(data: RoundExport, files: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in files) + 2
    return [f"{name:<{width}}{data.said(what)}" for name, what in files]


def _rules(data: RoundExport) -> list[str]:
    say = data.said
    return [
        say("How the figures are defined"),
        *(f"- {say(line)}" for line in definitions(data.rules)),
        "",
        say("What is withheld"),
        *(f"- {say(line)}" for line in WITHHELD),
    ]


def _chain(data: RoundExport) -> list[str]:
    say = data.said
    return [
        say("The chain of votes"),
        *(say(line) for line in CHAIN),
        *([say(REWORDED)] if data.versions else []),
        f"{say('Votes')}: {data.chain.length - len(data.rewordings)}",
        f"{say('Hash of the opening')}: {data.chain.opening}",
        f"{say('Last hash')}: {data.chain.head}",
        f"{say('Seal of the opening')}: {for_people(data.chain.opening)}",
        f"{say('Last seal')}: {for_people(data.chain.head)}",
        "",
        say("What a receipt proves, and what it does not"),
        *(f"- {say(line)}" for line in RECEIPTS),
    ]


def _method(data: RoundExport) -> str:
    options = data.options if isinstance(data.options, dict) else {}
    return ", ".join([data.round.method, *(f"{key}: {value}" for key, value in sorted(options.items()))])


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:g}%"


def _told(moment: datetime, zone: str) -> str:
    """The zone's own clock, with its distance from UTC, which no abbreviation tells as plainly."""
    local = moment.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:]}, {zone})"
