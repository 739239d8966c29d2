"""A small workstream file in which everything is right, for tests to spoil."""

SMALL = """\
workstream:
  key: small
  languages: [en, fr]
  title: { en: A small workstream, fr: Un petit axe de travail }
  objective: { en: To be small., fr: Rester petit. }
  zone: Europe/Zurich
  place: { en: Geneva, fr: Genève }
  contact: secretariat@example.org
groups:
  states: { en: States, fr: États }
  media: { en: Media, fr: Médias }
regions:
  europe: { en: Europe, fr: Europe }
organisations:
  gazette:
    name: { en: Gazette, fr: Gazette }
    group: media
    region: europe
activities:
  i:
    title: { en: Mapping, fr: Recensement }
    timeline: "2023"
    status: in-progress
events:
  talk:
    title: { en: Talk, fr: Échange }
    starts: 2023-03-23 15:00 CET
    minutes: 90
    registration: https://example.org/talk
    languages: [en, fr]
    audience: { groups: [states] }
    agenda:
      - minutes: 30
        title: { en: Opening, fr: Ouverture }
      - minutes: 60
        title: { en: Discussion, fr: Débat }
    reminders: [1 day before start]
areas:
  one: { en: Prevention, fr: Prévention }
recommendations:
  "1.1":
    area: one
    text: { en: Prevent., fr: Prévenir. }
  "1.10":
    area: one
    text: { en: Search., fr: Rechercher. }
rounds:
  first:
    title: { en: Priorities, fr: Priorités }
    question: { en: "How high?", fr: "À quel point ?" }
    method: rating
    threshold: 0.75
    opens: 2023-03-27 09:00
    closes: 2023-04-10 18:00
    items: ["1.10", "1.1"]
"""


def spoiled(old: str, new: str) -> str:
    """The small file with one thing replaced, which must be there once."""
    assert SMALL.count(old) == 1, f"{old!r} stands there {SMALL.count(old)} times"
    return SMALL.replace(old, new)
