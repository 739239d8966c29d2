"""How long texts may be, in characters of one language, so that every card surely fits both platforms.

The platforms' own limits: a Telegram message holds 4096 characters; a Slack section holds 3000, a header 150
and a button 75.
"""

FILE = 262_144
"""A whole file. The example has a tenth of it."""
DEPTH = 12
"""Levels of lists and mappings inside one another; the form needs six."""

KEY = 40
URL = 1000
BUTTON = 70
"""Titles of events and rounds: they also stand on buttons."""
LABEL = 60
"""Names of groups, regions, routes and places."""
AREA = 80
NAME = 120
"""The workstream's title, and names of organisations."""
LINE = 200
"""Venue, moderator, an agenda item's title or speakers, contact."""
TIMELINE = 40
ACTIVITY = 250
ACTIVITIES = 2800
"""All activities together, since one message lists them."""
NOTE = 500
AGENDA = 1800
"""An event's agenda as a whole, since it stands in one section."""
OBJECTIVE = 1200
QUESTION = 300
RECOMMENDATION = 280
"""A recommendation: five or six lines on a phone, above its buttons."""

ITEMS = 30
"""Recommendations in one round: more than that nobody rates with care."""
AGENDA_ITEMS = 20
REMINDERS = 5
