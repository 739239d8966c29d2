"""Every mistake in a file is told, with its line, its place and what to do."""

import pytest

from engagebot.workfile import WorkstreamMistakes, read_workstream
from tests.workfile.small import SMALL, spoiled

CASES: list[tuple[str, str, list[str]]] = [
    (
        "  zone: Europe/Zurich",
        "  zone: Geneva",
        [
            '6: workstream › zone: "Geneva" is not the name of a time zone. Did you mean "Europe/Zurich"?',
        ],
    ),
    (
        "  zone: Europe/Zurich",
        "  zone: CET",
        [
            '6: workstream › zone: "CET" is not the name of a time zone. Write it like Europe/Zurich.',
        ],
    ),
    (
        "  key: small",
        "  kye: small",
        [
            "2: workstream › key: is missing.",
            '2: workstream › kye: is not a known key. Did you mean "key"?',
        ],
    ),
    (
        "  key: small",
        "  key: Small File",
        [
            '2: workstream › key: "Small File" is no key: use small letters, digits, "-" and ".".',
        ],
    ),
    (
        "languages: [en, fr]\n  title",
        "languages: [en, de]\n  title",
        [
            '3: workstream › languages: "de" is not a language that the bot speaks. Known: ar, en, es, fr, ru, zh.',
        ],
    ),
    (
        "    group: media",
        "    group: medias",
        [
            '17: organisations › gazette › group: "medias" is not one of this file\'s groups. Did you mean "media"?',
        ],
    ),
    (
        "    region: europe",
        "    region: mars",
        [
            '18: organisations › gazette › region: "mars" is not one of this file\'s regions. Known: europe.',
        ],
    ),
    (
        "    status: in-progress",
        "    status: started",
        [
            '23: activities › i › status: "started" should be one of: yet-to-start, in-progress, done.',
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 23 March 2023, 3pm",
        [
            '27: events › talk › starts: "23 March 2023, 3pm" is not a date with a time. Write '
            "it like 2023-03-23 15:00, in 24 hours.",
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-02-30 15:00",
        [
            '27: events › talk › starts: "2023-02-30 15:00": there is no such day as 2023-02-30.',
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-03-23 25:00",
        [
            '27: events › talk › starts: "2023-03-23 25:00": there is no such time of day. Write '
            "it like 2023-03-23 15:00, in 24 hours.",
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-04-27 15:00 CET",
        [
            '27: events › talk › starts: "15:00 CET" is unclear: on 27 April 2023 Geneva is on '
            "summer time (CEST). Either 15:00 CEST = 13:00 UTC, the clock in Geneva; or 15:00 "
            'CET = 14:00 UTC = 16:00 on Geneva\'s clock. Add "printed-zone-means: local" for the '
            'first or "printed-zone-means: fixed" for the second.',
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-03-26 02:30",
        [
            "27: events › talk › starts: 02:30 does not exist on 26 March 2023: Geneva's clocks "
            'go forward over it. Write "2023-03-26 01:30" or "2023-03-26 03:30", whichever is '
            "meant.",
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-10-29 02:30",
        [
            "27: events › talk › starts: 02:30 comes twice on 29 October 2023, when Geneva's "
            "clocks go back: 02:30 CEST = 00:30 UTC, and 02:30 CET = 01:30 UTC. Write "
            '"2023-10-29 02:30 CEST" or "2023-10-29 02:30 CET".',
        ],
    ),
    (
        "    starts: 2023-03-23 15:00 CET",
        "    starts: 2023-03-23 15:00 EST",
        [
            '27: events › talk › starts: "EST" is not what Geneva\'s clocks are called (CEST or '
            'CET). Take it out, set "zone" to the zone that is meant, or write the distance from '
            "UTC, such as +01:00.",
        ],
    ),
    (
        "    minutes: 90",
        "    ends: 14:00",
        [
            "28: events › talk › ends: is not after the start; write the date too if it ends on a later day.",
        ],
    ),
    (
        "    minutes: 90",
        "    ends: 16:30\n    minutes: 90",
        [
            '29: events › talk › minutes: stands beside "ends"; write one of the two.',
        ],
    ),
    (
        "    minutes: 90",
        "    moderator: Somebody",
        [
            "26: events › talk › ends: is missing; write when it ends, or how many minutes it takes.",
        ],
    ),
    (
        "    minutes: 90",
        "    minutes: ninety",
        [
            '28: events › talk › minutes: "ninety" should be a whole number from 5 to 44640.',
        ],
    ),
    (
        "    minutes: 90",
        "    minutes: 60",
        [
            "32: events › talk › agenda: takes 90 minutes, and the event only 60. Mend one of the two.",
        ],
    ),
    (
        "https://example.org/talk",
        "javascript:alert(1)",
        [
            '29: events › talk › registration: "javascript:alert(1)" is not a web address; it '
            "has to begin with https:// or http://.",
        ],
    ),
    (
        "https://example.org/talk",
        "example.org/talk",
        [
            '29: events › talk › registration: "example.org/talk" is not a web address; it has '
            "to begin with https:// or http://.",
        ],
    ),
    (
        "    languages: [en, fr]\n    aud",
        "    languages: [en, tlh]\n    aud",
        [
            '30: events › talk › languages: "tlh" is not a language that the bot speaks. Known: '
            "ar, en, es, fr, ru, zh.",
        ],
    ),
    (
        "{ groups: [states] }",
        "{ groups: [state] }",
        [
            '31: events › talk › audience › groups: "state" is not one of this file\'s groups. Did you mean "states"?',
        ],
    ),
    (
        "{ groups: [states] }",
        "states",
        [
            '31: events › talk › audience: "states" should be "everyone", or a mapping with '
            "groups, regions or languages.",
        ],
    ),
    (
        "    reminders: [1 day before start]",
        "    reminders: [a day earlier]",
        [
            '37: events › talk › reminders: "a day earlier" is not understood; write it like "1 day before start", '
            "or as a time like 2023-03-20 10:00.",
        ],
    ),
    (
        "    reminders: [1 day before start]",
        "    reminders: [1 day after end]",
        [
            "37: events › talk › reminders: this moment has to be before the event has ended.",
        ],
    ),
    (
        "    reminders: [1 day before start]",
        "    reminders: [1 day before start, 24 hours before start]",
        [
            "37: events › talk › reminders: names the same moment twice.",
        ],
    ),
    (
        "    reminders: [1 day before start]",
        "    feedback: 1 hour before end",
        [
            "37: events › talk › feedback: this moment has to be after the event has ended, within a week.",
        ],
    ),
    (
        "    reminders: [1 day before start]",
        "    reminders: [{ when: 1 day before start, for: { answers: [yes] } }]",
        [
            '37: events › talk › reminders 1 › for › answers: "yes" is not an answer. Known: going, maybe, no.',
        ],
    ),
    (
        "    area: one\n    text: { en: Search",
        "    area: two\n    text: { en: Search",
        [
            '45: recommendations › 1.10 › area: "two" is not one of this file\'s areas. Known: one.',
        ],
    ),
    (
        '  "1.10":',
        '  "1.1":',
        [
            "44: recommendations › 1.1: stands here twice; the first is on line 41.",
            '55: rounds › first › items: "1.10" is not one of this file\'s recommendations. Did you mean "1.1"?',
        ],
    ),
    (
        "{ en: Search., fr: Rechercher. }",
        "{ fr: Rechercher. }",
        [
            "46: recommendations › 1.10 › text: has no text in English, the file's default language.",
        ],
    ),
    (
        "{ en: Search., fr: Rechercher. }",
        "[Search]",
        [
            "46: recommendations › 1.10 › text: should be a text, or a text by language, not a list.",
        ],
    ),
    (
        "en: Search.",
        "en: " + "Search. " * 40,
        [
            "46: recommendations › 1.10 › text: is 319 characters long in English; 280 fit. Shorten it by 39.",
        ],
    ),
    (
        "en: Search.",
        'en: "Sea\\rrch."',
        [
            "46: recommendations › 1.10 › text: has an invisible character (U+000D) in it. Take it out.",
        ],
    ),
    (
        "    method: rating",
        "    method: top-k",
        [
            '51: rounds › first › method: "top-k" needs a number: method: { top-k: { k: 3, ordered: yes } }.',
        ],
    ),
    (
        "    method: rating",
        "    method: rating\n    follows: frist",
        [
            '52: rounds › first › follows: "frist" is not another of this file\'s rounds. Known: none.',
        ],
    ),
    (
        "    method: rating",
        "    method: { top-k: { k: 2 } }",
        [
            "51: rounds › first › method: lets 2 of 2 items be chosen, so nothing is chosen; k has to be smaller.",
        ],
    ),
    (
        "    method: rating",
        "    method: { top-k: { k: 1, order: yes } }",
        [
            '51: rounds › first › method › top-k › order: is not a known key. Did you mean "ordered"?',
        ],
    ),
    (
        "    method: rating",
        "    method: { points: { total: 1000 } }",
        [
            '51: rounds › first › method › points › total: "1000" should be a whole number from 2 to 100.',
            '52: rounds › first › threshold: has no meaning with "points", which has no share of support.',
        ],
    ),
    (
        "    method: rating",
        "    method: { rating: { from: 1 } }",
        [
            "51: rounds › first › method: should be one of: rating, approval, ranking, "
            "{ top-k: { k: 3, ordered: yes } } or { points: { total: 10 } }.",
        ],
    ),
    (
        "    method: rating",
        "    method: vibes",
        [
            '51: rounds › first › method: "vibes" is not a method; write rating, approval, ranking, '
            "{ top-k: { k: 3, ordered: yes } } or { points: { total: 10 } }.",
        ],
    ),
    (
        "    method: rating",
        "    method: rating\n    anonymity: none",
        [
            '52: rounds › first › anonymity: "none" should be one of: named, pseudonymous, detached.',
        ],
    ),
    (
        "    threshold: 0.75",
        "    threshold: 75 %",
        [
            '52: rounds › first › threshold: "75 %" should be a share from 0 to 1, such as 0.75 for 75 %.',
        ],
    ),
    (
        "    closes: 2023-04-10 18:00",
        "    closes: 2023-03-20 18:00",
        [
            "54: rounds › first › closes: is not after the opening.",
        ],
    ),
    (
        'items: ["1.10", "1.1"]',
        'items: ["1.10", "1.2"]',
        [
            '55: rounds › first › items: "1.2" is not one of this file\'s recommendations. Did you mean "1.1"?',
        ],
    ),
    (
        'items: ["1.10", "1.1"]',
        'items: ["1.10", "1.10"]',
        [
            '55: rounds › first › items: names "1.10" twice.',
        ],
    ),
    (
        'items: ["1.10", "1.1"]',
        "items: []",
        [
            "55: rounds › first › items: is an empty list.",
        ],
    ),
    (
        "    method: rating\n",
        "",
        [
            "49: rounds › first › method: is missing.",
        ],
    ),
    (
        "    method: rating",
        "    method:",
        [
            "51: rounds › first › method: is empty.",
        ],
    ),
    (
        "regions:\n  europe: { en: Europe, fr: Europe }\n",
        "regions: [europe]\n",
        [
            "12: regions: should be a mapping (key: value), not a list.",
            '17: organisations › gazette › region: "europe" is not one of this file\'s regions. Known: none.',
        ],
    ),
    (
        "fr: Prévenir. }",
        "fr: Prévenir : oui }",
        [
            "43: This is not YAML: expected ',' or '}', but got ':'. A text that holds \":\" has "
            'to stand in "quotes" here.',
        ],
    ),
    (
        "    text: { en: Prevent., fr: Prévenir. }",
        "    text: Prevent: now",
        [
            '43: This is not YAML: mapping values are not allowed here. A text that holds ": " '
            'has to stand in "quotes".',
        ],
    ),
    (
        "    area: one\n    text: { en: Search",
        "\tarea: one\n    text: { en: Search",
        [
            "45: This is not YAML: found character '\\t' that cannot start any token. Indent with "
            "spaces, not with tabs.",
        ],
    ),
    (
        "  contact: secretariat@example.org",
        "  contact: *small",
        [
            "8: *small: write it out; a workstream file has no aliases.",
        ],
    ),
    (
        "  contact: secretariat@example.org",
        "  contact: !!python/name:os.system x",
        [
            "8: tag:yaml.org,2002:python/name:os.system: take it out; a workstream file has no tags.",
        ],
    ),
    (
        "  contact: secretariat@example.org",
        "  contact: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        [
            "8: This is more than 12 levels deep; no workstream file is.",
        ],
    ),
    (
        "  contact: secretariat@example.org",
        '  contact: "open',
        [
            "22: This is not YAML: expected <block end>, but found '<scalar>'. This line is not "
            "indented like its neighbours, or a quotation mark above is open.",
        ],
    ),
    (
        "rounds:\n",
        "---\nrounds:\n",
        [
            "47: This is not YAML: but found another document. One file is one workstream: take out the line with ---.",
        ],
    ),
    (
        "en: Search.",
        "en: Sea\x07rch.",
        [
            "46: There is an invisible character here that no text needs. Take it out.",
        ],
    ),
]


def mistakes_in(text: str) -> list[str]:
    with pytest.raises(WorkstreamMistakes) as caught:
        read_workstream(text, "small.yaml")
    return [line.removeprefix("small.yaml:") for line in caught.value.lines()]


@pytest.mark.parametrize(("right", "wrong", "told"), CASES, ids=[case[1][:40].strip() for case in CASES])
def test_a_mistake_is_told_with_its_line_and_what_to_do(right: str, wrong: str, told: list[str]) -> None:
    assert mistakes_in(spoiled(right, wrong)) == told


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = spoiled("    status: in-progress", "    status: started")
    text = text.replace("method: rating", "method: points").replace("group: media", "group: press")

    assert [told.split(":")[0] for told in mistakes_in(text)] == ["17", "23", "51"]


def test_the_message_begins_with_the_name_of_the_file() -> None:
    with pytest.raises(WorkstreamMistakes, match=r"^small\.yaml:17: organisations › gazette › group: "):
        read_workstream(spoiled("group: media", "group: press"), "small.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", '1: The file should begin with "workstream:"; this is nothing.'),
        ("# only a comment\n", '1: The file should begin with "workstream:"; this is nothing.'),
        ("- a list", '1: The file should begin with "workstream:"; this is a list.'),
        ("Dear colleagues", '1: The file should begin with "workstream:"; this is a text.'),
        (SMALL + "#" * 262_144, "1: The file is longer than 262,144 characters."),
    ],
    ids=["empty", "comment", "list", "letter", "endless"],
)
def test_a_file_of_another_kind_is_told_apart(text: str, told: str) -> None:
    assert mistakes_in(text) == [told]


def test_aliases_that_would_unfold_without_end_are_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a, *a]" for n in range(9))

    assert "2: *a: write it out; a workstream file has no aliases." in mistakes_in(bomb)


def test_an_agenda_that_is_too_long_for_one_message_is_refused() -> None:
    item = "      - { minutes: 3, title: { en: " + "Word " * 38 + ", fr: Mot } }\n"
    text = spoiled("    agenda:\n", "    agenda:\n" + item * 10).replace("minutes: 90", "minutes: 120")

    assert mistakes_in(text) == ["32: events › talk › agenda: is 1907 characters long in en; 1800 fit."]
